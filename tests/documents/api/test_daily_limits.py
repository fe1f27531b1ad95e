"""Tests how much a client may send in one day, through the API."""

import pytest

from chalicelib.documents.store import daily_uploads
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from chalicelib.platform.files import pending_uploads
from chalicelib.wiring import identity as wiring_identity
from tests.documents.api.documents_harness import LIST, PDF, open_documents


@pytest.fixture
def api(front):
    return open_documents(front)


def test_a_client_who_sends_too_much_in_a_day_reads_what_to_do(api, monkeypatch):
    monkeypatch.setattr(daily_uploads, "MAX_DAILY_FILES", 2)
    for _ in range(2):
        api.upload(api.avery)
    answer = api.announce(api.avery)
    assert (answer.status, "Send the rest tomorrow" in answer.json["message"]) == (429, True)
    assert api.announce(api.sam).status == 201


def test_what_was_refused_is_none_of_the_files_that_a_client_sends_in_a_day(api, monkeypatch):
    monkeypatch.setattr(daily_uploads, "MAX_DAILY_FILES", 2)
    monkeypatch.setattr(pending_uploads, "MAX_OPEN_UPLOADS", 1)
    sent, refused = api.announce(api.avery).json, api.announce(api.avery)
    assert (refused.status, "still being sent" in refused.json["message"]) == (409, True)
    api.send(sent, b"x" * len(PDF))
    assert [api.complete(api.avery, sent["id"]).status for _ in range(2)] == [422, 404]
    for _ in range(2):
        api.upload(api.avery)
    assert api.announce(api.avery).status == 429
    assert api.announce(api.avery).status == 429


def test_a_refused_file_that_was_never_counted_gives_a_client_no_other_one(front, api, monkeypatch):
    """A person with both roles announces as staff, and completes as a client."""
    monkeypatch.setattr(daily_uploads, "MAX_DAILY_FILES", 1)
    membership = front.knows("both@mail.example", Role.ADMIN, Role.CLIENT)
    both = front.browser()
    both.jar["__Host-sid"] = wiring_identity.sessions().open(membership, Caller()).cookie
    body = {"name": "intake.pdf", "bytes": len(PDF), "kind": "form"}

    def announce(role):
        assert both.post("/auth/role", {"role": role}).status == 200
        return api.ask(both, LIST, membership.client, body)

    uncounted, counted = announce("admin"), announce("client")
    assert (uncounted.status, counted.status) == (201, 201)
    api.send(uncounted.json, b"x" * len(PDF))
    assert api.complete(both, uncounted.json["id"]).status == 422
    assert announce("client").status == 429
