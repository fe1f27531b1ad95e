"""Tests the decorator `route`, which checks a request before its handler runs."""

import json
from dataclasses import replace
from typing import Annotated

import pytest
from chalice.app import Blueprint, Chalice

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.platform.http.contract import ADMIN, PUBLIC, STAFF, Reply, route
from chalicelib.platform.http.request import MAX_BODY_BYTES, Request
from chalicelib.platform.http.shapes import Body, MoneyShape, PageQuery, Shape, line
from tests.platform.http.browser import ORIGIN

routes = Blueprint(__name__)


class ThingBody(Body):
    text: Annotated[str, line(20)]
    amount: MoneyShape


class ThingShape(Shape):
    said: str


class ThingsShape(ThingShape):
    next: str | None


@route(routes, "POST", "/things/{thing_id}", who=PUBLIC, status=201)
def make_thing(thing_id: str, body: ThingBody, request: Request) -> ThingShape:
    return ThingShape(said=f"{thing_id} {body.text} {body.amount.minor} {request.idempotency_key}")


@route(routes, "GET", "/things", who=STAFF)
def list_things(access: Access, query: PageQuery) -> Reply[ThingsShape]:
    shape = ThingsShape(said=f"{access.role} {query.cursor}", next="c")
    return Reply(shape, status=202, headers={"X-Mark": "1"})


@route(
    routes,
    "DELETE",
    "/things",
    who=ADMIN,
    fresh=lambda access, it: ThingShape(said=f"{access.role} {it}"),
)
def drop_things() -> ThingShape:
    """Always raise a `Conflict`, for the tests of the 409 response."""
    raise Conflict(fresh="thing")


@route(routes, "GET", "/forgotten")
def forgotten() -> ThingShape:
    """A sample handler whose route does not declare who may call it."""
    return ThingShape(said="secret")


app = Chalice("things")
app.register_blueprint(routes)


@pytest.fixture
def front(standing):
    """Return the test API with the sample routes above instead of the real ones."""
    return replace(standing, app=app)


GOOD = {"text": "tea", "amount": {"minor": 250, "currency": "USD"}}


def make(front, body, **headers):
    return front.browser().post("/things/t-1", body, resource="/things/{thing_id}", **headers)


class TestARoute:
    """Tests what the decorator `route` does, with the sample routes above."""

    def test_passes_the_parameters_that_the_handler_declares(self, front):
        answer = make(front, GOOD, **{"Idempotency-Key": "k-1"})
        assert (answer.status, answer.json) == (201, {"said": "t-1 tea 250 k-1"})

    def test_without_a_policy_answers_403_to_everybody(self, front):
        """S1: a route that does not declare its callers refuses even an Admin."""
        for browser in (front.browser(), front.signed_in(Role.ADMIN)):
            assert browser.get("/forgotten").status == 403

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Origin": "https://evil.test"}, 403),
            ({"Origin": ORIGIN + ".evil.test"}, 403),
            ({"Origin": ""}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Content-Type": "text/plain"}, 400),
            ({"Content-Type": "application/x-www-form-urlencoded"}, 400),
            ({"Content-Type": "text/plain; application/json"}, 400),
            ({"Content-Type": ""}, 400),
            ({"Sec-Fetch-Site": ""}, 201),
            ({"Content-Type": "application/json; charset=utf-8"}, 201),
        ],
    )
    def test_accepts_requests_of_our_own_page_only(self, front, headers, status):
        assert make(front, GOOD, **headers).status == status

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", "null", '"x"', "{'a':1}", "\u0000", "NaN", '{"text":']
    )
    def test_answers_400_to_what_is_no_json_object(self, front, text):
        answer = front.browser().call("POST", "/things/t-1", text, resource="/things/{thing_id}")
        assert (answer.status, answer.json["error"]) == (400, "Malformed")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"text": ""}, "text"),
            ({"text": "   "}, "text"),
            ({"text": "x" * 21}, "text"),
            ({"text": 5}, "text"),
            ({"text": "two\nlines"}, "text"),
            ({"text": "4242424242424242"}, "text"),
            ({"amount": {"minor": 2.5, "currency": "USD"}}, "amount.minor"),
            ({"amount": {"minor": 2.0, "currency": "USD"}}, "amount.minor"),
            ({"amount": {"minor": "250", "currency": "USD"}}, "amount.minor"),
            ({"amount": {"minor": True, "currency": "USD"}}, "amount.minor"),
            ({"amount": {"minor": 10**13, "currency": "USD"}}, "amount.minor"),
            ({"amount": {"minor": 250, "currency": "usd"}}, "amount.currency"),
            ({"amount": {"minor": 250}}, "amount.currency"),
            ({"amount": None}, "amount"),
            ({"colour": "crimson"}, "colour"),
            ({"4242 4242": "crimson"}, "?"),
        ],
    )
    def test_answers_422_with_the_field_and_not_its_value(self, front, change, field):
        answer = make(front, GOOD | change)
        assert (answer.status, answer.json["error"], set(answer.json["fields"])) == (
            422,
            "Invalid",
            {field},
        )
        assert not [text for text in ("4242", "crimson", "xxxx") if text in answer.text]

    def test_answers_413_above_its_limit(self, front):
        """A request body above the limit gets 413 before its JSON is parsed."""
        text = json.dumps(GOOD | {"text": "x" * MAX_BODY_BYTES})
        answer = front.browser().call("POST", "/things/t-1", text, resource="/things/{thing_id}")
        assert (answer.status, answer.json["error"]) == (413, "TooLarge")

    @pytest.mark.parametrize("ident", ["a#b", "a|b", "../x", "x" * 65, "é", "a b", "%00"])
    def test_answers_404_to_impossible_ids(self, front, ident):
        answer = front.browser().call(
            "POST",
            f"/things/{ident.replace('/', '_') if ident != '../x' else '..'}",
            json.dumps(GOOD),
            resource="/things/{thing_id}",
        )
        assert answer.status == 404

    @pytest.mark.parametrize("key", ["x" * 201, "a b", "é"])
    def test_refuses_a_malformed_idempotency_key(self, front, key):
        assert make(front, GOOD, **{"Idempotency-Key": key}).status == 400

    def test_answers_401_before_it_checks_anything_else(self, front):
        assert front.browser().get("/things", cursor="x" * 3000).status == 401

    def test_answers_403_to_another_role_and_audits_it(self, front):
        """S4, S14: a client who calls a route for staff gets 403, which is audited."""
        answer = front.signed_in(Role.CLIENT).get("/things")
        assert (answer.status, answer.json["error"]) == (403, "NotAllowed")
        assert "list things" in [
            entry.purpose for entry in front.store.entries() if entry.outcome == "refused"
        ]

    def test_checks_the_query(self, front):
        browser = front.signed_in(Role.PROVIDER)
        assert browser.get("/things", cursor="").json["said"] == "provider None"
        assert browser.get("/things", cursor="x" * 3000).json["fields"].keys() == {"cursor"}
        assert browser.get("/things", colour="crimson").status == 422

    def test_encrypts_the_cursor_of_the_next_page(self, front):
        """S2: the handler works with plain cursors, and the caller gets none of them."""
        browser = front.signed_in(Role.PROVIDER)
        cursor = browser.get("/things").json["next"]
        assert len(cursor) > 500
        assert browser.get("/things", cursor=cursor).json["said"] == "provider c"
        assert browser.get("/things", cursor="c").status == 400

    def test_answers_with_its_own_status_and_headers(self, front):
        answer = front.signed_in(Role.PROVIDER).get("/things")
        assert (answer.status, answer.headers["x-mark"]) == (202, "1")

    def test_a_conflict_has_the_current_state(self, front):
        answer = front.signed_in(Role.ADMIN).call("DELETE", "/things")
        assert (answer.status, answer.json["fresh"]) == (409, {"said": "admin thing"})
