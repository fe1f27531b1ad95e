"""Tests the calendar's week, day and agenda, with the mouse and the keyboard."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import choose_client, expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import SIZES
from tests.browser.zone_edges import edge

ZONE = ZoneInfo("America/New_York")
BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
ONLY_DESKTOP = pytest.mark.parametrize("size", ["desktop"], indirect=True)
ONLY_PHONE = pytest.mark.parametrize("size", ["phone"], indirect=True)
NAME = CLIENTS[0].name


def next_tuesday(hour, minute=0, weeks=2):
    """Return a Tuesday in some weeks, where the demo practice has no appointments."""
    today = datetime.now(ZONE)
    days = (1 - today.weekday()) % 7 + 7 * weeks
    return (today + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.fixture
def windows(windows):
    windows.size = windows.size | {"timezone_id": "America/New_York"}
    return windows


def booking(practice, starts_at, minutes):
    return {
        "client_id": practice.client_ids[CLIENTS[0].email],
        "starts_at": starts_at,
        "minutes": minutes,
        "zone": "America/New_York",
        "notify": False,
        "allow_overlap": True,
    }


@pytest.fixture
def tuesday(practice):
    """Book two visits that overlap and a later one on a Tuesday; return the day."""
    jordan = practice.signed_in(JORDAN, "provider")
    at = next_tuesday(10)
    for start, minutes in ((at, 50), (at + timedelta(minutes=20), 50), (at.replace(hour=15), 25)):
        jordan.post("/appointments", booking(practice, start.isoformat(), minutes))
    yield at
    listed = jordan.get(f"/appointments?from={day_start(at)}&to={day_start(at, 1)}")["items"]
    for each in listed:
        if "cancel" in each["actions"]:
            jordan.request(
                "PATCH",
                f"/appointments/{each['id']}",
                {"status": "cancelled", "version": each["version"]},
            )


def day_start(at, days=0):
    start = at.replace(hour=0) + timedelta(days=days)
    return start.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_calendar(windows, practice, query=""):
    page = windows.open(practice, JORDAN, f"/provider/calendar{query}", role="provider")
    heading(page, "Calendar")
    wait_until_loaded(page)
    return page


def boxes(page):
    return page.locator("a.visit-box")


def places(page):
    """Return the rectangles of all boxes, from the first to the last."""
    return [box.bounding_box() for box in boxes(page).all()]


@ONLY_DESKTOP
def test_a_wide_screen_shows_a_week_in_which_overlapping_visits_stand_side_by_side(
    windows, practice, tuesday
):
    page = open_calendar(windows, practice, f"?view=week&day={tuesday:%Y-%m-%d}")
    expect(page.get_by_role("link", name="Week", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(boxes(page)).to_have_count(3)
    first, second, third = places(page)
    assert first["x"] + first["width"] <= second["x"] + 1
    assert first["y"] < second["y"] < first["y"] + first["height"] < third["y"]
    assert third["width"] > 1.8 * first["width"]
    check_screen(page, "calendar-week")
    day = page.get_by_role("region", name=f"Tuesday, {tuesday:%B} {tuesday.day}, 3 appointments")
    expect(day.get_by_role("listitem")).to_have_count(3)
    page.get_by_role("link", name="Next week").click()
    expect(boxes(page)).to_have_count(0)
    page.go_back()
    expect(boxes(page)).to_have_count(3)


@ONLY_DESKTOP
def test_the_keyboard_reaches_every_day_and_visit_and_enter_opens_one(windows, practice, tuesday):
    page = open_calendar(windows, practice, f"?view=week&day={tuesday:%Y-%m-%d}")
    head = page.get_by_role("link", name=f"Tuesday, {tuesday:%B} {tuesday.day},")
    page.get_by_label("Go to day").focus()
    # One stop for the whole calendar; the parts of the date and the next visit come first.
    for _ in range(10):
        page.keyboard.press("Tab")
        if head.evaluate("link => link === document.activeElement"):
            break
    expect(head).to_be_focused()
    expect(page.get_by_text("Arrow keys move")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name=re.compile("^Monday, "))).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(boxes(page).nth(1)).to_be_focused()
    page.keyboard.press("PageDown")
    expect(boxes(page)).to_have_count(0)
    page.keyboard.press("PageUp")
    expect(boxes(page)).to_have_count(3)
    expect(head).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, NAME)
    page.go_back()
    expect(boxes(page).first).to_be_focused()


@BOTH_SIZES
def test_a_day_has_the_days_of_its_week_above_it(windows, practice, tuesday):
    page = open_calendar(windows, practice, f"?view=day&day={tuesday:%Y-%m-%d}")
    expect(boxes(page)).to_have_count(3)
    expect(page.get_by_role("heading", level=2, name=f"Tuesday, {tuesday:%B}")).to_be_visible()
    check_screen(page, "calendar-day")
    strip = page.get_by_role("list", name="Days of this week")
    expect(strip.get_by_role("link")).to_have_count(7)
    strip.get_by_role("link", name=re.compile("^Wednesday")).click()
    expect(boxes(page)).to_have_count(0)
    strip.get_by_role("link", name=re.compile("^Tuesday")).click()
    expect(boxes(page)).to_have_count(3)
    page.get_by_role("searchbox").fill("zzz nobody")
    expect(page.get_by_text("Nothing matches “zzz nobody” in this day.")).to_be_visible()
    page.get_by_role("button", name="Clear search").click()
    expect(boxes(page)).to_have_count(3)


@ONLY_PHONE
def test_a_phone_shows_the_agenda_and_has_no_room_for_a_week(windows, practice):
    page = open_calendar(windows, practice)
    views = page.get_by_role("list", name="View")
    expect(views.get_by_role("link", name="Agenda")).to_have_attribute("aria-current", "page")
    expect(views.get_by_role("link", name="Week")).to_have_count(0)
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.goto("/provider/calendar?view=week")
    wait_until_loaded(page)
    expect(page.get_by_role("list", name="Days of this week")).to_be_visible()


@ONLY_DESKTOP
def test_a_click_in_an_empty_part_books_at_that_time_and_shows_the_new_visit(
    windows, practice, tuesday
):
    page = open_calendar(windows, practice, f"?view=week&day={tuesday:%Y-%m-%d}")
    boxes(page).last.evaluate("box => box.scrollIntoView({ block: 'center' })")
    last = places(page)[-1]
    # An hour is 64 pixels high; the last visit begins at 3 PM.
    page.mouse.click(last["x"] + 40, last["y"] + 64 + 5)
    box = page.get_by_role("dialog")
    expect(box.get_by_label("Date")).to_have_value(f"{tuesday:%Y-%m-%d}")
    expect(box.get_by_label("Time", exact=True)).to_have_value("16:00")
    choose_client(box, NAME)
    box.get_by_role("button", name="Book appointment").click()
    expect_toast(page, "Booked:")
    expect(boxes(page)).to_have_count(4)
    expect(boxes(page).last).to_be_focused()


@ONLY_DESKTOP
@pytest.mark.parametrize(("month", "nth", "hour"), [(3, 2, "1 AM"), (11, 1, "1 AM again")])
def test_on_a_day_when_the_clocks_change_a_visit_at_night_is_at_its_time(
    windows, practice, month, nth, hour
):
    """Checks a visit at 1:30, in March before the change and in November after it."""
    day = edge(month, nth)
    jordan = practice.signed_in(JORDAN, "provider")
    night = jordan.post("/appointments", booking(practice, f"{day}T06:30:00Z", 45))["id"]
    page = open_calendar(windows, practice, f"?view=week&day={day}")
    mark = page.locator(".hours > span").filter(has_text=re.compile(f"^{hour}$")).bounding_box()
    visit = boxes(page).first.bounding_box()
    # An hour is 64 pixels high.
    assert visit["y"] - mark["y"] == pytest.approx(32, abs=3)
    expect(page.locator(".no-time")).to_have_count(1 if month == 3 else 6)
    check_screen(page, f"calendar-clocks-{month}")
    practice.call_off(night)
