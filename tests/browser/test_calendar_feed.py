"""Tests calendar feeds in the browser, and reads them as other calendars do."""

import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import expect_toast
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import SIZES

BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
PLACES = pytest.mark.parametrize(
    ("person", "role", "path"),
    [(CLIENTS[0], None, "/client/appointments"), (JORDAN, "provider", "/provider/calendar")],
    ids=["client", "provider"],
)


def read(url):
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        return Calendar.from_ical(answer.read())


@pytest.fixture
def visit(practice):
    """Book a visit of the client with the provider, so that both feeds have one."""
    appointment = practice.booked(minutes=3 * 24 * 60)
    yield appointment
    practice.call_off(appointment)


@BOTH_SIZES
@PLACES
@pytest.mark.usefixtures("visit")
def test_a_person_reads_their_feed_until_they_switch_it_off(practice, windows, person, role, path):
    """S29: a feed's link shows times only, and ends when the feed is switched off."""
    caller = practice.signed_in(person, role)
    caller.request("DELETE", "/me/calendar-feed", {})
    now = datetime.now(UTC)
    ahead = caller.get(f"/appointments?from={now:%Y-%m-%dT%H:%M:%SZ}")["items"]
    page = windows.open(practice, person, path, role=role)
    wait_until_loaded(page)
    if role == "provider":
        page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Calendar feed").click()
    dialog = page.get_by_role("dialog", name="Calendar feed")
    dialog.get_by_role("button", name="Create link").click()
    link = dialog.get_by_label("Link")
    expect(link).to_be_visible()
    check_screen(page, f"calendar-feed-{person.name.split()[0].lower()}")
    url = link.input_value()

    events = read(url).walk("VEVENT")
    starts = {event.start for event in events if event["status"] == "CONFIRMED"}
    agreed = [each for each in ahead if each["status"] in {"booked", "confirmed"}]
    assert agreed
    assert {datetime.fromisoformat(each["starts_at"]) for each in agreed} <= starts
    assert {event["summary"] for event in events} == {"Appointment"}

    dialog.get_by_role("button", name="Switch off").click()
    dialog.get_by_role("button", name="Switch off").click()
    expect_toast(page, "Calendar feed switched off.")
    with pytest.raises(urllib.error.HTTPError) as refused:
        read(url)
    assert refused.value.code == 404
