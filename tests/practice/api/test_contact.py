"""Tests the public page Contact Us, and how colleagues deal with requests."""

import json
from datetime import timedelta

import pytest

from chalicelib.practice.usecases.contact_requests import MAX_PER_NETWORK, MAX_PER_PRACTICE
from tests.practice.practice_api import PracticeApi, send

PAGE, DONE = "/contact/{practice_id}", "/contact-requests/{request_id}/done"
FORM = {"name": "Nora New", "email": "nora@mail.example", "text": "Do you see new clients?"}
SECRETS = ("Nora New", "nora@mail.example", "Do you see new clients?", "555 010 7788")


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    return api


@pytest.fixture
def open_office(office):
    """Choose Sam to receive contact requests."""
    choose(office, office.sam)
    return office


def person(browser):
    return browser.get("/me").json["person"]["id"]


def practice(office):
    return office.front.store.practice


def choose(office, *browsers, version=0):
    body = {"person_ids": [person(each) for each in browsers], "version": version}
    return office.admin.call("PUT", "/practice/contact", json.dumps(body))


def page(office, browser=None):
    return (browser or office.front.browser()).get(f"/contact/{practice(office)}", PAGE)


def token(office, seconds=10):
    """Return the token of a form that was opened so many seconds ago."""
    issued = page(office).json["token"]
    office.front.store.clock.pass_seconds(seconds)
    return issued


def submit(office, network="203.0.113.7", **changed):
    body = FORM | changed
    if "token" not in body:
        body["token"] = token(office)
    headers = {"X-Forwarded-For": f"{network}, 130.176.1.1"}
    stranger = office.front.browser()
    return send(stranger, "POST", PAGE, practice(office), body, **headers)


def requests(browser):
    return browser.get("/contact-requests").json


def count(browser):
    return browser.get("/contact-requests/count").json


def test_the_page_is_closed_until_an_admin_chooses_who_receives_it(office):
    closed = page(office)
    assert (closed.status, closed.json["token"]) == (200, None)
    assert submit(office, token="1" * 10 + "-" + "0" * 26 + "-" + "a" * 32).status == 409
    choose(office, office.sam)
    assert page(office).json["token"]
    assert choose(office, version=1).json == {"person_ids": [], "version": 2}
    assert page(office).json["token"] is None


def test_a_request_reaches_the_admin_and_those_who_were_chosen_only(open_office):
    """S2: a colleague who was not chosen learns nothing, not even a number."""
    assert submit(open_office, phone="+1 555 010 7788").status == 202
    for browser in (open_office.admin, open_office.sam):
        answer = requests(browser)
        (item,) = answer["items"]
        assert (item["name"], item["email"], item["state"]) == (
            "Nora New",
            "nora@mail.example",
            "waiting",
        )
        assert answer["receives"]
        assert count(browser) == {"receives": True, "waiting": 1}
    assert requests(open_office.kim) == {
        "items": [],
        "next": None,
        "receives": False,
    }
    assert count(open_office.kim) == {"receives": False, "waiting": 0}
    done = send(open_office.kim, "POST", DONE, item["id"], {"state": "responded"})
    assert done.status == 404


def test_the_notice_says_nothing_of_the_request(open_office):
    """S27: whoever reads the mail on a lock screen learns no name and no text."""
    open_office.front.mail.sent.clear()
    submit(open_office, phone="+1 555 010 7788")
    (mail,) = open_office.front.mail.sent
    assert not [secret for secret in SECRETS if secret in str(mail)]


def test_nothing_that_a_newcomer_wrote_is_stored_in_clear(open_office):
    """S22: name, address, number and text are sealed."""
    submit(open_office, phone="+1 555 010 7788")
    (item,) = requests(open_office.admin)["items"]
    send(open_office.admin, "POST", DONE, item["id"], {"state": "closed", "reason": "A salesman"})
    database = open_office.front.store.dynamodb
    tables = database.list_tables()["TableNames"]
    stored = repr([database.scan(TableName=name)["Items"] for name in tables])
    assert not [secret for secret in (*SECRETS, "A salesman") if secret in stored]


def test_the_red_mark_goes_with_the_first_answer_and_no_other_is_taken(open_office):
    submit(open_office)
    (item,) = requests(open_office.sam)["items"]
    empty = send(open_office.sam, "POST", DONE, item["id"], {"state": "closed"})
    assert (empty.status, set(empty.json["fields"])) == (422, {"reason"})
    done = send(open_office.sam, "POST", DONE, item["id"], {"state": "responded"})
    assert (done.status, done.json["state"], done.json["done_by"]) == (200, "responded", "Wil Low")
    assert count(open_office.admin)["waiting"] == 0
    again = send(open_office.admin, "POST", DONE, item["id"], {"state": "client"})
    assert again.status == 409


def test_each_request_and_each_read_is_audited(open_office):
    """S14: also what a stranger stored, and who dealt with it."""
    submit(open_office)
    (item,) = requests(open_office.sam)["items"]
    send(open_office.sam, "POST", DONE, item["id"], {"state": "responded"})
    purposes = {entry.purpose for entry in open_office.front.store.entries()}
    assert {"contact request", "contact requests", "contact responded"} <= purposes


def test_a_count_opens_no_request(open_office):
    """S14: whoever looks at a tab only has read nothing, and no audit entry says so."""
    submit(open_office)
    before = len(open_office.front.store.entries())
    assert count(open_office.sam) == {"receives": True, "waiting": 1}
    assert not [
        entry for entry in open_office.front.store.entries()[before:] if "contact" in entry.purpose
    ]


def test_a_form_that_is_sent_twice_is_stored_once(open_office):
    form = token(open_office)
    assert [submit(open_office, token=form).status for _ in range(2)] == [202, 202]
    assert len(requests(open_office.admin)["items"]) == 1


@pytest.mark.parametrize("seconds", [1, timedelta(hours=3).total_seconds()])
def test_a_form_filled_in_too_fast_or_opened_long_ago_is_refused(open_office, seconds):
    assert submit(open_office, token=token(open_office, seconds)).status == 409
    open_office.people.clear()  # their sessions may have ended meanwhile
    assert requests(open_office.admin)["items"] == []


def test_a_token_that_we_did_not_issue_is_refused(open_office):
    forged = token(open_office)[:-1] + "x"
    assert submit(open_office, token=forged).status == 422
    other = token(open_office)
    forged = other[:-1] + ("0" if other[-1] != "0" else "1")
    assert submit(open_office, token=forged).status == 409


def test_a_filled_hidden_field_is_answered_and_stores_nothing(open_office):
    assert submit(open_office, website="https://spam.example").status == 202
    assert requests(open_office.admin)["items"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "nobody"), ("name", ""), ("text", ""), ("text", "x" * 2001), ("phone", "12")],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(open_office, field, value):
    answer = submit(open_office, **{field: value})
    assert (answer.status, set(answer.json["fields"])) == (422, {field})
    assert requests(open_office.admin)["items"] == []


def test_a_card_number_is_refused(open_office):
    """S46: no free text takes one."""
    answer = submit(open_office, text="My card is 4242 4242 4242 4242")
    assert (answer.status, set(answer.json["fields"])) == (422, {"text"})


def test_a_flood_from_one_network_ends_and_another_network_is_still_heard(open_office):
    statuses = [submit(open_office).status for _ in range(MAX_PER_NETWORK + 2)]
    assert statuses == [202] * MAX_PER_NETWORK + [429] * 2
    assert submit(open_office, network="198.51.100.9").status == 202
    open_office.front.store.clock.pass_seconds(16 * 60)
    assert submit(open_office).status == 202


def test_a_flood_from_one_customers_many_networks_ends_before_the_limit_of_the_practice(
    open_office,
):
    statuses = [
        submit(open_office, network=f"2001:db8:1:{number:x}::9").status
        for number in range(2 * MAX_PER_NETWORK + 2)
    ]
    assert statuses == [202] * 2 * MAX_PER_NETWORK + [429] * 2
    assert submit(open_office, network="198.51.100.9").status == 202


def test_a_flood_from_many_networks_ends_at_the_limit_of_the_practice(open_office):
    statuses = [
        submit(open_office, network=f"198.51.{number}.9").status
        for number in range(MAX_PER_PRACTICE + 2)
    ]
    assert statuses == [202] * MAX_PER_PRACTICE + [429] * 2


def test_the_answer_is_the_same_for_known_and_unknown_addresses(open_office):
    open_office.client(email="known@mail.example")
    answers = [
        submit(open_office, email=email) for email in ("known@mail.example", "new@mail.example")
    ]
    assert len({(each.status, each.text) for each in answers}) == 1


def test_only_active_colleagues_can_be_chosen_and_a_late_choice_is_a_conflict(office):
    body = {"person_ids": ["unknown-person"], "version": 0}
    answer = office.admin.call("PUT", "/practice/contact", json.dumps(body))
    assert (answer.status, set(answer.json["fields"])) == (422, {"person_ids"})
    assert choose(office, office.sam).status == 200
    late = choose(office, office.kim)
    assert (late.status, late.json["fresh"]["person_ids"]) == (409, [person(office.sam)])


def test_the_page_of_a_practice_that_does_not_exist_is_not_found(office):
    answer = office.front.browser().get("/contact/nobody", PAGE)
    assert answer.status == 404


def test_one_request_can_be_read_by_its_receivers_only(open_office):
    """S2: who does not receive requests gets the answer for one that does not exist."""
    submit(open_office)
    (item,) = requests(open_office.admin)["items"]
    path = f"/contact-requests/{item['id']}"
    template = "/contact-requests/{request_id}"
    assert open_office.sam.get(path, template).json == item
    refused = open_office.kim.get(path, template)
    missing = open_office.admin.get("/contact-requests/none-such-request", template)
    assert (refused.status, missing.status) == (404, 404)
    assert refused.json["message"] == missing.json["message"]
