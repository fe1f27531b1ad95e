"""Two practices in one cloud: no route crosses from one to the other."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest

from app import app
from chalicelib.appointments.store import keys as appointments_keys
from chalicelib.billing.store import keys as billing_keys
from chalicelib.platform.dynamodb import cursors, partitions
from chalicelib.platform.http import openapi
from chalicelib.platform.http.contract import PUBLIC
from localstack.demo import CLIENTS, JORDAN, STRIPE_KEYS, card_token
from tests.cloud.bodies import schema_of, smallest
from tests.cloud.other_practice import usd
from tests.cloud.raw_http import assert_refused, page_headers, send_as, send_raw
from tests.cloud.rows import belongings
from tests.cloud.visit_files import open_visit_with_file, share

ROUTES = [pytest.param(each, id=f"{each.method} {each.path}") for each in openapi.contracts(app)]
CLOSED = [each for each in ROUTES if each.values[0].who != PUBLIC]
UNSAFE = [each for each in ROUTES if each.values[0].method != "GET"]
NAMED = [each for each in CLOSED if "{" in each.values[0].path]
ROLES = ("admin", "client", "provider")
BY_THE_SERVICE = {("GET /invoices", "provider")}
"""
A role that the route lets in, and the rule behind it refuses: a provider sees invoices of one
client at a time.
"""
HOOK = "/hooks/stripe/{practice}/{account}"


def names_in(path):
    return re.findall(r"\{(\w+)\}", path)


def absent(known):
    """An id of the same kind that nobody has."""
    return known[:-4] + ("ZZZZ" if known[-4:] != "ZZZZ" else "YYYY")


def body_for(each):
    schema = schema_of(each.method, each.path)
    return None if schema is None else smallest(schema)


@pytest.fixture(scope="module")
def in_role(other_practice):
    """The other practice's caller for a role."""

    def signed_in(role):
        if role == "client":
            return other_practice.client
        if other_practice.staff.get("/me")["role"] != role:
            other_practice.staff.switch_role(role)
        return other_practice.staff

    return signed_in


@pytest.fixture(scope="module")
def own(other_practice):
    """The other practice's own ids, with an op that waits for the bank's check."""
    invoice = other_practice.sent()
    op = other_practice.pay(invoice, "pm_card_authenticationRequired")["op"]
    ids = {
        "client_id": other_practice.client_id,
        "invoice_id": invoice,
        "op_id": op,
        "account_id": other_practice.account,
    }
    return ids | open_visit_with_file(other_practice)


@pytest.fixture(scope="module")
def theirs(practice, cloud):
    """The demo practice's ids of the same kinds."""
    avery, invoice = CLIENTS[0], practice.sent(7700)
    token = card_token(cloud.stripe_url, "pm_card_authenticationRequired")
    op = practice.signed_in(avery).post(f"/invoices/{invoice}/payments", {"token": token})["op"]
    jordan = practice.signed_in(JORDAN, "admin")
    ids = {
        "practice": jordan.get("/me")["practice"]["id"],
        "account_id": jordan.get("/practice/processors")["items"][0]["id"],
    }
    ids |= {"client_id": practice.client_ids[avery.email], "invoice_id": invoice, "op_id": op}
    appointment = practice.booked()
    ids |= {
        "appointment_id": appointment,
        "file_id": share(practice.signed_in(avery), appointment, "x-ray.png")["id"],
    }
    yield ids
    secret = practice.signed_in(avery).get(f"/invoices/{invoice}/ops/{op}")["client_action"][
        "client_secret"
    ]
    practice.tell_stripe(
        "/_fake/authenticate",
        {"key": STRIPE_KEYS["secret_key"], "client_secret": secret, "passed": True},
    )
    practice.signed_in(avery).post(f"/invoices/{invoice}/ops/{op}/resume")


@pytest.mark.parametrize(
    "each", [each for each in NAMED if "{service_id}" not in each.values[0].path]
)
def test_another_practices_id_is_answered_as_one_that_nobody_has(each, in_role, own, theirs, cloud):
    """S3: to the byte, for every role that the route admits; nothing changes there."""
    before, names = belongings(cloud, theirs["practice"]), names_in(each.path)
    for role, picks in itertools.product(
        sorted(each.who), itertools.product((True, False), repeat=len(names))
    ):
        if not any(picks):
            continue
        caller, ids = (
            in_role(role),
            {
                name: theirs[name] if pick else own[name]
                for name, pick in zip(names, picks, strict=True)
            },
        )
        nobodys = {
            name: absent(ids[name]) if pick else ids[name]
            for name, pick in zip(names, picks, strict=True)
        }
        body = body_for(each)
        foreign = send_as(caller, each.method, each.path.format(**ids), body)
        assert_refused(foreign, 404)
        assert (
            foreign.fingerprint
            == send_as(caller, each.method, each.path.format(**nobodys), body).fingerprint
        ), (role, picks)
    assert belongings(cloud, theirs["practice"]) == before


def test_a_service_goes_by_the_same_name_everywhere_and_is_always_ones_own(in_role, practice):
    """S3."""
    theirs = practice.signed_in(JORDAN, "admin").get("/services")["items"][0]
    seen = in_role("admin").get(f"/services/{theirs['id']}")
    assert not {each["id"] for each in seen["providers"]} & {
        each["id"] for each in theirs["providers"]
    }
    assert_refused(send_as(in_role("admin"), "GET", "/services/another_service"), 404)


def test_another_practices_people_can_be_assigned_to_nothing(in_role, other_practice, practice):
    """S3: the refusal is the same as for somebody who does not exist."""
    foreign = practice.signed_in(JORDAN).get("/me")["person"]["id"]
    admin = in_role("admin")
    service, client = (
        admin.get("/services")["items"][0],
        admin.get(f"/clients/{other_practice.client_id}"),
    )
    wanted = {"enabled": True, "version": service["version"]}
    for method, path, body in (
        ("PUT", f"/services/{service['id']}", wanted),
        ("PATCH", f"/clients/{other_practice.client_id}", {"version": client["version"]}),
        ("POST", "/clients", {"legal_name": "Nobody Yet", "email": "nobody@brackenmoor.example"}),
    ):
        result = [
            send_as(admin, method, path, body | {"provider_ids": [each]})
            for each in (foreign, absent(foreign))
        ]
        assert_refused(result[0], 422)
        assert result[0].fingerprint == result[1].fingerprint


@pytest.mark.parametrize(
    ("role", "room"),
    [("admin", "invoices"), ("client", "invoices"), *[(each, "appointments") for each in ROLES]],
)
def test_a_list_of_another_practices_client_is_one_of_nobodys(role, room, in_role, theirs):
    """S3: a filter reveals nothing either."""
    result = [
        send_as(in_role(role), "GET", f"/{room}?client={each}")
        for each in (theirs["client_id"], "nobody")
    ]
    assert_refused(result[0], 404)
    assert result[0].fingerprint == result[1].fingerprint


@pytest.mark.parametrize("room", ["invoices", "appointments"])
def test_another_practices_cursor_leads_nowhere(room, in_role, theirs, cloud):
    """S3: one that is genuine over there."""
    demo = theirs["practice"]
    key, partition = {
        "invoices": (
            billing_keys.invoice(demo, theirs["invoice_id"]),
            billing_keys.invoices(demo),
        ),
        "appointments": (
            appointments_keys.appointment(demo, theirs["appointment_id"]),
            partitions.appointments(demo),
        ),
    }[room]
    row = next(
        each for each in belongings(cloud, demo) if (each["pk"]["S"], each["sk"]["S"]) == key
    )
    genuine = cursors.encode(
        partition, {name: row[name]["S"] for name in ("pk", "sk", "g2pk", "g2sk")}
    )
    assert_refused(send_as(in_role("admin"), "GET", f"/{room}?cursor={genuine}"), 400)


@pytest.mark.parametrize("role", ["admin", "provider"])
def test_nobody_of_another_practice_is_booked(role, in_role, own, theirs, practice):
    """S3: the refusal is the same as for somebody who does not exist."""
    jordan, caller = practice.signed_in(JORDAN).get("/me")["person"]["id"], in_role(role)
    starts = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    booking = {
        "client_id": own["client_id"],
        "starts_at": starts,
        "minutes": 50,
        "zone": "UTC",
        "notify": False,
    }
    ours_too = {"provider_ids": [caller.get("/me")["person"]["id"]]}
    for changed, status in (
        (lambda each: {"client_id": each} | ours_too, 404),
        (lambda each: {"participant_ids": [each]} | ours_too, 404),
        (lambda each: {"provider_ids": [each]}, 422),
    ):
        foreign = jordan if status == 422 else theirs["client_id"]
        result = [
            send_as(caller, "POST", "/appointments", booking | changed(each))
            for each in (foreign, absent(foreign))
        ]
        assert_refused(result[0], status)
        assert result[0].fingerprint == result[1].fingerprint


def test_a_session_does_not_move_to_another_practice_by_renaming_it(
    other_practice, practice, theirs
):
    """S3: the cookie names its rows, and its digest covers the names."""
    jordan, demo = practice.signed_in(JORDAN), theirs["practice"]
    secret, _, person = jordan.cookies["__Host-sid"].split(".")
    for forged in (
        f"{secret}.{other_practice.practice}.{person}",
        f"{'A' * 43}.{demo}.{person}",
        f"{secret}.{demo}",
        "x",
    ):
        headers = page_headers(jordan) | {"Cookie": f"__Host-sid={forged}"}
        assert_refused(send_raw(jordan.url, "GET", "/me", None, headers), 401)


@pytest.mark.parametrize("each", CLOSED)
def test_every_role_reaches_what_its_route_says_and_no_more(each, in_role, theirs):
    """S1, S2, S4: a role that a person has but is not in does not count either."""
    path = each.path.format(
        **{name: absent(theirs.get(name, "service")) for name in names_in(each.path)}
    )
    for role in ROLES:
        answer = send_as(
            in_role(role), each.method, path, None if each.method in {"GET", "DELETE"} else {}
        )
        assert answer.headers["cache-control"] == "no-store"
        if role not in each.who or (f"{each.method} {each.path}", role) in BY_THE_SERVICE:
            assert_refused(answer, 403)
        else:
            assert answer.status in {200, 404, 409, 422}, (role, answer.status, answer.body[:300])


def test_the_walk_is_over_every_route_there_is():
    """S1: the route without a contract is the webhook, which needs a signature (S51)."""
    walked = {f"{each.values[0].method} {each.values[0].path}" for each in ROUTES}
    assert walked | {f"POST {HOOK}"} == {
        f"{verb} {path}" for path, verbs in app.routes.items() for verb in verbs
    }


def test_an_amount_of_another_practices_invoice_is_not_told_by_a_conflict(in_role, theirs):
    """S3: a conflict carries the fresh state, but only of what one may see."""
    result = send_as(
        in_role("admin"),
        "POST",
        f"/invoices/{theirs['invoice_id']}/refunds",
        {"amount": usd(1), "reason": "Mine"},
    )
    assert_refused(result, 404)
    assert "fresh" not in result.data
