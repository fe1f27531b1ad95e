"""Tests that a call says that the device has paused it, and goes on afterwards."""

import pytest
from playwright.sync_api import expect

from localstack.demo import JORDAN
from tests.browser.calls import AVERY, Call, booked, flowing, until
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

OTHERS_VIDEO = "document.querySelector('.tile:not(.self-tile) video')"
TRACK = "document.querySelector('[data-room]').call.local.tracks.value.audio"
# What a phone does to a page's microphone when a telephone call comes in, and when it ends.
TAKE = f"""event => {{
  const track = {TRACK};
  Object.defineProperty(track, 'muted', {{ value: event === 'mute', configurable: true }});
  track.dispatchEvent(new Event(event));
}}"""
AS_PHONE = """() => Object.defineProperty(navigator, 'userAgent', {
  value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
})"""


@pytest.fixture
def seats(windows, practice):
    """Provide a host and a client in a call whose pictures arrive."""
    seats = Call(windows, practice, booked(practice, [JORDAN], [AVERY])).gathered(JORDAN, AVERY)
    flowing(seats)
    return seats


def hint_of(seat):
    return seat.page.locator(".paused-hint")


def track_of(seat):
    return seat.page.evaluate(f"{TRACK}.id")


def is_playing(seat):
    return not seat.page.evaluate(f"{OTHERS_VIDEO}.paused")


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_call_that_the_device_paused_goes_on_by_one_press(seats):
    """The other side is told for as long as the person cannot hear them."""
    host, client = seats
    client.page.evaluate(f"{OTHERS_VIDEO}.pause()")
    expect(hint_of(client)).to_contain_text("Your computer paused the call’s sound.")
    expect(host.page.locator(".tile").get_by_text("Sound paused by their device")).to_be_visible()
    check_screen(client.page, "room-paused")
    check_screen(host.page, "room-paused-other")
    client.page.get_by_role("button", name="Continue").click()
    expect(hint_of(client)).to_have_count(0)
    expect(host.page.get_by_text("paused by their device")).to_have_count(0)
    assert is_playing(client)
    flowing(seats)


@pytest.mark.parametrize("event", ["visibilitychange", "pageshow"])
def test_a_call_goes_on_by_itself_when_the_page_is_shown_again(seats, event):
    _, client = seats
    client.page.evaluate(f"{OTHERS_VIDEO}.pause()")
    expect(hint_of(client)).to_be_visible()
    target = "window" if event == "pageshow" else "document"
    client.page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
    expect(hint_of(client)).to_have_count(0)
    assert is_playing(client)


def test_a_microphone_that_stays_paused_is_captured_again_and_the_other_side_is_told(seats):
    host, client = seats
    before = track_of(client)
    client.page.evaluate(TAKE, "mute")
    expect(hint_of(client)).to_contain_text("Your computer paused your microphone.")
    expect(
        host.page.locator(".tile").get_by_text("Microphone paused by their device")
    ).to_be_visible()
    until(client.page, lambda: track_of(client) != before)
    expect(hint_of(client)).to_have_count(0)
    expect(host.page.get_by_text("paused by their device")).to_have_count(0)
    flowing(seats)


def test_a_press_captures_a_paused_microphone_at_once(seats):
    _, client = seats
    before = track_of(client)
    client.page.evaluate(TAKE, "mute")
    client.page.get_by_role("button", name="Continue").click()
    until(client.page, lambda: track_of(client) != before)
    expect(hint_of(client)).to_have_count(0)


def test_on_a_phone_a_telephone_call_of_a_second_captures_the_microphone_again(seats):
    _, client = seats
    before = track_of(client)
    client.page.evaluate(AS_PHONE)
    client.page.evaluate(TAKE, "mute")
    expect(hint_of(client)).to_contain_text("Your phone paused your microphone.")
    client.page.evaluate(TAKE, "unmute")
    until(client.page, lambda: track_of(client) != before)
    expect(hint_of(client)).to_have_count(0)
    flowing(seats)
