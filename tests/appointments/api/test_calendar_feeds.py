"""Tests the routes of calendar feeds, with a real reader of the format iCalendar."""

import json
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Role
from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.practice.practice_api import send

OWN, FEED = "/me/calendar-feed", "/feeds/calendar"
__all__ = ["avery", "office"]


def create(browser):
    answer = browser.post(OWN)
    assert answer.status == 201, answer.text
    head, secret = answer.json["url"].rsplit("/", 1)
    assert head == "https://clocktree.test/api/feeds"
    return secret.removesuffix(".ics")


def read(office, secret, **headers):
    return office.front.browser().call(
        "GET", FEED, headers={"Clocktree-Feed": secret} | headers, resource=FEED
    )


def events(answer):
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.text).walk("VEVENT")


def test_a_feed_has_the_times_of_appointments_and_nothing_else(office, avery):
    """S29: a calendar feed says "Appointment" only: no person, no service, no id."""
    browser, client = avery
    appointment = book(office.sam, client)
    for who in (browser, office.sam):
        answer = read(office, create(who))
        (event,) = events(answer)
        start = datetime.fromisoformat(appointment["starts_at"])
        assert (event.start, event.end) == (start, start + timedelta(minutes=50))
        assert (event["summary"], event["status"], event["class"]) == (
            "Appointment",
            "CONFIRMED",
            "PRIVATE",
        )
        assert event["url"] == "https://clocktree.test/sign-in"
        words = ("Avery", "Stone", "Wil", "Low", appointment["id"], client, "New_York")
        assert not [word for word in words if word in answer.text]
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.text


def test_a_cancelled_appointment_stays_in_the_feed_as_cancelled(office, avery):
    _, client = avery
    appointment = book(office.sam, client)
    secret = create(office.sam)
    (before,) = events(read(office, secret))
    body = {"status": "cancelled", "version": 1}
    send(office.sam, "PATCH", APPOINTMENT, appointment["id"], body)
    (after,) = events(read(office, secret))
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_an_unchanged_feed_is_not_sent_again(office, avery):
    _, client = avery
    appointment, secret = book(office.sam, client), create(office.sam)
    first = read(office, secret)
    tag = first.headers["etag"]
    again = read(office, secret, **{"If-None-Match": f'W/"other", {tag}'})
    assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    body = {"starts_at": "2026-11-26T10:00:00-05:00", "version": 1}
    assert send(office.sam, "PATCH", APPOINTMENT, appointment["id"], body).status == 200
    changed = read(office, secret, **{"If-None-Match": tag})
    assert (changed.status, changed.headers["etag"] == tag) == (200, False)


def test_a_person_sees_whether_their_feed_is_on(office):
    off = {"on": False, "created_at": None, "last_read_at": None}
    assert office.sam.get(OWN).json == off
    secret = create(office.sam)
    own = office.sam.get(OWN).json
    assert (own["on"], own["last_read_at"]) == (True, None)
    assert secret not in json.dumps(own)
    read(office, secret)
    assert office.sam.get(OWN).json["last_read_at"]
    assert office.kim.get(OWN).json == off
    assert office.sam.call("DELETE", OWN).status == 204
    assert office.sam.get(OWN).json == off


def test_an_admin_has_no_calendar_of_their_own(office):
    assert office.admin.get(OWN).status == 403
    assert office.admin.post(OWN).status == 403


def test_all_addresses_that_lead_nowhere_get_the_same_answer(office):
    """S29: a feed that was switched off answers as if there had never been one."""
    ended, replaced = create(office.sam), create(office.kim)
    office.sam.call("DELETE", OWN)
    create(office.kim)
    unknown = "A" * 43
    answers = {
        (answer.status, answer.text)
        for secret in (ended, replaced, unknown, "", "../me", "x" * 100)
        for answer in [read(office, secret)]
    }
    assert [status for status, _ in answers] == [404]


def test_a_feed_of_somebody_who_left_leads_nowhere(office):
    """S9, S29: a feed ends when its person's access ends."""
    browser = office.front.signed_in(Role.PROVIDER)
    secret = create(browser)
    assert read(office, secret).status == 200
    own = identity_keys.membership(
        office.front.store.practice, browser.get("/me").json["person"]["id"]
    )
    item = MembershipItem.get(*own)
    item.status = MembershipStatus.REMOVED.value
    item.save()
    assert read(office, secret).status == 404


def test_the_secret_is_neither_logged_nor_stored(office, avery, capfd):
    """S29: a feed's secret is in no log line and in no row of a table."""
    _, client = avery
    book(office.sam, client)
    secret = create(office.sam)
    read(office, secret)
    read(office, f"{secret}x")
    assert secret not in capfd.readouterr().out
    database = office.front.store.dynamodb
    tables = database.list_tables()["TableNames"]
    rows = [database.scan(TableName=each)["Items"] for each in tables]
    assert any("FEED#" in json.dumps(each, default=str) for each in rows)
    assert secret not in json.dumps(rows, default=str)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_another_sites_page_cannot_change_a_feed(office, method):
    create(office.sam)
    foreign = {"Origin": "https://evil.test"}
    assert office.sam.call(method, OWN, "{}", headers=foreign).status == 403
    assert office.sam.get(OWN).json["on"]
