"""Tests how staff and clients book, move, cancel and see appointments."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from localstack.api_client import ApiClient
from localstack.demo import JORDAN, PASSWORD, Person
from localstack.mailbox import mails, temporary_password
from tests.browser import page_actions
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES
from tests.browser.zone_edges import edge

ZONE = ZoneInfo("America/New_York")
BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
PERSONAL = re.compile(r"Dana|Jordan|Willow|Creek|\d{1,2}:\d{2}|\b(AM|PM)\b")


@pytest.fixture
def dana(cloud, practice):
    """Create the client Dana, who has no appointments and has signed in once."""
    # The dialog that books searches by name, and each test has a Dana. Digits alone are a phone.
    token = f"w{secrets.token_hex(3)}"
    name, email = f"Dana Wells {token}", f"dana.{token}@mail.example"
    jordan = practice.signed_in(JORDAN, "provider")
    profile = jordan.post("/clients", {"legal_name": name, "email": email, "invite": True})
    client = ApiClient(cloud.url)
    client.first_sign_in(email, temporary_password(cloud.mailbox_url, email), PASSWORD)
    practice.builder.clients[email] = client
    practice.client_ids[email] = profile["id"]
    return Person(name, email, ["client"])


def at(**ahead):
    """
    Return the current time plus `ahead`, in the practice's time zone.

    `ahead`: keyword arguments of `timedelta`, for example `days=1`.
    """
    return datetime.now(ZONE).replace(second=0, microsecond=0) + timedelta(**ahead)


def fill(box, when):
    box.get_by_label("Date").fill(f"{when:%Y-%m-%d}")
    box.get_by_label("Time", exact=True).fill(f"{when:%H:%M}")


def time_shown(when):
    """Return a pattern that matches a time of day as pages show it."""
    hour = when.hour % 12 or 12
    return re.compile(rf"{hour}:{when:%M}\s*(–|{when:%p})")


def book_with(client, staff, when):
    """Book a 45-minute visit; return the dialog and the agenda's new line."""
    staff.get_by_role("button", name="Book appointment").click()
    box = staff.get_by_role("dialog")
    page_actions.choose_client(box, client.name)
    fill(box, when)
    box.get_by_text("45 min").click()
    expect(box.get_by_text("Your time:")).to_be_visible()
    box.get_by_text("More people").click()
    check_screen(staff, "book-appointment")
    box.get_by_role("button", name="Book appointment").click()
    expect_toast(staff, "Booked:")
    line = staff.get_by_role("listitem").filter(has_text=client.name).filter(has_text="Booked")
    expect(line.get_by_role("link", name=client.name)).to_be_focused()
    return box, line


@BOTH_SIZES
def test_an_appointment_is_booked_moved_and_called_off_and_the_client_sees_each(
    windows, practice, dana
):
    staff = windows.open(practice, JORDAN, "/provider/calendar", role="provider")
    heading(staff, "Calendar")
    check_screen(staff, "calendar")
    first, second = at(hours=26), at(hours=30)
    box, line = book_with(dana, staff, first)

    client = windows.open(practice, dana, "/client")
    card = client.get_by_role("region", name="Next appointment")
    expect(card).to_contain_text(time_shown(first))
    expect(card).to_contain_text("The room opens an hour before")
    check_screen(client, "client-home-next")

    line.get_by_role("link", name=dana.name).click()
    heading(staff, dana.name)
    check_screen(staff, "appointment")
    staff.get_by_role("button", name="Reschedule").click()
    expect(box).to_contain_text("The link into the visit stays the same")
    fill(box, second)
    check_screen(staff, "reschedule")
    box.get_by_role("button", name="Reschedule").click()
    expect_toast(staff, "Moved to")
    client.goto("/client/appointments")
    client.get_by_role("link", name="Jordan Ellis").click()
    expect(
        heading(client, "Video visit with Jordan Ellis").page.get_by_role("main")
    ).to_contain_text(time_shown(second))
    check_screen(client, "client-appointment")

    staff.get_by_role("button", name="Cancel appointment").click()
    check_screen(staff, "cancel-appointment")
    box.get_by_role("button", name="Cancel appointment").click()
    expect_toast(staff, "Appointment cancelled")
    expect(staff.locator(".pill")).to_have_text("Cancelled")
    expect(staff.get_by_role("button", name="Reschedule")).to_have_count(0)
    client.goto("/client")
    heading(client, "Hello, Dana")
    expect(client.locator(".skeleton")).to_have_count(0)
    expect(client.get_by_role("region", name="Next appointment")).to_have_count(0)
    client.goto("/client/appointments")
    expect(client.get_by_role("listitem").filter(has_text="Cancelled")).to_be_visible()


@BOTH_SIZES
def test_a_mistake_keeps_what_was_typed_and_a_time_of_two_meanings_is_asked_about(
    windows, practice, dana
):
    page = windows.open(
        practice,
        JORDAN,
        f"/provider/clients/{practice.client_ids[dana.email]}/appointments",
        role="provider",
    )
    expect(page.get_by_text("No appointments ahead")).to_be_visible()
    check_screen(page, "client-appointments-none")
    page.get_by_role("button", name="Book appointment").first.click()
    box = page.get_by_role("dialog")
    send = box.get_by_role("button", name="Book appointment")
    box.get_by_label("Date").fill(f"{edge(3, 2)}")
    box.get_by_label("Time", exact=True).fill("02:30")
    box.get_by_text("Other", exact=True).click()
    box.get_by_label("Minutes").fill("3")
    send.click()
    expect(box).to_contain_text("this time is left out")
    expect(box).to_contain_text("from 5 to 480 minutes")
    expect(box.get_by_role("radio", name=re.compile("3:30"))).to_be_visible()
    check_screen(page, "book-doubt")
    expect(box.get_by_label("Time", exact=True)).to_have_value("02:30")
    box.get_by_label("Minutes").fill("25")
    box.get_by_label("Date").fill(f"{edge(11, 1)}")
    box.get_by_label("Time", exact=True).fill("01:30")
    expect(box).to_contain_text("comes twice")
    box.get_by_role("radio", name="the later one").check()
    send.click()
    expect_toast(page, "Booked:")
    jordan = practice.signed_in(JORDAN)
    appointment = jordan.get(f"/appointments?client={practice.client_ids[dana.email]}")["items"][0]
    assert appointment["starts_at"] == f"{edge(11, 1)}T06:30:00Z"
    assert appointment["minutes"] == 25
    practice.call_off(appointment["id"])


def test_of_two_who_move_the_same_appointment_the_later_one_sees_the_fresh_time_and_decides(
    windows, practice, dana
):
    windows.console.allow(409)
    appointment = practice.booked(minutes=24 * 60, client=dana)
    page = windows.open(practice, JORDAN, f"/provider/appointments/{appointment}", role="provider")
    page.get_by_role("button", name="Reschedule").click()
    box = page.get_by_role("dialog")
    our_time, their_time = at(days=3), at(days=2, hours=1)
    fill(box, our_time)
    other = practice.signed_in(JORDAN)
    fresh = other.get(f"/appointments/{appointment}")
    other.request(
        "PATCH",
        f"/appointments/{appointment}",
        {"starts_at": their_time.isoformat(), "version": fresh["version"]},
    )
    box.get_by_role("button", name="Reschedule").click()
    expect(box.get_by_role("alert")).not_to_be_empty()
    expect(box.get_by_text("Now", exact=True).locator("..")).to_contain_text(time_shown(their_time))
    expect(box.get_by_label("Time", exact=True)).to_have_value(f"{our_time:%H:%M}")
    check_screen(page, "reschedule-conflict")
    box.get_by_role("button", name="Reschedule").click()
    expect_toast(page, "Moved to")
    page.get_by_role("button", name="Cancel appointment").click()
    now = other.get(f"/appointments/{appointment}")
    other.request(
        "PATCH", f"/appointments/{appointment}", {"status": "cancelled", "version": now["version"]}
    )
    box.get_by_role("button", name="Cancel appointment").click()
    expect_toast(page, "Somebody changed this")
    expect(box).to_have_count(0)
    expect(page.locator(".pill")).to_have_text("Cancelled")


def test_a_mail_says_nothing_of_whom_and_when_and_its_link_leads_through_sign_in_to_the_visit(
    windows, practice, dana, cloud, eventually
):
    """S27: an e-mail about an appointment does not say with whom or when it is."""
    appointment = practice.booked(minutes=90, client=dana, notify=True)
    mail = eventually(
        lambda: next(
            (
                m
                for m in mails(cloud.mailbox_url)
                if dana.email in m["To"] and appointment in m["BodyText"]
            ),
            None,
        )
    )
    path = f"/client/appointments/{appointment}"
    text = mail["BodyText"].replace(f"{windows.url}{path}", "LINK")
    assert "LINK" in text
    assert not PERSONAL.search(mail["Subject"] + text)
    page = windows.signed_out()
    page.goto(f"{windows.url}{path}")
    heading(page, "Sign in")
    page_actions.sign_in(page, dana.email, PASSWORD)
    page.wait_for_url(f"**{path}")
    heading(page, "Video visit with Jordan Ellis")


FEE = {
    "proposal": "prorated",
    "minutes": 30,
    "booked_minutes": 50,
    "share": 60,
    "why": "30 of 50 booked minutes together (2 more are uncertain): 60% of the fee.",
}
FILE = {
    "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "name": "sleep diary.pdf",
    "media_type": "application/pdf",
    "size": 48_213,
}


def moment(minutes):
    start = datetime.now(UTC) - timedelta(hours=1)
    return f"{start + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


def part(seat, role, joined, left, drops):
    times = {"joined_at": moment(joined), "left_at": moment(left)}
    counts = {"present": 60 * (left - joined), "waiting": 65, "drops": drops}
    return {"seat": seat, "role": role, **times, **counts, "longest_gap": 300 * drops}


def broken_sheet(host, guest):
    drop = {"at": moment(10), "seconds": 300, "side": "seat", "seat": guest, "returned": True}
    return {
        "live": False,
        "together": 1800,
        "uncertain": 130,
        "started_at": moment(2),
        "ended_at": moment(38),
        "seats": [part(host, "provider", 0, 40, 0), part(guest, "client", 1, 38, 1)],
        "drops": [drop | {"seats": [host, guest]}],
    }


def broken(appointment):
    """Build the API's record of a half-hour visit whose call was interrupted once."""
    host, guest = (each["seat"] for each in appointment["participants"])
    note = {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAW", "at": moment(5)}
    text = "In for four, out for six."
    by_host = {"seat": host, "name": "Jordan Ellis", "text": text, "file": None}
    by_guest = {"seat": guest, "name": "Dana Wells", "text": None, "file": FILE}
    return {
        "appointment": appointment,
        "notes": [{"n": 1, **note, **by_host}, {"n": 2, **note, **by_guest}],
        "files": [FILE | {"at": moment(6), "seat": guest, "by": "Dana Wells"}],
        "fact_sheet": broken_sheet(host, guest),
        "fee": FEE,
    }
