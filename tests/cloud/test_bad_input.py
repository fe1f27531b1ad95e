"""Tests that bad input is refused, with a reason, and changes nothing."""

import json

import pytest

from app import app
from chalicelib.kernel.access import Role
from chalicelib.platform.http import openapi
from chalicelib.platform.http.contract import CLIENT
from tests.cloud.bodies import schema_of, smallest
from tests.cloud.client_record import record_ids
from tests.cloud.other_practice import REASON, usd
from tests.cloud.raw_http import assert_refused, send_as
from tests.cloud.rows import belongings, postpone_due_work
from tests.cloud.visit_files import open_visit_with_file

BODIES = [
    pytest.param(each, id=f"{each.method} {each.path}")
    for each in openapi.contracts(app)
    if schema_of(each.method, each.path) is not None
    and "public" not in each.who
    and each.path != "/auth/role"
]
KNOWN_FIELDS = [each for each in BODIES if each.values[0].path != "/notes/{note_id}"]
"""Routes that refuse unknown fields; an edit of a note is refused whatever its fields are."""
UNREADABLE = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"7",
    b'{"a": 1,}',
    b"{'a': 1}",
    b'{"a": NaN',
    b"\xff\xfe{}",
    b'{"a": "\\ud800"}x',
    b"[" * 20_000,
    b'{"a":' * 5_000,
)
BY_THE_GATEWAY = ("..%2f..%2fpractice", "a%0d%0aX-Evil:%201", "a/b", "")
"""Ids that API Gateway refuses before they reach our functions."""
ODD_IDS = (
    "%00",
    "x%00",
    "a%23b",
    "a%7Cb",
    "a%20b",
    "%C3%A9",
    "%F0%9F%92%B3",
    "%27%20or%201%3D1",
    "%3Cscript%3E",
    "x" * 65,
    "x" * 4_000,
    "*",
    "%25",
)


@pytest.fixture(scope="module")
def home(other_practice):
    """Return ids of the other practice's client, invoice, record and visit."""
    other_practice.client.post("/auth/touch")
    ids = {
        "client_id": other_practice.client_id,
        "invoice_id": other_practice.sent(),
        "account_id": other_practice.account,
        "note_id": other_practice.noted(),
    }
    ids["wait_id"] = other_practice.waits()
    ids |= dict.fromkeys(("thread_id", "place"), other_practice.asked())
    ids |= record_ids(other_practice.staff, other_practice.client_id)
    ids |= open_visit_with_file(other_practice)
    postpone_due_work(other_practice.cloud, other_practice.practice)
    return ids


@pytest.fixture
def staff(other_practice):
    """Return the API client of the other practice's staff, in the role Admin."""
    if other_practice.staff.get("/me")["role"] != "admin":
        other_practice.staff.switch_role("admin")
    return other_practice.staff


@pytest.fixture
def untouched(other_practice, home, cloud):
    """Check after the test that the other practice's rows are unchanged."""
    before = belongings(cloud, other_practice.practice)
    yield
    assert belongings(cloud, other_practice.practice) == before


@pytest.fixture
def visit(other_practice, staff, home):
    """
    Return a function that prepares a call of a route.

    The function takes a route and returns two values: a caller that the route admits,
    and the route's path with real ids filled in.
    """

    def ready(each):
        caller = other_practice.client if each.who == CLIENT else staff
        if caller is staff and Role.ADMIN not in each.who:
            caller.switch_role("provider")
        ids = {"service_id": "client_billing", "op_id": "A" * 20}
        return caller, each.path.format(**(ids | home))

    return ready


@pytest.mark.parametrize("each", BODIES)
def test_a_body_that_cannot_be_read_is_refused(each, visit, untouched):
    caller, path = visit(each)
    for body in UNREADABLE:
        assert_refused(send_as(caller, each.method, path, body), 400)


@pytest.mark.parametrize("each", KNOWN_FIELDS)
def test_an_unknown_field_is_refused_by_its_name(each, visit, untouched):
    caller, path = visit(each)
    schema = schema_of(each.method, each.path)
    answer = send_as(caller, each.method, path, {**smallest(schema), "is_admin": True})
    assert_refused(answer, 422)
    assert "is_admin" in answer.data["fields"]


@pytest.mark.parametrize("each", BODIES)
def test_a_field_of_another_type_is_refused(each, visit, untouched):
    caller, path = visit(each)
    for name, value in smallest(schema_of(each.method, each.path)).items():
        for other in ({"a": 1}, [1], "7" if isinstance(value, int) else 7):
            if type(other) is not type(value):
                assert_refused(
                    send_as(
                        caller,
                        each.method,
                        path,
                        {**smallest(schema_of(each.method, each.path)), name: other},
                    ),
                    422,
                )


@pytest.mark.parametrize("each", BODIES)
def test_three_megabytes_are_refused(each, visit, untouched):
    caller, path = visit(each)
    assert_refused(
        send_as(caller, each.method, path, json.dumps({"description": "x" * 3_000_000}).encode()),
        413,
    )


def test_a_refusal_does_not_repeat_the_refused_values(staff, untouched):
    """S31: a refusal must not repeat personal words, because responses may be logged."""
    answer = send_as(
        staff,
        "POST",
        "/clients",
        {"legal_name": ["Brackenmoor"], "email": 5, "<b>Kittiwake</b>": 1},
    )
    assert_refused(answer, 422)
    assert not [word for word in (b"Brackenmoor", b"Kittiwake") if word in answer.body]


@pytest.mark.parametrize("odd", ODD_IDS, ids=lambda odd: odd[:24])
@pytest.mark.parametrize(
    "path",
    ["/invoices/{}", "/clients/{}", "/clients/{}/invoices", "/services/{}", "/invoices/{}/ops/x"],
)
def test_an_id_of_odd_characters_is_not_found(odd, path, staff, untouched):
    answer = send_as(staff, "GET", path.format(odd))
    assert_refused(answer, 404)


@pytest.mark.parametrize("odd", BY_THE_GATEWAY)
@pytest.mark.parametrize("path", ["/invoices/{}/receipt", "/clients/{}/invoices"])
def test_an_invalid_path_is_refused_by_the_gateway(odd, path, staff, untouched):
    answer = send_as(staff, "GET", path.format(odd))
    assert answer.status in {403, 404}
    assert answer.headers["cache-control"] == "no-store"
    assert "x-evil" not in answer.headers


def test_a_path_with_dots_is_the_path_it_resolves_to(staff):
    assert (
        send_as(staff, "GET", "/clients/%2e%2e/invoices").fingerprint
        == send_as(staff, "GET", "/invoices").fingerprint
    )


@pytest.mark.parametrize("odd", ["a%23b", "x" * 65, "*"])
def test_no_action_is_possible_on_an_odd_id(odd, staff, untouched):
    for what, body in (
        ("void", {"reason": REASON}),
        ("forgive", {"reason": REASON}),
        ("send", {}),
        ("remind", {}),
    ):
        assert_refused(send_as(staff, "POST", f"/invoices/{odd}/{what}", body), 404)
    assert_refused(send_as(staff, "DELETE", f"/invoices/{odd}"), 404)


@pytest.mark.parametrize("path", ["/invoices", "/appointments", "/clients", "/practice/colleagues"])
@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "%00", "ZXZpbA", "e" * 1999, "%F0%9F%92%B3", "..", "eyJwayI6IlAjIn0"]
)
def test_a_cursor_that_was_tampered_with_is_refused(path, cursor, staff, untouched):
    assert_refused(send_as(staff, "GET", f"{path}?cursor={cursor}"), 400)


@pytest.mark.parametrize(
    "query",
    [
        "status=owed",
        "from=yesterday",
        "to=2026-13-01",
        "client=a%23b",
        "cursor=" + "x" * 2001,
        "page=2",
        "status=sent&limit=5",
        "from=2026-12-01&to=2026-11-01",
        "status=paid&from=2026-12-01&to=2026-11-01",
    ],
)
def test_an_invalid_query_is_refused_by_its_field(query, staff, untouched):
    answer = send_as(staff, "GET", f"/invoices?{query}")
    assert_refused(answer, 422)
    assert answer.data["fields"]


@pytest.mark.parametrize(
    "query",
    [
        "from=yesterday",
        "to=2026-11-24",
        "from=2026-11-24T10:00:00",
        "to=0001-01-01T00:00:00Z",
        "client=a%23b",
        "page=2",
    ],
)
def test_an_invalid_query_of_appointments_is_refused_by_its_field(query, staff, untouched):
    answer = send_as(staff, "GET", f"/appointments?{query}")
    assert_refused(answer, 422)
    assert list(answer.data["fields"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "GET"])
def test_an_unsupported_method_changes_nothing(method, staff, home, untouched):
    for path, verbs in app.routes.items():
        if method not in verbs and not path.startswith("/hooks"):
            ids = {"service_id": "client_billing", "op_id": "A" * 20} | home
            answer = send_as(staff, method, path.format(**ids), None if method == "GET" else b"{}")
            assert answer.status in {403, 404, 405}, (method, path, answer.status)
            assert answer.headers["content-type"].startswith("application/json")
            assert b"Traceback" not in answer.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": usd(0), "reason": REASON},
        {"amount": usd(-1), "reason": REASON},
        {"amount": {"minor": 1, "currency": "EUR"}, "reason": REASON},
        {"amount": usd(10**13), "reason": REASON},
        {"amount": {"minor": "1", "currency": "USD"}, "reason": REASON},
        {"amount": {"minor": 1.5, "currency": "USD"}, "reason": REASON},
        {"amount": {"minor": True, "currency": "USD"}, "reason": REASON},
        {"reason": ""},
        {"reason": "   "},
        {"reason": "x" * 501},
        {"reason": "Card 4242 4242 4242 4242"},
        {"reason": "bell \x07"},
    ],
    ids=str,
)
def test_an_invalid_refund_is_refused(wrong, other_practice, staff, home, untouched):
    assert_refused(
        send_as(staff, "POST", f"/invoices/{home['invoice_id']}/refunds", wrong), 409, 422
    )
