"""Tests that no route lets one practice read or change another practice's data."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from app import app
from chalicelib.appointments.store import keys as appointments_keys
from chalicelib.billing.store import keys as billing_keys
from chalicelib.platform.dynamodb import cursors, partitions
from localstack.demo import CLIENTS, JORDAN
from localstack.demo_invoices import STRIPE_KEYS, card_token
from tests.cloud.bodies import required_query
from tests.cloud.client_record import ids_of, record_ids
from tests.cloud.named_routes import CLOSED, NAMED, ROUTES, absent, body_for, names_in
from tests.cloud.other_practice import join_waitlist, usd
from tests.cloud.raw_http import assert_refused, page_headers, send_as, send_raw
from tests.cloud.rows import belongings, postpone_due_work
from tests.cloud.visit_files import share

UNSAFE = [each for each in ROUTES if each.values[0].method != "GET"]
ROLES = ("admin", "client", "provider")
BY_THE_SERVICE = {("GET /invoices", "provider")}
"""
Roles that a route admits but its use case refuses.

A provider may list the invoices of one client only, so `GET /invoices` refuses them.
"""
HOOK = "/hooks/stripe/{practice}/{account}"


@pytest.fixture(scope="module")
def in_role(other_practice):
    """Return a function that signs in the other practice's person in a role."""

    def signed_in(role):
        if role == "client":
            return other_practice.client
        if other_practice.staff.get("/me")["role"] != role:
            other_practice.staff.switch_role(role)
        return other_practice.staff

    return signed_in


@pytest.fixture(scope="module")
def own(other_practice):
    """Return the ids of the other practice's records."""
    return ids_of(other_practice)


@pytest.fixture(scope="module")
def demo_ids(practice, cloud):
    """Yield ids of the demo practice's records; then finish its waiting payment."""
    avery, invoice = CLIENTS[0], practice.sent(7700)
    token = card_token(cloud.stripe_url, "pm_card_authenticationRequired")
    op = practice.signed_in(avery).post(f"/invoices/{invoice}/payments", {"token": token})["op"]
    jordan = practice.signed_in(JORDAN, "admin")
    ids = {name: jordan.get("/me")[name]["id"] for name in ("practice", "person")}
    ids |= {
        "person_id": ids["person"],
        "account_id": jordan.get("/practice/processors")["items"][0]["id"],
    }
    ids |= {"client_id": practice.client_ids[avery.email], "invoice_id": invoice, "op_id": op}
    ids |= record_ids(jordan, ids["client_id"])
    ids["wait_id"] = join_waitlist(practice.signed_in(JORDAN, "admin"), ids["client_id"])
    ids |= dict.fromkeys(("thread_id", "place"), practice.asked())
    appointment = practice.booked()
    ids |= {
        "appointment_id": appointment,
        "file_id": share(practice.signed_in(JORDAN, "provider"), appointment, "x-ray.png")["id"],
    }
    note = {"level": "shared", "text": "Keep the diary."}
    saved = practice.signed_in(JORDAN, "provider").post(f"/clients/{ids['client_id']}/notes", note)
    ids["note_id"] = saved["id"]
    postpone_due_work(cloud, ids["practice"])
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
def test_another_practices_id_is_answered_like_an_unknown_id(each, in_role, own, demo_ids, cloud):
    """
    S3: another practice's id and an unknown id get exactly the same response.

    The test uses every role that the route admits, and checks that nothing changes in
    the demo practice.
    """
    before, names = belongings(cloud, demo_ids["practice"]), names_in(each.path)
    for role, picks in itertools.product(
        sorted(each.who), itertools.product((True, False), repeat=len(names))
    ):
        if not any(picks):
            continue
        caller, ids = (
            in_role(role),
            {
                name: demo_ids[name] if pick else own[name]
                for name, pick in zip(names, picks, strict=True)
            },
        )
        absent_ids = {
            name: absent(ids[name]) if pick else ids[name]
            for name, pick in zip(names, picks, strict=True)
        }
        body, path = body_for(each), each.path + required_query(each.method, each.path)
        foreign = send_as(caller, each.method, path.format(**ids), body)
        assert_refused(foreign, 404)
        assert (
            foreign.fingerprint
            == send_as(caller, each.method, path.format(**absent_ids), body).fingerprint
        ), (role, picks)
    assert belongings(cloud, demo_ids["practice"]) == before


def test_a_services_id_means_the_callers_own_service(in_role, practice):
    """S3: the same service id, used in two practices, means each one's own service."""
    demo_service = practice.signed_in(JORDAN, "admin").get("/services")["items"][0]
    seen = in_role("admin").get(f"/services/{demo_service['id']}")
    assert not {each["id"] for each in seen["providers"]} & {
        each["id"] for each in demo_service["providers"]
    }
    assert_refused(send_as(in_role("admin"), "GET", "/services/another_service"), 404)


def test_another_practices_people_cannot_be_assigned(in_role, other_practice, practice):
    """S3: people of another practice are refused like people who do not exist."""
    foreign = practice.signed_in(JORDAN).get("/me")["person"]["id"]
    admin = in_role("admin")
    service, client = (
        admin.get("/services")["items"][0],
        admin.get(f"/clients/{other_practice.client_id}"),
    )
    settings = {"enabled": True, "version": service["version"]}
    for method, path, body in (
        ("PUT", f"/services/{service['id']}", settings),
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
    ("role", "collection"),
    [("admin", "invoices"), ("client", "invoices"), *[(each, "appointments") for each in ROLES]],
)
def test_a_filter_by_another_practices_client_is_answered_like_an_unknown_one(
    role, collection, in_role, demo_ids
):
    """S3: filters do not reveal whether an id exists."""
    result = [
        send_as(in_role(role), "GET", f"/{collection}?client={each}")
        for each in (demo_ids["client_id"], "nobody")
    ]
    assert_refused(result[0], 404)
    assert result[0].fingerprint == result[1].fingerprint


@pytest.mark.parametrize("collection", ["invoices", "appointments"])
def test_a_readable_cursor_of_another_practice_is_refused(collection, in_role, demo_ids, cloud):
    """S3: the API accepts only cursors that it encrypted, and none made from ids."""
    demo = demo_ids["practice"]
    key, partition = {
        "invoices": (
            billing_keys.invoice(demo, demo_ids["invoice_id"]),
            billing_keys.invoices(demo),
        ),
        "appointments": (
            appointments_keys.appointment(demo, demo_ids["appointment_id"]),
            partitions.appointments(demo),
        ),
    }[collection]
    row = next(
        each for each in belongings(cloud, demo) if (each["pk"]["S"], each["sk"]["S"]) == key
    )
    genuine = cursors.encode(
        partition, {name: row[name]["S"] for name in ("pk", "sk", "g2pk", "g2sk")}
    )
    assert_refused(send_as(in_role("admin"), "GET", f"/{collection}?cursor={genuine}"), 400)


@pytest.mark.parametrize("role", ["admin", "provider"])
def test_nobody_of_another_practice_can_be_booked(role, in_role, own, demo_ids, practice):
    """S3: the refusal is the same as for a person who does not exist."""
    jordan, caller = practice.signed_in(JORDAN).get("/me")["person"]["id"], in_role(role)
    starts = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
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
        foreign = jordan if status == 422 else demo_ids["client_id"]
        result = [
            send_as(caller, "POST", "/appointments", booking | changed(each))
            for each in (foreign, absent(foreign))
        ]
        assert_refused(result[0], status)
        assert result[0].fingerprint == result[1].fingerprint


def test_a_session_cookie_cannot_be_changed_to_another_practice(other_practice, practice, demo_ids):
    """S3: a cookie with a changed practice or person matches no session."""
    jordan, demo = practice.signed_in(JORDAN), demo_ids["practice"]
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
def test_every_route_admits_only_the_roles_of_its_contract(each, in_role, demo_ids):
    """S1, S2, S4: only the role in use counts, not the person's other roles."""
    path = each.path.format(
        **{name: absent(demo_ids.get(name, "service")) for name in names_in(each.path)}
    )
    for role in ROLES:
        answer = send_as(
            in_role(role), each.method, path, None if each.method in {"GET", "DELETE"} else {}
        )
        assert answer.headers["cache-control"] == "no-store"
        if role not in each.who or (f"{each.method} {each.path}", role) in BY_THE_SERVICE:
            assert_refused(answer, 403)
        else:
            assert answer.status in {200, 201, 204, 404, 409, 422}, (
                role,
                answer.status,
                answer.body[:300],
            )


def test_these_tests_cover_every_route():
    """S1: only the webhook route is left out, which needs a signature (S51) instead."""
    walked = {f"{each.values[0].method} {each.values[0].path}" for each in ROUTES}
    assert walked | {f"POST {HOOK}"} == {
        f"{verb} {path}" for path, verbs in app.routes.items() for verb in verbs
    }


def test_a_conflict_does_not_reveal_another_practices_invoice(in_role, demo_ids):
    """S3: a conflict returns the fresh state only to a caller who may see the invoice."""
    result = send_as(
        in_role("admin"),
        "POST",
        f"/invoices/{demo_ids['invoice_id']}/refunds",
        {"amount": usd(1), "reason": "Mine"},
    )
    assert_refused(result, 404)
    assert "fresh" not in result.data
