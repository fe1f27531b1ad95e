"""Tests reminders in the running product: the functions and what they send."""

import json
import urllib.request

import pytest

from localstack import warm_up
from localstack.demo import CLIENTS, JORDAN
from localstack.mailbox import mails
from tests.cloud.rows import make_reminders_due

NUMBER, TEXT_MESSAGES = "+15550104477", "/_ministack/sns/sms-messages"
ALWAYS = {"hours": [24], "quiet_from": "00:00", "quiet_until": "00:00"}


@pytest.fixture
def client(practice):
    """
    Return the id of a client with a number, who permits text messages.

    During the test, the practice reminds at any hour.
    """
    client = practice.client_ids[CLIENTS[0].email]
    version = admin(practice).get(f"/clients/{client}")["version"]
    admin(practice).request("PATCH", f"/clients/{client}", {"phone": NUMBER, "version": version})
    permit(practice, client, is_given=True)
    before = remind(practice, ALWAYS)
    yield client
    remind(practice, before)
    permit(practice, client, is_given=False)


def admin(practice):
    return practice.signed_in(JORDAN, "admin")


def permit(practice, client, *, is_given):
    permission = {"topic": "text_reminder", "on": is_given}
    admin(practice).put(f"/clients/{client}/notice-permissions", permission)


def remind(practice, rule):
    """Change the practice's reminder rule; return the rule before."""
    before = admin(practice).get("/practice")
    body = {"reminders": rule, "version": before["version"]}
    admin(practice).request("PATCH", "/practice", body)
    return before["reminders"]


def book_earlier(cloud, practice):
    """Book an appointment, and change its plan as if that had been two days ago."""
    appointment = practice.booked(minutes=23 * 60)
    make_reminders_due(cloud, appointment)
    return appointment


def run(cloud):
    for clock in ("RemindAppointments", "Sweep"):
        cloud.invoke(clock, warm_up.event(clock))


def sent(cloud, appointment):
    """Return the mails and the text messages about an appointment."""
    with urllib.request.urlopen(f"{cloud.endpoint}{TEXT_MESSAGES}", timeout=10) as answer:
        texts = json.load(answer)["sms_messages"].get(NUMBER, [])
    return (
        [mail for mail in mails(cloud.mailbox_url) if appointment in str(mail)],
        [text["Message"] for text in texts if appointment in text["Message"]],
    )


def test_a_reminder_leaves_once_as_a_mail_and_as_a_text_message(cloud, practice, client):
    """S27: each function has the permissions that it needs, and no message says more."""
    assert client
    appointment = book_earlier(cloud, practice)
    run(cloud)
    run(cloud)
    (mail,), (text,) = sent(cloud, appointment)
    assert mail["Subject"] == "You have an appointment"
    sentence, link = text.rsplit(" ", 1)
    assert link.endswith(f"/client/appointments/{appointment}")
    assert not [word for word in ("Avery", "Jordan", "Willow") if word in sentence + str(mail)]


def test_a_cancelled_appointment_is_not_reminded_of(cloud, practice, client):
    assert client
    appointment = book_earlier(cloud, practice)
    admin(practice).request(
        "PATCH", f"/appointments/{appointment}", {"status": "cancelled", "version": 1}
    )
    before = sent(cloud, appointment)
    run(cloud)
    assert sent(cloud, appointment) == before
