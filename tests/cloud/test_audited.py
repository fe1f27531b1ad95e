"""Tests that a client's record is neither read nor changed without an audit entry."""

import time
from datetime import UTC, datetime

import pytest

from chalicelib.kernel.access import Role
from tests.cloud.audit_entries import AuditEntries
from tests.cloud.bodies import required_query
from tests.cloud.client_record import ids_of
from tests.cloud.named_routes import CLOSED, body_for, names_in
from tests.cloud.other_practice import OtherPractice
from tests.cloud.raw_http import send_as

OF_PRACTICE = {"account_id", "person_id", "service_id", "request_id"}
"""Ids of records that are not a client's."""
OF_CLIENT = [
    each
    for each in CLOSED
    if names_in(each.values[0].path) and not OF_PRACTICE & set(names_in(each.values[0].path))
]
LOOKS = [each for each in OF_CLIENT if each.values[0].method == "GET"]
ACTS = [each for each in OF_CLIENT if each.values[0].method != "GET"]
OPENS_NOTHING = {
    "GET /clients/{client_id}/ended-waits",
    "GET /clients/{client_id}/note-readers",
    "GET /clients/{client_id}/unattended",
    "GET /invoices/{invoice_id}/ops/{op_id}",
    "GET /threads/{thread_id}/position",
    "GET /waitlist/{wait_id}/times",
}
"""
Routes whose answer has nothing of the client's record that is sealed.

They tell names of colleagues, which have an audit entry of the practice, states, and times of the
waitlist. A wait that ended has an entry if it has a reason, which is sealed.
"""
REPEATED = {
    "DELETE /notes/{note_id}",
    "POST /threads/{thread_id}/seen",
    "POST /waitlist/{wait_id}/withdraw",
}
"""
Routes that succeed again when there is nothing left to do.

How far a client has read a thread is such a state: the entry is that of the reading.
"""
MOMENT = 0.002
"""An audit entry has its time in its key in milliseconds."""


@pytest.fixture(scope="module")
def oak(cloud):
    """Return a practice of its own, whose records the tests may change."""
    return OtherPractice(cloud, "oak@oak.example", "wren@mail.example")


@pytest.fixture(scope="module")
def ids(oak):
    """Return the ids of one record of each kind, among them drafts and a permission."""
    record = ids_of(oak)
    staff, client = oak.staff, f"/clients/{oak.client_id}"
    staff.switch_role("provider")
    staff.put(f"{client}/note-draft", {"level": "private", "text": "Sleeps well."})
    place = f"{client}/message-drafts/{record['place']}"
    for caller in (staff, oak.client):
        caller.put(place, {"text": "Dear Wren,", "key": "key-1"})
    staff.put(f"{client}/notice-permissions", {"topic": "invoice", "on": False})
    return record


@pytest.fixture(scope="module")
def entries(cloud, oak):
    return AuditEntries(cloud, oak.practice, oak.client_id)


def caller_for(oak, each):
    """Return somebody of the practice in a role that the route admits."""
    if Role.PROVIDER in each.who:
        role = "provider"
    elif Role.ADMIN in each.who:
        role = "admin"
    else:
        return oak.client
    if oak.staff.get("/me")["role"] != role:
        oak.staff.switch_role(role)
    return oak.staff


def send(oak, each, ids):
    """Send a request, and return its status and the time before it."""
    caller = caller_for(oak, each)
    time.sleep(MOMENT)
    before = datetime.now(UTC)
    path = each.path.format(**ids) + required_query(each.method, each.path)
    return send_as(caller, each.method, path, body_for(each)), before


@pytest.mark.parametrize("each", LOOKS)
def test_each_look_at_a_clients_record_is_audited(each, oak, ids, entries):
    """S14: whoever reads a record of a client leaves an entry about this client."""
    answer, before = send(oak, each, ids)
    told = entries.of_client(before)
    if answer.status < 400 and f"{each.method} {each.path}" not in OPENS_NOTHING:
        assert {entry["outcome"]["S"] for entry in told} == {"allowed"}
        assert {entry["client"]["S"] for entry in told} == {oak.client_id}
    assert all(entry["action"]["S"] in {"read", "print"} for entry in told)


@pytest.mark.parametrize("each", ACTS)
def test_each_act_on_a_clients_record_is_audited(each, oak, ids, entries):
    """S14: whoever changes a record of a client leaves an entry about this client."""
    answer, before = send(oak, each, ids)
    told = entries.of_client(before)
    if answer.status < 400 and not (f"{each.method} {each.path}" in REPEATED and not told):
        assert told, (answer.status, answer.body[:200])
        assert {entry["client"]["S"] for entry in told} == {oak.client_id}
