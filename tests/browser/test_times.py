"""Tests times and days on the screen, with zones and a wrong device clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import expect_toast, heading

DANA = CLIENTS[0]
CLOCK = """
(() => {
  const ahead = HOURS * 3600000, Device = Date;
  globalThis.Date = class extends Device {
    constructor(...parts) { parts.length ? super(...parts) : super(Device.now() + ahead); }
    static now() { return Device.now() + ahead; }
  };
  localStorage.setItem('last-active', String(Date.now()));
})();
"""
"""A script that puts a device's clock ahead, for a person who has just signed in there."""


def open_appointment(windows, practice, appointment):
    path = f"/provider/appointments/{appointment}"
    return windows.open(practice, JORDAN, path, role="provider")


def next_january():
    """Return 8 PM of the next January 12 in UTC, which is 1 PM in Vancouver."""
    now = datetime.now(UTC)
    day = datetime(now.year, 1, 12, 20, tzinfo=UTC)
    return day if day > now else day.replace(year=now.year + 1)


def test_another_length_does_not_move_an_appointment(windows, practice):
    start = next_january()
    appointment = practice.booked(starts_at=start.isoformat(), zone="America/Vancouver")
    page = open_appointment(windows, practice, appointment)
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"1:00\s*PM P[DS]T, as booked"))
    for minutes in ("30", "45"):
        page.get_by_role("button", name="Reschedule").click()
        box = page.get_by_role("dialog")
        expect(box.get_by_label("Time", exact=True)).to_have_value("13:00")
        box.get_by_text(f"{minutes} min").click()
        box.get_by_role("button", name="Reschedule").click()
        expect_toast(page, "Moved to")
        expect(box).to_have_count(0)
        after = practice.signed_in(JORDAN).get(f"/appointments/{appointment}")
        assert datetime.fromisoformat(after["starts_at"]) == start
        assert after["local"] == f"{start:%Y-%m-%d}T13:00"
        assert after["minutes"] == int(minutes)


@pytest.mark.parametrize("hours", [0, 4, 26, -26])
def test_a_wrong_device_clock_neither_closes_nor_opens_a_room(windows, practice, hours):
    now, later = practice.booked(minutes=5), practice.booked(minutes=60 * 24 * 9)
    page = windows.open(practice, DANA, "/help")
    page.add_init_script(CLOCK.replace("HOURS", str(hours)))
    page.goto(f"/client/appointments/{now}")
    expect(page.get_by_role("link", name="Join")).to_be_visible()
    page.goto(f"/room/{now}")
    heading(page, "Video visit with Jordan Ellis")
    page.goto(f"/client/appointments/{later}")
    expect(page.get_by_text("The room opens an hour before")).to_be_visible()


def test_a_zone_that_the_browser_does_not_know_leaves_the_list_readable(windows, practice):
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    names = [practice.booked(starts_at=(start + timedelta(hours=n)).isoformat()) for n in (0, 2)]

    def with_bad_zone(route):
        # Other tests book more than fills the first page, so this one begins at its own.
        address = re.sub(r"from=[^&]*", f"from={start:%Y-%m-%dT%H:%M:%SZ}", route.request.url)
        answer = route.fetch(url=address)
        page_of = answer.json()
        for item in page_of["items"]:
            if item["id"] == names[0]:
                item["zone"] = "right/America/New_York"
        route.fulfill(response=answer, json=page_of)

    windows.console.allow(422)
    page = windows.open(practice, DANA, "/help")
    page.route("**/api/appointments?*", with_bad_zone)
    page.goto("/client/appointments")
    for name in names:
        expect(page.locator(f"a[href$='{name}']")).to_be_visible()
    local = practice.signed_in(DANA).get(f"/appointments/{names[0]}")["local"]
    hour = int(local[11:13]) % 12 or 12
    expect(
        page.get_by_role("listitem").filter(has=page.locator(f"a[href$='{names[0]}']"))
    ).to_contain_text(re.compile(rf"{hour}:00\s*[AP]M UTC-[45]"))


@pytest.mark.parametrize(
    ("typed", "error"),
    [("02301990", "There is no such day"), ("01010001", "Write a day from Jan 1, 1900")],
)
def test_a_day_that_cannot_be_is_refused_at_the_field_and_nothing_is_saved(
    windows, practice, typed, error
):
    client = practice.client_ids[DANA.email]
    jordan = practice.signed_in(JORDAN, "provider")
    before = jordan.get(f"/clients/{client}")
    page = windows.open(practice, JORDAN, f"/provider/clients/{client}", role="provider")
    page.get_by_role("button", name="Edit", exact=True).click()
    field = page.get_by_label("Date of birth")
    field.focus()
    page.keyboard.type(typed)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(error)).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    after = practice.signed_in(JORDAN).get(f"/clients/{client}")
    assert (after["date_of_birth"], after["version"]) == (
        before["date_of_birth"],
        before["version"],
    )
