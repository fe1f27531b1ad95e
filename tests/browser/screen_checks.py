"""
Looking at a screen: what axe finds in the light and in the dark, that nothing is cut off, and a
picture when asked for.
"""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
PICTURES = os.environ.get("PICTURES", "")
"""A folder that takes a picture of every screen looked at; empty takes none."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def check_screen(page: Page, name: str) -> None:
    """
    Once what was asked for is there: both schemes, without a finding and without sideways
    scrolling.

    The processor's frames are its own, and axe would speak to them.
    """
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    # Half under the bar, a link would count as too small.
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(WIDER) <= 0, f"{name} is wider than the screen"
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        _picture(page, f"{name}-{scheme}")
        found = Axe().run(
            page, options={"runOnly": RULES, "resultTypes": ["violations"], "iframes": False}
        )
        assert not found.response["violations"], f"{name}, {scheme}: {found.generate_report()}"
    page.emulate_media(color_scheme="light")


def _picture(page: Page, name: str) -> None:
    if not PICTURES:
        return
    width = (page.viewport_size or {"width": 0})["width"]
    # A dialog belongs to what is on the screen; anything else is shown to its end.
    is_whole = page.locator("dialog[open]").count() == 0
    page.screenshot(
        path=Path(PICTURES) / f"{name}-{width}.png", full_page=is_whole, animations="disabled"
    )
