"""Tests that a room says why it is closed before it asks for the camera."""

import pytest
from playwright.sync_api import expect

from localstack.demo import JORDAN
from tests.browser.calls import AVERY, Call, booked
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

pytestmark = pytest.mark.parametrize("size", SIZES, indirect=True)
# Counts how often the page asks for the camera or the microphone.
COUNT = """
window.asked = 0;
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (constraints) => (window.asked += 1, open(constraints));
"""


@pytest.fixture
def room(practice):
    return booked(practice, [JORDAN], [AVERY])


@pytest.fixture
def enter(windows, practice):
    """Provide a function that opens a room's page as Avery and returns the page."""

    def open_room(room):
        page = windows.open(practice, AVERY, "/")
        page.add_init_script(COUNT)
        page.goto(f"/room/{room}")
        return page

    return open_room


def asked(page):
    return page.evaluate("window.asked")


def test_an_early_room_says_when_it_opens(enter, practice):
    page = enter(practice.booked(minutes=30 * 60))
    heading(page, "The room is not open yet")
    expect(page.get_by_text("The room opens on ")).to_be_visible()
    check_screen(page, "room-early")
    assert asked(page) == 0


def test_a_cancelled_visit_says_so(enter, practice, room):
    host = practice.signed_in(JORDAN)
    version = host.get(f"/appointments/{room}")["version"]
    host.request("PATCH", f"/appointments/{room}", {"status": "cancelled", "version": version})
    page = enter(room)
    heading(page, "This appointment was cancelled")
    check_screen(page, "room-cancelled")
    assert asked(page) == 0


def test_a_removed_client_reads_it_before_the_camera_is_asked_for(windows, practice, room, enter):
    windows.console.allow(409)
    call = Call(windows, practice, room)
    host, client = call.gathered(JORDAN, AVERY)
    host.menu("More", "People")
    host.page.get_by_role("button", name=f"Remove {client.name}").click()
    heading(client.page, "You were removed from the visit")
    page = enter(room)
    heading(page, "You can’t join now")
    expect(page.get_by_role("alert")).to_contain_text("You were removed from this visit.")
    check_screen(page, "room-removed")
    assert asked(page) == 0
    host.page.keyboard.press("Escape")
    host.menu("Leave", "End for all")
    host.page.get_by_role("button", name="End for all").click()
    heading(host.page, "The visit has ended")
    page.reload()
    heading(page, "This visit is over")
    assert asked(page) == 0
