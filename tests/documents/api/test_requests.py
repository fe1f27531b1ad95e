"""Tests how documents are requested from clients, who upload them."""

from datetime import date, timedelta

import pytest

from chalicelib.wiring import notices as wiring_notices
from tests.documents.api.documents_harness import DOCUMENT, LIST, REQUESTS, open_documents


@pytest.fixture
def api(front):
    return open_documents(front)


def today(api):
    return api.store.clock().date()


def sent(api):
    """Send what is due, and return the new subjects of the mails."""
    api.mails.clear()
    wiring_notices.notices().deliver_waiting()
    return [subject for _, subject, _ in api.mails]


def test_a_requested_document_is_uploaded_by_the_client(api):
    requested = api.request(due_on=str(today(api) + timedelta(days=5))).json
    assert (requested["status"], requested["versions"]) == ("requested", [])
    ((to, subject, _),) = api.mails
    assert (to, subject) == ("avery@mail.example", "Your practice asks you for a document")
    (todo,) = api.list(api.avery, open="true")
    assert (todo["name"], todo["actions"]) == ("Insurance card", ["upload"])
    stored = api.upload(api.avery, "card.pdf", document_id=requested["id"])
    assert (stored["id"], stored["status"], stored["name"]) == (
        requested["id"],
        "stored",
        "Insurance card",
    )
    assert api.list(api.avery, open="true") == []
    assert api.announce(api.avery, document_id=requested["id"]).status == 409


def test_the_client_is_reminded_a_day_before_and_three_days_after(api):
    api.request(due_on=str(today(api) + timedelta(days=5)))
    reminded = []
    for day in range(12):
        api.store.clock.at += timedelta(days=1)
        reminded += [day + 1 for _ in sent(api)]
    assert reminded == [4, 8]


def test_no_reminder_is_sent_after_the_upload(api):
    requested = api.request(due_on=str(today(api) + timedelta(days=5))).json
    api.upload(api.avery, document_id=requested["id"])
    api.store.clock.at += timedelta(days=9)
    assert sent(api) == []


def test_no_reminder_is_sent_after_the_request_is_removed(api):
    requested = api.request(due_on=str(today(api) + timedelta(days=2))).json
    body = {"reason": "No longer needed", "version": requested["version"]}
    assert api.ask(api.sam, f"{DOCUMENT}/removal", requested["id"], body).status == 200
    api.store.clock.at += timedelta(days=9)
    assert sent(api) == []


@pytest.mark.parametrize("due_on", ["2026-11-23", "1999-01-01", "soon", ""])
def test_a_day_in_the_past_is_refused(api, due_on):
    answer = api.request(due_on=due_on)
    assert (answer.status, list(answer.json["fields"])) == (422, ["due_on"])


def test_the_day_is_that_of_the_practice(api):
    """At 1:00 in UTC, the practice in New York still has the day before."""
    api.store.clock.at = api.store.clock.at.replace(hour=1)
    yesterday = str(date(2026, 11, 23))
    assert api.request(due_on=yesterday).status == 201


def test_a_repeated_request_asks_once(api):
    key = {"Idempotency-Key": "once"}
    first, second = (
        api.ask(api.sam, REQUESTS, body={"title": "Insurance card"}, **key).json for _ in range(2)
    )
    assert first == second
    assert len(api.list(api.sam)) == len(api.mails) == 1


def test_an_upload_for_another_clients_request_is_refused(api):
    other = api.office.client(legal_name="Morgan Lee", email="morgan@mail.example")
    requested = api.request().json
    body = {"name": "x.pdf", "bytes": 9, "kind": "form", "document_id": requested["id"]}
    assert api.ask(api.sam, LIST, other["id"], body).status == 404
