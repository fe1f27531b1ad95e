"""Tests reminders through the API: the mail, and what its link leads to."""

import pytest

from chalicelib.kernel.access import Role
from chalicelib.wiring import notices as wiring_notices
from chalicelib.wiring import reminders as wiring_reminders
from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.platform.http.browser import ORIGIN
from tests.practice.practice_api import AVERY, CLIENT, read, send

__all__ = ["avery", "office"]
HOUR = 3600
PERMISSIONS = f"{CLIENT}/notice-permissions"


@pytest.fixture
def appointment(office, avery):
    """Return an appointment 42 hours ahead, in the afternoon of the practice's day."""
    booked = book(office.sam, avery[1], starts_at="2026-11-26T14:00:00-05:00")
    office.front.mail.sent.clear()
    return booked


def run_schedules():
    return (
        wiring_reminders.appointment_reminders().remind_all(),
        wiring_notices.notices().deliver_waiting(),
    )


def test_a_client_is_reminded_once_and_can_confirm_after_signing_in(office, avery, appointment):
    """S27: the mail has a link and no name, date or time; the link confirms nothing."""
    assert run_schedules() == (0, 0)
    office.front.store.clock.pass_seconds(28 * HOUR)
    run_schedules()
    run_schedules()
    ((to, subject, text),) = office.front.mail.sent
    assert to == AVERY["email"]
    assert text.splitlines()[-1].endswith(f"/client/appointments/{appointment['id']}")
    words = f"{subject} {text.rpartition('/')[0]}"
    assert not [word for word in ("Avery", "Wil", "Willow", "26", "14:00") if word in words]
    browser = avery[0]
    browser.post("/auth/sign-in", {"email": AVERY["email"], "password": "Another-Kettle-9"})
    shown = read(browser, APPOINTMENT, appointment["id"]).json
    assert (shown["status"], "confirm" in shown["actions"]) == ("booked", True)
    seen = {"version": shown["version"]}
    confirmed = send(browser, "POST", f"{APPOINTMENT}/confirm", appointment["id"], seen)
    assert confirmed.json["status"] == "confirmed"


def test_a_cancelled_appointment_is_not_reminded_of(office, appointment):
    off = {"status": "cancelled", "version": 1}
    assert send(office.sam, "PATCH", APPOINTMENT, appointment["id"], off).status == 200
    office.front.mail.sent.clear()
    office.front.store.clock.pass_seconds(28 * HOUR)
    assert run_schedules() == (0, 0)
    assert office.front.mail.sent == []


def test_a_client_who_permits_it_gets_a_text_message_too(office, avery, appointment):
    """S27, S30: a text message has its own permission, and says nothing personal."""
    client = read(office.sam, CLIENT, avery[1]).json
    number = {"phone": "+1 555 010 9999", "version": client["version"]}
    send(office.sam, "PATCH", CLIENT, avery[1], number)
    permission = {"topic": "text_reminder", "on": True}
    assert send(avery[0], "PUT", PERMISSIONS, avery[1], permission).status == 200
    office.front.store.clock.pass_seconds(28 * HOUR)
    run_schedules()
    run_schedules()
    ((to, text),) = office.front.sms.sent
    assert (to, len(office.front.mail.sent)) == ("+15550109999", 1)
    assert text.endswith(f" {ORIGIN}/client/appointments/{appointment['id']}")
    sentence = text.partition(" http")[0]
    assert not [word for word in ("Avery", "Wil", "Willow", "26", "14:00") if word in sentence]


def test_a_text_message_that_waits_stops_when_its_permission_is_withdrawn(
    office, avery, appointment
):
    """S30: the permission is read when the message is sent."""
    client = read(office.sam, CLIENT, avery[1]).json
    number = {"phone": "+1 555 010 9999", "version": client["version"]}
    send(office.sam, "PATCH", CLIENT, avery[1], number)
    for on in (True, False):
        if not on:
            office.front.store.clock.pass_seconds(28 * HOUR)
            assert wiring_reminders.appointment_reminders().remind_all() == 2
        caller = avery[0] if on else office.front.signed_in(Role.ADMIN)
        permission = {"topic": "text_reminder", "on": on}
        assert send(caller, "PUT", PERMISSIONS, avery[1], permission).status == 200
    wiring_notices.notices().deliver_waiting()
    assert (len(office.front.mail.sent), office.front.sms.sent) == (1, [])


def test_a_client_without_mails_about_appointments_is_not_reminded(office, avery, appointment):
    """S30: a withdrawn permission stops reminders."""
    send(
        avery[0],
        "PUT",
        PERMISSIONS,
        avery[1],
        {"topic": "appointment", "on": False},
    )
    office.front.store.clock.pass_seconds(28 * HOUR)
    assert run_schedules()[1] == 0
    assert office.front.mail.sent == []


def test_quiet_hours_are_those_of_the_clients_zone_which_is_read_with_an_audit_entry(office, avery):
    """S14: the profile is opened for its time zone under an entry of its own."""
    before = read(office.sam, CLIENT, avery[1]).json
    change = {"zone": "America/Los_Angeles", "version": before["version"]}
    assert send(office.sam, "PATCH", CLIENT, avery[1], change).status == 200
    book(office.sam, avery[1], starts_at="2026-11-26T10:00:00-05:00")
    office.front.mail.sent.clear()
    # A day before is 10 AM at the practice, and 7 AM for the client, whose quiet hours last.
    office.front.store.clock.pass_seconds(13 * HOUR)
    run_schedules()
    assert len(office.front.mail.sent) == 1
    purposes = {each.purpose for each in office.front.store.entries() if each.action == "read"}
    assert "time zones for reminders" in purposes
