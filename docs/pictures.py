"""
Takes the pictures in docs/pictures; run it as `python -m docs.pictures`.

The script starts a local cloud of its own with the demo practice, and takes each picture in
Chromium. The web client must be built (`make web`). Names after the command take only these
pictures.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from localstack.cloud import Cloud
from localstack.demo import CLIENTS, JORDAN, Person
from tests.browser.calls import Call, booked, flowing
from tests.browser.conftest import CHROMIUM
from tests.browser.console_watch import ConsoleWatch
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import PATIENCE_MS, Windows
from tests.demo_practice import Practice, build_practice

FOLDER = Path(__file__).resolve().parent / "pictures"
DESKTOP = {"viewport": {"width": 1152, "height": 720}}
# High enough that a part is not behind the bar.
TALL = {"viewport": {"width": 1152, "height": 1400}}
PHONE = {"viewport": {"width": 390, "height": 720}, "is_mobile": True, "has_touch": True}
AVERY, MORGAN, _ = CLIENTS
PROFILE = "/provider/clients/{morgan}"


def _nothing(_page: Page) -> None:
    pass


def _search_in_vain(page: Page) -> None:
    page.get_by_role("searchbox").fill("Nobody")


def _refuse_a_change(page: Page) -> None:
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Phone").fill("call me")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field-error")).to_be_visible()


def _open_booking(page: Page) -> None:
    page.get_by_role("button", name="Book appointment").first.click()
    expect(page.get_by_role("list", name="Clients")).to_be_visible()


def _fail_to_load(page: Page) -> None:
    refusal = {"error": "Unavailable", "message": "This did not load. Try again in a moment."}
    page.route("**/api/clients*", lambda route: route.fulfill(status=503, json=refusal))
    page.reload()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


@dataclass(frozen=True)
class Picture:
    """
    One picture: which part of which screen it shows, as whom.

    `part` is a CSS selector; without it, the picture shows the window. `prepare` brings the
    loaded screen into the state that is shown.
    """

    name: str
    person: Person
    role: str
    path: str
    part: str = ""
    prepare: Callable[[Page], None] = _nothing
    is_phone: bool = False


PICTURES = (
    Picture("list", JORDAN, "admin", "/admin/billing"),
    Picture("list-phone", JORDAN, "admin", "/admin/billing", is_phone=True),
    Picture("settings", JORDAN, "admin", "/admin/practice"),
    Picture("calendar", JORDAN, "provider", "/provider/calendar"),
    Picture("profile", JORDAN, "provider", PROFILE),
    Picture("form", JORDAN, "provider", PROFILE, ".card:has(form)", _refuse_a_change),
    Picture("dialog", JORDAN, "provider", "/provider/calendar", "dialog", _open_booking),
    Picture("empty", JORDAN, "provider", "/provider/clients", ".empty", _search_in_vain),
    Picture("error", JORDAN, "provider", "/provider/clients", ".empty", _fail_to_load),
    Picture("home", AVERY, "client", "/client"),
    Picture("home-phone", AVERY, "client", "/client", is_phone=True),
)


def main(names: list[str]) -> int:
    """Take the pictures with these names, or all; return 0."""
    with _windows() as (windows, practice):
        for picture in PICTURES:
            if not names or picture.name in names:
                _take(picture, windows, practice)
        if not names or "visit-desktop" in names:
            _take_visit(windows, practice)
    return 0


@contextmanager
def _windows() -> Iterator[tuple[Windows, Practice]]:
    expect.set_options(timeout=PATIENCE_MS)
    with TemporaryDirectory(prefix="clocktree-") as home, sync_playwright() as playwright:
        cloud = Cloud(Path(home), persist=False, ice_policy="relay")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        try:
            cloud.start()
            yield Windows(browser, cloud.url, ConsoleWatch()), build_practice(cloud)
        finally:
            browser.close()
            cloud.stop()


def _take(picture: Picture, windows: Windows, practice: Practice) -> None:
    size = TALL if picture.part else DESKTOP
    windows.size = dict(PHONE if picture.is_phone else size)
    path = picture.path.format(morgan=practice.client_ids[MORGAN.email])
    page = windows.open(practice, picture.person, path, picture.role)
    wait_until_loaded(page)
    page.wait_for_load_state("networkidle")
    picture.prepare(page)
    shown = page.locator(picture.part).first if picture.part else page
    shown.screenshot(path=FOLDER / f"{picture.name}.png", animations="disabled")


def _take_visit(windows: Windows, practice: Practice) -> None:
    """Take the picture of a call with its chat, as its host sees it."""
    windows.size = {"viewport": {"width": 1152, "height": 720}}
    call = Call(windows, practice, booked(practice, [JORDAN], [AVERY]))
    host, client = call.gathered(JORDAN, AVERY)
    host.say("Good morning, Avery. Can you see and hear me well?")
    client.say("Yes, very well. Good morning!")
    host.reads(
        "Good morning, Avery. Can you see and hear me well?", "Yes, very well. Good morning!"
    )
    flowing([host, client])
    host.page.screenshot(path=FOLDER / "visit-desktop.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
