"""Tests the routes for threads, messages and drafts."""

import json

import pytest

from chalicelib.kernel.access import Role
from tests.practice.practice_api import AVERY, PracticeApi, read, send

THREAD = "/threads/{thread_id}"
MESSAGES, CLOSE, SEEN, POSITION = (
    f"{THREAD}/{name}" for name in ("messages", "close", "seen", "position")
)
DRAFT = "/clients/{client_id}/message-drafts/{place}"
NOBODYS = "01K00000000000000000000000"
KEY = {"Idempotency-Key": "key-1"}


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    return api


@pytest.fixture
def avery(office):
    """Return a signed-in client's browser and id; the client's provider is Sam."""
    browser, client = office.invited()
    return browser, client["id"]


def start(browser, client, text="May I bring my sister?", **more):
    headers = more.pop("headers", {})
    answer = browser.post("/threads", {"client_id": client, "text": text} | more, **headers)
    assert answer.status == 201, answer.text
    return answer.json


def write(browser, thread, text="Yes, of course.", **more):
    return send(browser, "POST", MESSAGES, thread["id"], {"text": text}, **more)


def waiting(browser):
    return [each["id"] for each in browser.get("/threads", waiting="true").json["items"]]


def draft(browser, method, client, place="new", body=None):
    path = f"/clients/{client}/message-drafts/{place}"
    if body is None and method == "GET":
        return browser.get(path, DRAFT)
    return browser.call(method, path, json.dumps(body or {}), resource=DRAFT)


def test_a_client_asks_and_a_provider_responds(office, avery):
    browser, client = avery
    thread = start(browser, client, subject="My next visit")
    assert (thread["state"], thread["subject"], thread["count"]) == ("waiting", "My next visit", 1)
    assert thread["client"] == {"id": client, "name": "Avery Stone"}
    (message,) = thread["messages"]["items"]
    assert (message["text"], message["author"]) == (
        "May I bring my sister?",
        {"name": "Avery Stone", "role": "client", "me": True},
    )
    assert waiting(office.sam) == waiting(office.admin) == [thread["id"]]
    sent = write(office.sam, thread)
    assert (sent.status, sent.json["n"], sent.json["thread"]["state"]) == (201, 2, "open")
    assert sent.json["thread"]["taken_by"]["name"] == "Wil Low"
    assert waiting(office.sam) == []
    own = read(browser, THREAD, thread["id"]).json
    assert [each["text"] for each in own["messages"]["items"]] == [
        "May I bring my sister?",
        "Yes, of course.",
    ]
    assert (own["taken_by"], own["unread"], own["actions"]) == (None, True, ["write"])


def test_only_a_response_or_a_close_ends_the_wait(office, avery):
    browser, client = avery
    thread = start(browser, client)
    read(office.sam, THREAD, thread["id"])
    assert waiting(office.sam) == [thread["id"]]
    closed = send(office.sam, "POST", CLOSE, thread["id"], {"reason": "By telephone"})
    assert (closed.status, closed.json["state"]) == (200, "closed")
    assert closed.json["messages"]["items"][-1]["text"] == "By telephone"
    own = read(browser, THREAD, thread["id"]).json["messages"]["items"][-1]
    assert (own["kind"], own["text"]) == ("close", "")


def test_a_close_of_an_unread_message_is_refused_with_the_thread(office, avery):
    browser, client = avery
    thread = start(browser, client)
    write(browser, thread, "I am not safe.")
    late = send(office.sam, "POST", CLOSE, thread["id"], {"seen": 1})
    assert (late.status, late.json["fresh"]["state"], late.json["fresh"]["count"]) == (
        409,
        "waiting",
        2,
    )


def test_a_thread_of_another_providers_client_is_absent(office, avery):
    """S2: a thread out of reach is answered like an unknown id; no list has it."""
    browser, client = avery
    thread = start(browser, client)
    other = office.front.signed_in(Role.CLIENT)
    for who in (office.kim, other):
        for name in (thread["id"], NOBODYS):
            assert read(who, THREAD, name).status == 404
            assert read(who, POSITION, name).status == 404
            assert send(who, "POST", MESSAGES, name, {"text": "Hello"}).status == 404
        assert who.get("/threads", client_id=client).status == 404
        assert who.post("/threads", {"client_id": client, "text": "Hello"}).status == 404
        assert who.get("/threads").json["items"] == []
        assert who.get("/threads/attention").json == {"items": [], "more": False}
        assert draft(who, "GET", client).status == 404
    assert send(office.kim, "POST", CLOSE, thread["id"], {}).status == 404
    assert read(browser, THREAD, thread["id"]).json["count"] == 1
    entries = [each for each in office.front.store.entries() if each.outcome == "refused"]
    assert len(entries) >= 10


def test_opening_a_thread_is_audited_and_asking_who_waits_is_not(office, avery):
    """S14: a thread's text is opened with an audit entry about the client."""
    browser, client = avery
    thread = start(browser, client)
    before = len(office.front.store.entries())
    office.sam.get("/threads/attention")
    read(office.sam, POSITION, thread["id"])
    assert len(office.front.store.entries()) == before
    read(office.sam, THREAD, thread["id"])
    opened = [each for each in office.front.store.entries() if each.purpose == "thread"]
    assert opened[-1].client == client


def test_the_mails_about_messages_say_nothing_about_them(office, avery):
    """S27: a mail has a link to the thread, but no name, text or subject."""
    browser, client = avery
    thread = start(browser, client, subject="Addiction")
    write(office.sam, thread, "Low dose, please.")
    (to_staff, to_client) = office.front.mail.sent
    assert to_client[0] == AVERY["email"]
    for _, subject, text in (to_staff, to_client):
        words = f"{subject}\n{text}".replace(thread["id"], "")
        assert f"/messages/{thread['id']}" in text
        assert not [
            word
            for word in ("Avery", "Wil", "sister", "Low", "Addiction", "Willow", client)
            if word in words
        ]


def test_a_message_sent_twice_is_stored_once(office, avery):
    browser, client = avery
    first, second = (start(browser, client, headers=KEY) for _ in range(2))
    assert first["id"] == second["id"]
    answers = [write(office.sam, first, **KEY) for _ in range(3)]
    assert {each.json["id"] for each in answers} == {answers[0].json["id"]}
    assert read(browser, THREAD, first["id"]).json["count"] == 2
    reused = write(office.sam, first, "Something else", **KEY)
    assert reused.status == 422


def test_a_message_is_the_same_one_when_its_sender_has_seen_more_since(office, avery):
    browser, client = avery
    thread = start(browser, client)["id"]
    body = {"text": "Yes.", "seen": 1, "draft": 0}
    again = [body, body | {"draft": 3}, body | {"seen": 2}]
    sent = [send(office.sam, "POST", MESSAGES, thread, each, **KEY) for each in again]
    assert [each.status for each in sent] == [201, 201, 201]
    assert len({each.json["id"] for each in sent}) == 1
    other = send(office.sam, "POST", MESSAGES, thread, body | {"text": "No."}, **KEY)
    assert other.status == 422


def test_messages_are_read_page_by_page(office, avery):
    browser, client = avery
    thread = start(browser, client)
    for number in range(2, 54):
        write(browser, thread, f"Message {number}")
    newest = read(browser, THREAD, thread["id"]).json["messages"]
    numbers = [each["n"] for each in newest["items"]]
    assert (numbers[0], numbers[-1], newest["next"]) == (4, 53, 4)
    path = THREAD.replace("{thread_id}", thread["id"])
    older = browser.get(path, THREAD, before="4").json["messages"]
    assert ([each["n"] for each in older["items"]], older["next"]) == ([1, 2, 3], None)
    later = browser.get(path, THREAD, after="51").json["messages"]
    assert ([each["n"] for each in later["items"]], later["next"]) == ([52, 53], None)
    assert browser.get(path, THREAD, after="1", before="9").status == 422


def test_a_client_is_marked_until_they_have_read(office, avery):
    browser, client = avery
    thread = start(office.sam, client)
    (item,) = browser.get("/threads/attention").json["items"]
    assert (item["thread_id"], item["client_id"]) == (thread["id"], client)
    assert send(browser, "POST", SEEN, thread["id"], {"seen": 1}).status == 200
    assert browser.get("/threads/attention").json["items"] == []
    assert send(office.sam, "POST", SEEN, thread["id"], {"seen": 1}).status == 403


def test_a_draft_survives_until_its_message_is_sent(office, avery):
    browser, client = avery
    assert draft(browser, "GET", client).json == {
        "text": "",
        "subject": "",
        "service_id": "",
        "attachments": [],
        "key": None,
        "version": 0,
    }
    body = {"text": "Dear Sam", "key": "key-1", "subject": "Hello"}
    stored = body | {"service_id": "", "attachments": [], "version": 1}
    assert draft(browser, "PUT", client, body=body | {"version": 0}).json == stored
    assert draft(browser, "GET", client).json == stored
    refused = draft(browser, "PUT", client, body=body | {"text": "Other tab", "version": 0})
    assert (refused.status, refused.json["fresh"]) == (409, stored)
    assert draft(office.sam, "GET", client).json["text"] == ""
    for seen in (0, 7):
        new = {"client_id": client, "text": "Dear Sam", "draft": seen}
        refused = browser.post("/threads", new, **KEY)
        assert (refused.status, refused.json["fresh"]) == (409, stored)
    thread = start(browser, client, headers=KEY, draft=1)
    assert draft(browser, "GET", client).json["text"] == ""
    assert draft(browser, "DELETE", client).status == 200
    draft(browser, "PUT", client, thread["id"], body)
    body = {"text": "Yes.", "draft": 0}
    refused = send(browser, "POST", MESSAGES, thread["id"], body)
    assert (refused.status, refused.json["fresh"]["text"]) == (409, "Dear Sam")
    assert write(browser, thread).status == 201
    assert draft(browser, "GET", client, thread["id"]).json["text"] == "Dear Sam"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", ""),
        ("text", " \n "),
        ("text", "x" * 4001),
        ("text", None),
        ("text", "Pay with 4242 4242 4242 4242"),
        ("subject", "x" * 121),
        ("subject", "two\nlines"),
        ("service_id", "unknown"),
        ("attachments", ["file"] * 6),
    ],
)
def test_an_invalid_message_is_refused_and_its_field_named(office, avery, field, wrong):
    """S46: a message that contains a card number is refused, too."""
    browser, client = avery
    body = {"client_id": client, "text": "Hello", field: wrong}
    answer = browser.post("/threads", body)
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


@pytest.mark.parametrize(
    "text", ["😀" * 4000, "مرحبا، كيف حالك؟", "e\u0301" * 100, "line\n\n  line", "<b>&amp;</b>"]
)
def test_a_message_keeps_its_characters(office, avery, text):
    browser, client = avery
    (message,) = start(browser, client, text)["messages"]["items"]
    assert message["text"] in {text, text.replace("e\u0301", "é")}


def test_a_message_service_is_offered_and_its_messages_name_it(office, avery):
    """S4: only an Admin creates message services; clients see those that are on."""
    browser, client = avery
    sam = office.sam.get("/me").json["person"]["id"]
    service = {"name": "Questions", "description": "Ask us.", "provider_ids": [sam]}
    for who in (office.sam, browser):
        assert who.post("/message-services", service).status == 403
    created = [office.admin.post("/message-services", service, **KEY) for _ in range(2)]
    assert [each.status for each in created] == [201, 201]
    made = created[0].json
    assert (made["id"], made["kind"], made["enabled"]) == (created[1].json["id"], "message", True)
    assert [each["name"] for each in browser.get("/message-services").json["items"]] == [
        "Questions"
    ]
    thread = start(browser, client, service_id=made["id"])
    assert thread["service"] == {"id": made["id"], "name": "Questions"}
    edit = service | {"name": "Any question", "enabled": False, "version": 1}
    path = "/message-services/{service_id}"
    assert send(office.admin, "PUT", path, made["id"], edit).json["name"] == "Any question"
    late = send(office.admin, "PUT", path, made["id"], edit)
    assert (late.status, late.json["fresh"]["version"]) == (409, 2)
    assert browser.get("/message-services").json["items"] == []
    body = {"client_id": client, "text": "Hello", "service_id": made["id"]}
    assert list(browser.post("/threads", body).json["fields"]) == ["service_id"]
    billing = send(office.admin, "PUT", path, "client-billing", edit)
    assert billing.status == 404
