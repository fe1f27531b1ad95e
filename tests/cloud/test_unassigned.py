"""Tests that providers reach no record of a client who is not theirs."""

import secrets

import pytest

from chalicelib.kernel.access import Role
from localstack.demo import JORDAN, SAM
from tests.cloud.bodies import required_query
from tests.cloud.client_record import record_ids
from tests.cloud.named_routes import NAMED, absent, body_for, names_in
from tests.cloud.other_practice import join_waitlist
from tests.cloud.raw_http import assert_refused, send_as
from tests.cloud.rows import belongings, postpone_due_work
from tests.cloud.visit_files import share

OTHER_IDS = {"person_id", "account_id", "service_id"}
"""These are ids of the practice, not of a client's record."""
OF_CLIENTS = [
    each
    for each in NAMED
    if Role.PROVIDER in each.values[0].who and not OTHER_IDS & set(names_in(each.values[0].path))
]


@pytest.fixture(scope="module")
def jordan(practice):
    return practice.signed_in(JORDAN, "provider")


@pytest.fixture(scope="module")
def practice_id(jordan):
    return jordan.get("/me")["practice"]["id"]


@pytest.fixture(scope="module")
def record(practice, cloud, jordan, practice_id):
    """Return the ids of one record of each kind of a client who is only Jordan's."""
    person = {"legal_name": "Dana Moss", "email": f"dana.{secrets.token_hex(4)}@mail.example"}
    client = jordan.post("/clients", person)["id"]
    draft = {"description": "Session", "amount": {"minor": 9000, "currency": "USD"}}
    appointment = practice.booked(client_id=client)
    thread = jordan.post("/threads", {"client_id": client, "text": "Please call me."})["id"]
    note = {"level": "practice", "text": "Prefers mornings."}
    ids = {
        "client_id": client,
        "appointment_id": appointment,
        "file_id": share(jordan, appointment, "x-ray.png")["id"],
        "invoice_id": jordan.post(f"/clients/{client}/invoices", draft)["id"],
        "note_id": jordan.post(f"/clients/{client}/notes", note)["id"],
        **dict.fromkeys(("thread_id", "place"), thread),
        **record_ids(jordan, client),
    }
    ids["wait_id"] = join_waitlist(practice.signed_in(JORDAN, "admin"), client)
    ids["op_id"] = absent(ids["invoice_id"])
    postpone_due_work(cloud, practice_id)
    return ids


@pytest.fixture(scope="module")
def sam(practice):
    return practice.signed_in(SAM, "provider")


@pytest.mark.parametrize("each", OF_CLIENTS)
def test_a_client_of_somebody_else_is_answered_like_an_unknown_one(
    each, sam, record, cloud, practice_id
):
    """S2: Sam gets the answer of an unknown id, and nothing changes."""
    before = belongings(cloud, practice_id)
    body, path = body_for(each), each.path + required_query(each.method, each.path)
    unknown = {name: absent(each_id) for name, each_id in record.items()}
    answer = send_as(sam, each.method, path.format(**record), body)
    assert_refused(answer, 404)
    absent_answer = send_as(sam, each.method, path.format(**unknown), body)
    assert answer.fingerprint == absent_answer.fingerprint
    assert belongings(cloud, practice_id) == before
