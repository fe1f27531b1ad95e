"""The API answers and refuses as its own description says."""

import re
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.kernel.access import Role
from chalicelib.platform.http import openapi
from chalicelib.platform.http.contract import CLIENT, PUBLIC
from localstack.api_client import ApiClient
from tests.cloud.bodies import API_DESCRIPTION, near, operation, schema_of
from tests.cloud.other_practice import OtherPractice
from tests.cloud.raw_http import assert_refused, send_as, send_raw
from tests.cloud.visit_files import open_visit_with_file

ROUTES = [pytest.param(each, id=f"{each.method} {each.path}") for each in openapi.contracts(app)]
ROLE = "/auth/role"
TAKERS = [
    each
    for each in ROUTES
    if schema_of(each.values[0].method, each.values[0].path) and each.values[0].path != ROLE
]
READERS = [
    each
    for each in ROUTES
    if each.values[0].method == "GET" and not each.values[0].path.startswith("/docs")
]
SEARCHED = [each for each in READERS if "query" in each.values[0].needs]
REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
MANY = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW
)


@pytest.fixture(scope="module")
def guinea(cloud):
    """A practice that may be turned upside down."""
    return OtherPractice(cloud, "zephyrine@upturned.example", "xanthippe@upturned.example")


@pytest.fixture(scope="module")
def ids(guinea):
    """Its own: an invoice that is due, and one whose payment was declined."""
    declined = guinea.sent()
    op = guinea.pay(declined, "pm_card_chargeDeclined")["op"]
    own = {
        "client_id": guinea.client_id,
        "account_id": guinea.account,
        "service_id": "client_billing",
    }
    return own | {"invoice_id": declined, "op_id": op} | open_visit_with_file(guinea)


@pytest.fixture(scope="module")
def visit(guinea, ids):
    """Return a caller that the route admits, and the route's path with real ids."""

    def ready(each):
        if each.who == PUBLIC:
            return ApiClient(guinea.cloud.url)
        if each.who == CLIENT or Role.ADMIN in each.who:
            return guinea.client if each.who == CLIENT else guinea.admin()
        guinea.staff.switch_role("provider")
        return guinea.staff

    return lambda each: (ready(each), each.path.format(**ids))


def must_fit(each, answer):
    """An answer of the kind that the description promises for its status."""
    responses = operation(each.method, each.path)["responses"]
    result = (
        responses.get(str(answer.status)) or API_DESCRIPTION["components"]["responses"]["Refusal"]
    )
    kind = answer.headers["content-type"].partition(";")[0]
    schema = result["content"][kind]["schema"]
    if kind != "application/json":
        return
    Draft202012Validator(schema | {"components": API_DESCRIPTION["components"]}).validate(
        answer.data
    )


def test_the_description_that_is_served_is_valid_and_tells_of_every_route(cloud):
    served = send_raw(cloud.url, "GET", "/openapi.json").data
    OpenAPIV31SpecValidator(served).validate()
    told = {(verb.upper(), path) for path, verbs in served["paths"].items() for verb in verbs}
    there = {
        (verb, path)
        for path, verbs in app.routes.items()
        for verb in verbs
        if not path.startswith("/hooks/")
    }
    assert told == there
    roles = {
        (verb.upper(), path): result["x-roles"]
        for path, verbs in served["paths"].items()
        for verb, result in verbs.items()
    }
    assert roles == {(each.method, each.path): sorted(each.who) for each in openapi.contracts(app)}


@pytest.mark.parametrize("each", READERS)
def test_what_is_read_has_the_shape_that_was_promised(each, visit):
    caller, path = visit(each)
    answer = send_as(caller, "GET", path)
    assert answer.status in {200, 404, 409}, answer.body[:300]
    if each.path != "/openapi.json":
        must_fit(each, answer)


@pytest.mark.parametrize("each", TAKERS)
def test_no_body_breaks_it(each, visit):
    """S31: any body is taken or refused in the promised shape, without internals."""
    caller, path = visit(each)

    @MANY
    @given(near(schema_of(each.method, each.path)))
    def send(body):
        answer = send_as(caller, each.method, path, body)
        if answer.status >= 300:
            assert_refused(answer, *REFUSALS)
        must_fit(each, answer)

    send()


@pytest.mark.parametrize("each", SEARCHED)
def test_no_question_breaks_it(each, visit):
    caller, path = visit(each)
    names = [
        result["name"]
        for result in operation(each.method, each.path)["parameters"]
        if result["in"] == "query"
    ]

    @MANY
    @given(st.dictionaries(st.sampled_from([*names, "odd"]), st.text(max_size=30), max_size=3))
    def ask(query):
        answer = send_as(caller, "GET", f"{path}?{urlencode(query)}")
        if answer.status >= 300:
            assert_refused(answer, *REFUSALS)
        must_fit(each, answer)

    ask()


@pytest.mark.parametrize("each", [each for each in ROUTES if "{" in each.values[0].path])
def test_no_id_breaks_it(each, visit):
    caller, _ = visit(each)
    body = None if each.method in {"GET", "DELETE"} else {}

    @MANY
    @given(
        st.text(
            st.characters(codec="utf-8", exclude_characters="/?#%.", exclude_categories=["Cc"]),
            min_size=1,
            max_size=20,
        )
    )
    def ask(odd):
        path = re.sub(r"\{\w+\}", lambda _: urlencode({"": odd}, quote_via=_quoted)[1:], each.path)
        answer = send_as(caller, each.method, path, body)
        if answer.headers["content-type"].startswith("application/json") and "error" in answer.data:
            assert_refused(answer, 404, 422)

    ask()


def _quoted(text, *_rest):
    return "".join(f"%{byte:02X}" for byte in text.encode())
