"""Tests the notice period of a visit service, and late cancellations, in the API."""

import pytest

from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.appointments.api.test_booking_by_clients import VISIT, me, offer
from tests.practice.practice_api import read, send

CANCEL = {"status": "cancelled", "version": 1}
TWO_DAYS = 48 * 60
ENDS_SOON = 24 * 60 - 5
"""With this notice period, the visit of the tests can be cancelled in time for five minutes."""
__all__ = ["avery", "office"]


def late_visit(office, client):
    """Return a visit that staff booked in time, after its notice period has begun."""
    service = offer(office, visit=VISIT | {"notice_period": ENDS_SOON})
    visit = book(office.sam, client, service=service["id"], provider_ids=[me(office.sam)])
    office.front.store.clock.pass_seconds(6 * 60)
    return visit


def test_an_admin_sets_the_notice_period_and_a_client_reads_it(office, avery):
    service = offer(office, visit=VISIT | {"notice_period": TWO_DAYS})
    assert service["visit"]["notice_period"] == TWO_DAYS
    (bookable,) = avery[0].get("/bookable-services").json["items"]
    assert bookable["notice_period"] == TWO_DAYS


@pytest.mark.parametrize("wrong", [-1, 14 * 24 * 60 + 1, "24", 1.5])
def test_an_impossible_notice_period_is_refused_at_its_field(office, wrong):
    body = {"name": "First visit", "visit": VISIT | {"notice_period": wrong}}
    answer = office.admin.post("/visit-services", body)
    assert (answer.status, list(answer.json["fields"])) == (422, ["visit.notice_period"])


def test_a_client_is_told_before_they_cancel_late_and_everybody_reads_it_after(office, avery):
    browser, client = avery
    visit = late_visit(office, client)
    assert (visit["late"], visit["late_after"]) == (False, "2026-11-24T15:05:00Z")
    told = send(browser, "PATCH", APPOINTMENT, visit["id"], CANCEL)
    assert (told.status, told.json["fresh"]["status"]) == (409, "booked")
    assert "your practice may charge" in told.json["message"]
    after = send(browser, "PATCH", APPOINTMENT, visit["id"], CANCEL | {"allow_late": True})
    assert after.status == 200, after.text
    assert (after.json["late"], after.json["cancelled_by"]) == (True, "client")
    for who in (browser, office.sam, office.admin):
        assert read(who, APPOINTMENT, visit["id"]).json["late"]
        assert [each["late"] for each in who.get("/appointments").json["items"]] == [True]


def test_staff_get_a_fee_proposed_for_a_late_cancellation_and_decide(office, avery):
    browser, client = avery
    visit = late_visit(office, client)
    history = "/appointments/{appointment_id}/history"
    assert read(office.sam, history, visit["id"]).json["fee"] is None
    send(browser, "PATCH", APPOINTMENT, visit["id"], CANCEL | {"allow_late": True})
    fee = read(office.sam, history, visit["id"]).json["fee"]
    assert (fee["proposal"], fee["why"]) == (
        "waived",
        "The client cancelled late. Your practice decides whether to charge.",
    )
    assert read(browser, history, visit["id"]).json["fee"] is None
    assert office.admin.get("/invoices").json["items"] == []


def test_a_client_cannot_move_a_visit_within_the_notice_period_either(office, avery):
    browser, client = avery
    visit = late_visit(office, client)
    move = {"starts_at": "2026-11-26T09:00:00-05:00", "version": 1, "allow_late": True}
    assert send(browser, "PATCH", APPOINTMENT, visit["id"], move).status == 403
