"""Tests that a provider books, moves and cancels a series of visits."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import choose_client, expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import SIZES

BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
AVERY = CLIENTS[0]
ZONE = "America/New_York"


@pytest.fixture
def windows(windows):
    windows.size = windows.size | {"timezone_id": ZONE}
    return windows


@pytest.fixture
def first(practice):
    """Yield the day on which series begin, and call off their visits afterwards."""
    day = tuesday_before_the_clocks_change()
    yield day
    for _, appointment in clocks(practice, day):
        practice.call_off(appointment)


def tuesday_before_the_clocks_change():
    """Return the last Tuesday but one before the next change of the clocks."""
    today = datetime.now(UTC).date()
    changes = [
        sunday
        for year in (today.year, today.year + 1)
        for sunday in (_sunday(year, 3, 2), _sunday(year, 11, 1))
        if sunday > today + timedelta(days=20)
    ]
    return changes[0] - timedelta(days=5 + 7)


def _sunday(year, month, number):
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


def clocks(practice, since):
    """Return the local time and the id of each visit in a series that takes place."""
    # A change of the role would end the session of the open window.
    caller = practice.signed_in(JORDAN)
    items = caller.get(f"/appointments?from={since}T00:00:00Z")["items"]
    return [
        (each["local"], each["id"])
        for each in items
        if each["series"] and each["status"] != "cancelled"
    ]


def show_whole_dialog(page):
    """Make the window so high that the dialog does not scroll."""
    page.set_viewport_size({"width": page.viewport_size["width"], "height": 1700})


def move_one(page, appointment):
    """Move only this visit of a series to 6:30 AM."""
    page.goto(f"/provider/appointments/{appointment}")
    heading(page, "Avery Stone")
    expect(page.get_by_text("Part of a series, every week on Tuesday").first).to_be_visible()
    check_screen(page, "appointment-in-series")
    page.get_by_role("button", name="Reschedule").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Only this visit")).to_be_checked()
    dialog.get_by_label("Time", exact=True).fill("06:30")
    check_screen(page, "reschedule-series")
    dialog.get_by_role("button", name="Reschedule").click()
    expect_toast(page, "Moved to")
    expect(page.get_by_text("(moved)")).to_be_visible()


def cancel_following(page, appointment):
    """Cancel this visit of a series and all that follow."""
    page.goto(f"/provider/appointments/{appointment}")
    page.get_by_role("button", name="Cancel appointment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="This and all following visits").check()
    check_screen(page, "cancel-series")
    dialog.get_by_role("button", name="Cancel appointment").click()
    expect_toast(page, "Appointments cancelled.")


@BOTH_SIZES
def test_a_weekly_series_over_a_change_of_the_clocks_is_booked_moved_and_cancelled(
    windows, practice, first
):
    page = windows.open(practice, JORDAN, "/provider/calendar?view=agenda", role="provider")
    show_whole_dialog(page)
    wait_until_loaded(page)
    page.get_by_role("button", name="Book appointment").first.click()
    dialog = page.get_by_role("dialog")
    choose_client(dialog, "Avery Stone")
    dialog.get_by_label("Date").fill(first.isoformat())
    dialog.get_by_label("Time", exact=True).fill("06:10")
    dialog.get_by_label("Repeats").select_option(label="Every week")
    dialog.get_by_label("Visits", exact=True).fill("5")
    expect(dialog.get_by_text(re.compile("5 visits at 6:10 AM"))).to_be_visible()
    dates = dialog.get_by_role("list", name="Dates of the series").get_by_role("listitem")
    expect(dates).to_have_count(5)
    for each in dates.all():
        expect(each).to_contain_text("6:10 AM")
    check_screen(page, "book-series")
    dialog.get_by_role("button", name="Book 5 appointments").click()
    expect_toast(page, "5 appointments booked")
    booked = clocks(practice, first)
    days = [first + timedelta(days=7 * number) for number in range(5)]
    assert [local for local, _ in booked] == [f"{day}T06:10" for day in days]

    move_one(page, booked[1][1])
    cancel_following(page, booked[2][1])
    assert [local for local, _ in clocks(practice, first)] == [
        f"{days[0]}T06:10",
        f"{days[1]}T06:30",
    ]


@BOTH_SIZES
def test_taken_dates_are_shown_before_booking_and_can_be_left_out(windows, practice, first):
    caller = practice.signed_in(JORDAN, "provider")
    client = next(each["id"] for each in caller.get("/clients")["items"] if "Avery" in each["name"])
    body = {"client_id": client, "minutes": 50, "zone": ZONE, "location": "video"}
    taken = caller.post(
        "/appointments", body | {"starts_at": f"{first + timedelta(days=7)}T06:10:00Z"}
    )
    page = windows.open(practice, JORDAN, "/provider/calendar?view=agenda", role="provider")
    show_whole_dialog(page)
    wait_until_loaded(page)
    page.get_by_role("button", name="Book appointment").first.click()
    dialog = page.get_by_role("dialog")
    choose_client(dialog, "Avery Stone")
    dialog.get_by_label("Date").fill(first.isoformat())
    dialog.get_by_label("Time", exact=True).fill(taken["local"][11:])
    dialog.get_by_label("Repeats").select_option(label="Custom")
    dialog.get_by_label("Visits", exact=True).fill("3")
    dates = dialog.get_by_role("list", name="Dates of the series").get_by_role("listitem")
    expect(dates.filter(has_text="Taken")).to_have_count(1)
    check_screen(page, "book-series-taken")
    dates.get_by_role("button", name=re.compile("Leave out")).click()
    expect(dates).to_have_count(2)
    expect(dialog.get_by_text("1 date is left out.")).to_be_visible()
    dialog.get_by_role("button", name="Book 2 appointments").click()
    expect_toast(page, "2 appointments booked")
    assert len(clocks(practice, first)) == 2
    practice.call_off(taken["id"])
