"""Tests messages that carry documents."""

import pytest

from chalicelib.messages.store.threads import DynamoThreads
from tests.documents.api.documents_harness import CONTENT, REMOVAL, open_documents
from tests.platform.aws_faults import Fault, faults
from tests.platform.files.tagging import INFECTED
from tests.practice.practice_api import CLIENT, read, send

THREAD = "/threads/{thread_id}"
MESSAGES = f"{THREAD}/messages"
KEY = {"Idempotency-Key": "key-1"}
NOBODYS = "01K00000000000000000000000"


@pytest.fixture
def api(front):
    return open_documents(front)


def start(api, who, *documents, key=None, **more):
    ids = [each["id"] if isinstance(each, dict) else each for each in documents]
    body = {"client_id": api.client["id"], "text": "Here it is.", "attachments": ids} | more
    return who.post("/threads", body, **(key or {}))


def attached(api, who, thread):
    """Return the attachments of the newest message of a thread, as somebody reads it."""
    answer = read(who, THREAD, thread["id"])
    assert answer.status == 200, answer.text
    return answer.json["messages"]["items"][-1]["attachments"]


def states(api, who, thread):
    return [each["state"] for each in attached(api, who, thread)]


def purposes(api):
    return [each.purpose for each in api.store.entries()]


def test_a_client_returns_a_form_with_a_reply(api):
    thread = start(api, api.sam, text="Please fill in the form.").json
    form = api.upload(api.avery, "form.pdf")
    body = {"text": "Here is the form.", "attachments": [form["id"]]}
    sent = send(api.avery, "POST", MESSAGES, thread["id"], body)
    assert sent.status == 201, sent.text
    view = {"id": form["id"], "version": 1, "name": "form.pdf", "state": "ready"}
    (attachment,) = sent.json["attachments"]
    assert attachment == view | {"bytes": form["versions"][0]["size"]}
    assert attached(api, api.sam, thread) == [attachment]
    assert api.ask(api.sam, CONTENT, form["id"]).status == 200


def test_what_staff_attach_is_shared_with_the_client(api):
    """S14: sharing a document by a message has an audit entry of its own."""
    plan = api.upload(api.sam, "plan.pdf")
    assert api.list(api.avery) == []
    thread = start(api, api.sam, plan).json
    (shown,) = api.list(api.avery)
    assert shown["shared_at"]
    assert api.ask(api.avery, CONTENT, plan["id"]).status == 200
    assert states(api, api.avery, thread) == ["ready"]
    assert purposes(api).count("share document by message") == 1
    # The message tells the client, so the document needs no mail of its own.
    assert [subject for _, subject, _ in api.mails] == ["You have a new message"]


def test_a_document_that_the_client_sees_is_not_shared_again(api):
    plan = api.share(api.upload(api.sam, "plan.pdf"))
    form = api.upload(api.avery, "form.pdf")
    assert start(api, api.sam, plan, form).status == 201
    assert "share document by message" not in purposes(api)


def test_a_file_is_checked_before_it_opens(api):
    thread = start(api, api.sam, api.upload(api.sam, "plan.pdf", scan="")).json
    (attachment,) = attached(api, api.avery, thread)
    assert (attachment["name"], attachment["state"]) == ("plan.pdf", "checking")
    refused = api.ask(api.avery, CONTENT, attachment["id"])
    assert (refused.status, refused.json["error"]) == (409, "NotScanned")
    api.scan()
    assert states(api, api.avery, thread) == ["ready"]


def test_a_message_says_that_its_file_contains_a_virus(api):
    thread = start(api, api.sam, api.upload(api.sam, "plan.pdf", scan="")).json
    api.scan(INFECTED)
    assert states(api, api.avery, thread) == ["infected"]


def test_a_removed_document_is_shown_as_removed(api):
    plan = api.upload(api.sam, "plan.pdf")
    thread = start(api, api.sam, plan).json
    (shown,) = api.list(api.sam)
    body = {"reason": "Wrong client", "version": shown["version"]}
    assert api.ask(api.sam, REMOVAL, plan["id"], body).status == 200
    (attachment,) = attached(api, api.avery, thread)
    assert (attachment["name"], attachment["state"]) == ("plan.pdf", "removed")


def test_a_message_carries_the_version_that_was_sent(api):
    plan = api.upload(api.sam, "first.pdf")
    thread = start(api, api.sam, plan).json
    api.upload(api.sam, "second.pdf", document_id=plan["id"])
    (attachment,) = attached(api, api.avery, thread)
    assert (attachment["name"], attachment["version"]) == ("first.pdf", 1)


def test_a_document_that_is_attached_twice_is_sent_once(api):
    plan = api.upload(api.sam, "plan.pdf")
    thread = start(api, api.sam, plan, plan).json
    assert len(attached(api, api.sam, thread)) == 1


def test_a_repeated_message_is_stored_once_with_its_documents(api):
    plan = api.upload(api.sam, "plan.pdf")
    first, second = (start(api, api.sam, plan, key=KEY) for _ in range(2))
    assert first.json == second.json
    other = start(api, api.sam, key=KEY)
    assert other.status == 422


def test_a_document_that_cannot_be_sent_is_named_by_its_place(api):
    """S2: a document of somebody else has the same answer as one that does not exist."""
    good = api.upload(api.sam, "plan.pdf")
    other = api.office.client(api.office.kim, email="kit@mail.example", legal_name="Kit Low")
    foreign = api.ask(
        api.office.kim, "/clients/{id}/documents", other["id"], {"name": "a.pdf", "bytes": 10}
    )
    answers = [start(api, api.sam, good, each) for each in (NOBODYS, foreign.json["id"])]
    assert [each.status for each in answers] == [422, 422]
    assert answers[0].json["fields"] == answers[1].json["fields"]
    assert list(answers[0].json["fields"]) == ["attachments.1"]
    # Nothing was shared, because nothing was sent.
    assert api.list(api.avery) == []


def test_a_file_that_has_not_arrived_cannot_be_sent(api):
    requested = api.request().json
    announced = api.announce(api.sam).json
    fields = start(api, api.sam, requested, announced).json["fields"]
    assert list(fields) == ["attachments.0", "attachments.1"]


def test_an_infected_or_removed_file_cannot_be_sent(api):
    infected = api.upload(api.sam, "plan.pdf", scan=INFECTED)
    removed = api.upload(api.sam, "old.pdf")
    version = api.list(api.sam)[0]["version"]
    api.ask(api.sam, REMOVAL, removed["id"], {"reason": "Old", "version": version})
    fields = start(api, api.sam, infected, removed).json["fields"]
    assert "virus" in fields["attachments.0"]
    assert "removed" in fields["attachments.1"]


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
@pytest.mark.parametrize("is_reply", [False, True], ids=["start", "reply"])
def test_a_message_and_its_documents_are_stored_together_or_not_at_all(api, fault, is_reply):
    """A failure at any write shares no document without its message."""
    thread = start(api, api.sam).json if is_reply else None
    plans = [api.upload(api.sam, f"{n}.pdf")["id"] for n in range(2)]
    body = {"text": "Here it is.", "attachments": plans}

    def request():
        if is_reply:
            return send(api.sam, "POST", MESSAGES, thread["id"], body, **KEY)
        return start(api, api.sam, *plans, key=KEY)

    before, nth, failed = both(api), 0, True
    while failed:
        nth += 1
        with faults(api.store.dynamodb, failing_write(fault, nth)) as calls:
            answer = request()
        failed = any(fault for _, fault in calls)
        assert answer.status == (503 if failed else 201), answer.text
        assert both(api) in (before, (2, before[1] + 1))
    assert both(api) == (2, before[1] + 1)
    assert purposes(api).count("share document by message") == 2


def both(api):
    """Return how many documents the client sees, and how many messages they have."""
    threads = api.avery.get("/threads").json["items"]
    return len(api.list(api.avery)), sum(each["count"] for each in threads)


def failing_write(fault, nth):
    """Return a plan in which the n-th transaction and all later ones fail."""
    counts = []

    def plan(operation):
        if operation != "TransactWriteItems":
            return None
        counts.append(operation)
        return fault if len(counts) >= nth else None

    return plan


def test_a_document_that_changes_at_the_last_moment_is_looked_at_again(api, monkeypatch):
    """Nothing is shared or sent if the document is no longer as the sender saw it."""
    plan, real = api.upload(api.sam, "plan.pdf"), DynamoThreads.add
    body = {"reason": "Wrong client", "version": api.list(api.sam)[0]["version"]}

    def removed_first(*arguments):
        monkeypatch.setattr(DynamoThreads, "add", real)
        assert api.ask(api.sam, REMOVAL, plan["id"], body).status == 200
        return real(*arguments)

    monkeypatch.setattr(DynamoThreads, "add", removed_first)
    answer = start(api, api.sam, plan)
    assert (answer.status, list(answer.json["fields"])) == (422, ["attachments.0"])
    assert both(api) == (0, 0)


@pytest.mark.parametrize("is_reply", [False, True], ids=["start", "reply"])
def test_who_is_taken_off_the_client_at_the_last_moment_sends_nothing(api, monkeypatch, is_reply):
    """S2: the write itself checks that the sender still reaches the client."""
    thread = start(api, api.sam).json if is_reply else None
    plan, real, before = api.upload(api.sam, "plan.pdf"), DynamoThreads.add, both(api)

    def taken_off_first(*arguments):
        monkeypatch.setattr(DynamoThreads, "add", real)
        client = read(api.office.admin, CLIENT, api.client["id"]).json
        off = {"provider_ids": [], "version": client["version"]}
        assert send(api.office.admin, "PATCH", CLIENT, client["id"], off).status == 200
        return real(*arguments)

    monkeypatch.setattr(DynamoThreads, "add", taken_off_first)
    if is_reply:
        body = {"text": "Here it is.", "attachments": [plan["id"]]}
        answer = send(api.sam, "POST", MESSAGES, thread["id"], body)
    else:
        answer = start(api, api.sam, plan)
    assert answer.status == 404
    assert both(api) == before


def test_who_no_longer_stands_in_at_the_last_moment_sends_nothing(api, monkeypatch):
    """S2: a cover that ended between the check and the write lets nothing through."""
    sam, kim = (who.get("/me").json["person"]["id"] for who in (api.sam, api.office.kim))
    body = {"giver": sam, "to": kim, "since": "2026-11-24", "until": "2026-11-24"}
    assert api.office.admin.post("/clients/handover", body).json["clients"] == 1
    assert start(api, api.office.kim).status == 201
    real = DynamoThreads.add

    def a_day_later(*arguments):
        api.store.clock.pass_seconds(24 * 3600)
        return real(*arguments)

    monkeypatch.setattr(DynamoThreads, "add", a_day_later)
    assert start(api, api.office.kim).status == 404


def test_a_client_sends_only_what_they_uploaded(api):
    """S2: a client cannot learn of a document that staff keep private."""
    private, shared = (api.upload(api.sam, f"{n}.pdf") for n in range(2))
    api.share(shared)
    fields = start(api, api.avery, private, shared, NOBODYS).json["fields"]
    assert fields["attachments.0"] == fields["attachments.2"]
    assert "you uploaded" in fields["attachments.1"]
    requested = api.request().json
    api.upload(api.avery, "card.pdf", document_id=requested["id"])
    assert start(api, api.avery, requested).status == 201


def test_the_files_of_many_messages_are_read_with_one_audit_entry(api):
    """S14: one audit entry covers all documents that a page of messages names."""
    plans = [api.upload(api.sam, f"{n}.pdf") for n in range(2)]
    thread = start(api, api.sam, *plans).json
    before = purposes(api).count("attached documents")
    attached(api, api.avery, thread)
    assert purposes(api).count("attached documents") == before + 1
