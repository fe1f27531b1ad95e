"""Checks a screen's accessibility in both color schemes, and its width."""

import os
from pathlib import Path

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
PICTURES = os.environ.get("PICTURES", "")
"""The folder for a screenshot of every checked screen; empty saves no screenshots."""
EXCESS_WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => [...document.querySelectorAll('main *')]
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map((each) => each.outerHTML.slice(0, 150)).slice(0, 6)"""
AXE = Axe()
# The processor's frames are not checked: they are not ours.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "iframes": False}


def check_screen(page: Page, name: str) -> None:
    """
    Check a screen's width, and its accessibility in both color schemes.

    The function first waits until the screen is loaded. It checks accessibility with
    the tool axe.
    """
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    # axe would report a link that is half hidden under the bar as too small.
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(EXCESS_WIDTH) <= 0, f"{name} is wider: {page.evaluate(WIDEST)}"
    page.evaluate(AXE.axe_script)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        if PICTURES:
            _save_picture(page, f"{name}-{scheme}")
        results = AxeResults(page.evaluate("options => axe.run(options)", OPTIONS))
        assert not results.response["violations"], f"{name}, {scheme}: {results.generate_report()}"
    page.emulate_media(color_scheme="light")


def _save_picture(page: Page, name: str) -> None:
    width = (page.viewport_size or {"width": 0})["width"]
    # The screenshot of a dialog shows the window only; any other screenshot shows the whole page.
    is_whole = page.locator("dialog[open]").count() == 0
    page.screenshot(
        path=Path(PICTURES) / f"{name}-{width}.png", full_page=is_whole, animations="disabled"
    )
