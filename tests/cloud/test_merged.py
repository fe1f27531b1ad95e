"""Tests that no route writes to a profile that was merged into another one."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel.access import Role
from localstack.demo import JORDAN
from tests.cloud.bodies import required_query
from tests.cloud.client_record import record_ids
from tests.cloud.named_routes import NAMED, ROUTES, absent, body_for, names_in
from tests.cloud.raw_http import assert_refused, send_as
from tests.cloud.rows import belongings, postpone_due_work
from tests.cloud.visit_files import share

OTHER_IDS = {"person_id", "account_id", "service_id", "request_id", "practice_id"}
"""These are ids of the practice, not of a client's record."""
ENDED = {"wait_id"}
"""A place on the waitlist ends before a merge, and is then deleted."""
STAFF_ROLES = {Role.ADMIN, Role.PROVIDER}
OF_CLIENTS = [
    each
    for each in NAMED
    if each.values[0].who & STAFF_ROLES
    and not (OTHER_IDS | ENDED) & set(names_in(each.values[0].path))
]
WRITES = [
    each for each in OF_CLIENTS if each.values[0].method != "GET" and not each.values[0].for_merged
]
READS = [each for each in OF_CLIENTS if each.values[0].method == "GET"]
STILL_SERVED = {
    "POST /clients/{client_id}/merge",
    "POST /clients/{client_id}/merge/undo",
    "POST /clients/{client_id}/notes/search",
    "POST /invoices/{invoice_id}/forgive",
    "POST /invoices/{invoice_id}/ops/{op_id}/close",
    "POST /invoices/{invoice_id}/record-payment",
    "POST /invoices/{invoice_id}/refunds",
    "POST /invoices/{invoice_id}/reverse-payment",
}
"""Reading, settling money that was paid, and undoing the merge."""


@pytest.fixture(scope="module")
def admin(practice):
    return practice.signed_in(JORDAN, "admin")


@pytest.fixture(scope="module")
def practice_id(practice):
    return practice.signed_in(JORDAN).get("/me")["practice"]["id"]


@pytest.fixture(scope="module")
def merged(practice, cloud, practice_id):
    """Return the ids of one finished record of each kind, and of the profile to use."""
    jordan = practice.signed_in(JORDAN, "provider")
    person = {"legal_name": "Robin Twice", "email": f"robin.{secrets.token_hex(4)}@mail.example"}
    client = jordan.post("/clients", person)["id"]
    target = jordan.post("/clients", person | {"legal_name": "Robin Once"})["id"]
    ids = {"client_id": client, **_finished(practice, jordan, client), "target": target}
    ids |= record_ids(jordan, client)
    ids["op_id"] = absent(ids["invoice_id"])
    admin = practice.signed_in(JORDAN, "admin")
    version = admin.get(f"/clients/{client}")["version"]
    body = {"into": target, "version": version, "reason": "Registered twice."}
    admin.post(f"/clients/{client}/merge", body)
    postpone_due_work(cloud, practice_id)
    return ids


def _finished(practice, jordan, client):
    appointment = practice.booked(client_id=client)
    file = share(jordan, appointment, "x-ray.png")["id"]
    practice.call_off(appointment)
    thread = jordan.post("/threads", {"client_id": client, "text": "Please call me."})["id"]
    price = {"minor": 9000, "currency": "USD"}
    draft = {"description": "Session", "amount": price}
    invoice = jordan.post(f"/clients/{client}/invoices", draft)["id"]
    jordan.post(f"/invoices/{invoice}/send")
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    payment = {"amount": price, "method": "cash", "received_on": day}
    jordan.act(invoice, "record-payment", payment, "")
    note = {"level": "practice", "text": "Prefers mornings."}
    return {
        "appointment_id": appointment,
        "file_id": file,
        "invoice_id": invoice,
        "note_id": jordan.post(f"/clients/{client}/notes", note)["id"],
        **dict.fromkeys(("thread_id", "place"), thread),
    }


def caller_of(practice, each):
    role = Role.PROVIDER if Role.PROVIDER in each.who else Role.ADMIN
    return practice.signed_in(JORDAN, role.value)


def assert_says_which_to_use(answer, merged):
    assert_refused(answer, 409)
    assert answer.data["error"] == "ClientMerged", answer.data
    assert answer.data["profile"] == {"id": merged["target"], "name": "Robin Once"}


@pytest.mark.parametrize("each", WRITES)
def test_each_write_says_which_profile_to_use(each, practice, merged, cloud, practice_id):
    """S2: the profile can only be read, and a refused write changes nothing."""
    caller = caller_of(practice, each)
    before = belongings(cloud, practice_id)
    path = each.path.format(**merged) + required_query(each.method, each.path)
    assert_says_which_to_use(send_as(caller, each.method, path, body_for(each)), merged)
    assert belongings(cloud, practice_id) == before


@pytest.mark.parametrize(
    "path", ["/appointments", "/appointments/overlaps", "/threads", "/waitlist"]
)
def test_each_write_that_names_the_client_in_its_body_says_so_too(path, practice, merged):
    caller = practice.signed_in(JORDAN, "provider")
    (each,) = (
        each.values[0]
        for each in ROUTES
        if (each.values[0].method, each.values[0].path) == ("POST", path)
    )
    soon = (datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds")
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    more = {
        "/appointments": {"starts_at": soon, "minutes": 50},
        "/appointments/overlaps": {"starts_at": soon, "minutes": 50},
        "/threads": {},
        "/waitlist": {"until": until},
    }[path]
    body = body_for(each) | {"client_id": merged["client_id"]} | more
    assert_says_which_to_use(send_as(caller, "POST", path, body), merged)


@pytest.mark.parametrize("each", READS)
def test_everything_can_still_be_read(each, practice, merged):
    """No read answers that the profile was merged, or that there is nothing."""
    path = each.path.format(**merged) + required_query(each.method, each.path)
    answer = send_as(caller_of(practice, each), each.method, path)
    if each.path.endswith(("/payment-form", "/ops/{op_id}", "/content", "/files/{file_id}")):
        assert answer.data.get("error") != "ClientMerged"
        return
    if each.path == "/clients/{client_id}/merge-preview":
        assert answer.status in {404, 409}
        return
    assert answer.status == 200, answer.body[:300]


def test_only_these_routes_still_serve_a_merged_profile():
    served = {
        f"{each.values[0].method} {each.values[0].path}"
        for each in ROUTES
        if each.values[0].for_merged
    }
    assert served == STILL_SERVED


def test_money_that_was_paid_can_be_returned(practice, merged, admin):
    """A payment recorded by mistake is reversed, also after the merge."""
    invoice = merged["invoice_id"]
    entry = admin.get(f"/invoices/{invoice}")
    assert entry["status"] == "paid"
    answer = send_as(
        practice.signed_in(JORDAN, "admin"),
        "POST",
        f"/invoices/{invoice}/refunds",
        {"amount": {"minor": 100, "currency": "USD"}, "reason": "Too much."},
    )
    assert answer.data.get("error") != "ClientMerged", answer.data


def test_a_note_that_was_held_at_the_merge_is_kept(practice, merged):
    """Its author saved it before, and still reads it."""
    caller = practice.signed_in(JORDAN, "provider")
    notes = caller.get(f"/clients/{merged['client_id']}/notes")["items"]
    assert [each["id"] for each in notes] == [merged["note_id"]]
