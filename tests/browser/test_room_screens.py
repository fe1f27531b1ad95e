"""Tests the room's screens, from the device check to the end of the call."""

import pytest
from playwright.sync_api import expect

from localstack.demo import JORDAN
from tests.browser.calls import AVERY, Call, booked, flowing
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

pytestmark = pytest.mark.parametrize("size", SIZES, indirect=True)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def call(windows, practice):
    """
    Return the call of a visit that has just begun.

    Jordan is the visit's provider, and Avery is its client.
    """
    return Call(windows, practice, booked(practice, [JORDAN], [AVERY]))


def test_from_the_check_through_the_waiting_room_into_the_call_and_out(call):
    client = call.enter(AVERY).ready()
    expect(client.page.get_by_role("meter", name="Microphone level")).to_be_visible()
    expect(client.page.get_by_text("Connection good")).to_be_visible()
    check_screen(client.page, "room-check")
    client.join().waits()
    check_screen(client.page, "room-waiting")
    host = call.enter(JORDAN).join().is_in()
    expect(
        host.page.get_by_role("region", name="Waiting room").get_by_text("Devices work")
    ).to_be_visible()
    check_screen(host.page, "room-host")
    expect(client.page.get_by_text("Jordan Ellis is online")).to_be_visible()
    expect(client.page.get_by_text("Camera works")).to_have_count(2)
    host.admit(client)
    client.is_in()
    flowing([host, client])
    for seat in (host, client):
        check_screen(seat.page, f"room-call-{seat.name.split()[0].lower()}")
    host.bar.get_by_role("button", name="More").click()
    check_screen(host.page, "room-more")
    host.page.keyboard.press("Escape")
    host.menu("Leave", "End for all")
    check_screen(host.page, "room-end")
    host.page.get_by_role("alertdialog").get_by_role("button", name="End for all").click()
    for seat in (host, client):
        heading(seat.page, "The visit has ended")
        check_screen(seat.page, f"room-ended-{seat.name.split()[0].lower()}")


def test_what_is_written_and_attached_is_seen_by_both(call):
    host, client = call.gathered(JORDAN, AVERY)
    host.say("Good morning, Avery")
    expect(client.page.get_by_text("Jordan Ellis wrote in the chat")).to_be_visible()
    expect(client.bar.get_by_role("button", name="Chat")).to_have_accessible_name("Chat 1 new")
    client.say("Good morning")
    client.reads("Good morning, Avery", "Good morning")
    expect(client.page.get_by_text("Jordan Ellis, you and your practice can read")).to_be_visible()
    expect(client.page.get_by_text("the client")).to_have_count(0)
    expect(host.page.get_by_text("The client can see this")).to_be_visible()
    check_screen(client.page, "room-chat")
    host.say("The form is at https://forms.example/intake?visit=1.")
    link = client.page.get_by_role("link", name="https://forms.example/intake?visit=1", exact=True)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    client.say("My card is 4242 4242 4242 4242")
    expect(client.page.get_by_text("it holds a card number")).to_be_visible()
    client.page.get_by_role("button", name="Put it back in the box").click()
    expect(client.page.locator("#chat-text")).to_have_value("My card is 4242 4242 4242 4242")
    check_screen(client.page, "room-chat-refused")
    client.page.get_by_role("tab", name="Files").click()
    client.page.locator("input[type=file]").set_input_files(
        {"name": "Diary.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    expect(client.page.get_by_role("button", name="Diary.png", exact=True)).to_be_visible()
    client.page.locator("input[type=file]").set_input_files(
        {"name": "Run.exe", "mimeType": "", "buffer": b"MZ"}
    )
    expect(client.page.get_by_role("alert")).to_contain_text("can’t be attached")
    check_screen(client.page, "room-files")
    client.page.get_by_role("button", name="Show Diary.png to all").click()
    for seat in (host, client):
        expect(
            seat.page.get_by_role("figure", name="Shared view").get_by_role("img", name="Diary.png")
        ).to_be_visible()
    check_screen(host.page, "room-shared")
    client.bar.get_by_role("button", name="Leave").click()
    heading(client.page, "You left the visit")
    expect(host.page.get_by_role("figure", name="Shared view")).to_have_count(0)
    host.page.get_by_role("button", name="Diary.png", exact=True).click()
    expect(host.page.get_by_text("Nobody else is here now")).to_be_visible()
    check_screen(host.page, "room-shared-alone")


def test_a_seat_is_in_one_window_and_comes_back_by_a_press_or_a_reload(call):
    host, client = call.gathered(JORDAN, AVERY)
    other = call.opened(client.page.context.new_page(), AVERY)
    other.join().is_in()
    heading(client.page, "You are in this visit somewhere else")
    check_screen(client.page, "room-elsewhere")
    client.page.get_by_role("button", name="Use it here").click()
    client.is_in()
    heading(other.page, "You are in this visit somewhere else")
    client.page.reload()
    client.is_in()
    flowing([host, client])
    client.bar.get_by_role("button", name="Leave").click()
    heading(client.page, "You left the visit")
    check_screen(client.page, "room-left")
    client.page.get_by_role("button", name="Rejoin").click()
    client.is_in()


def test_devices_are_tried_without_a_visit_and_a_refusal_comes_with_its_remedy(windows, practice):
    page = windows.open(practice, AVERY, "/account/devices")
    heading(page, "Test Audio / Video")
    expect(page.get_by_text("Your browser was not allowed to use the camera.")).to_be_visible()
    expect(page.get_by_text("Click the icon left of the address").first).to_be_visible()
    check_screen(page, "devices-refused")
    page.context.grant_permissions(["camera", "microphone"], origin=windows.url)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Your browser was not allowed")).to_have_count(0)
    page.get_by_role("button", name="Play test sound").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Sound works")).to_be_visible()
    check_screen(page, "devices")


def test_without_a_device_the_chat_is_still_a_way_in(call):
    page = call.windows.open(call.practice, JORDAN, f"/room/{call.room}", "provider")
    expect(page.get_by_role("button", name="Join", exact=True)).to_be_disabled()
    expect(page.get_by_text("To join, a camera or a microphone must work.")).to_be_visible()
    check_screen(page, "room-check-refused")
    page.get_by_role("button", name="Join with chat only").click()
    expect(page.locator("[data-phase=in]")).to_be_visible()


def test_a_person_cannot_open_a_room_to_which_they_do_not_belong(windows, practice):
    windows.console.allow(404)
    page = windows.open(practice, AVERY, "/room/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    expect(page.get_by_role("alert")).to_be_visible()
    check_screen(page, "room-none")


def test_help_says_what_each_browser_needs(windows):
    page = windows.signed_out()
    page.goto("/help/video")
    heading(page, "Video visits")
    check_screen(page, "help-video")
