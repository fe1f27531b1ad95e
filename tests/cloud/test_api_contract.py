"""Tests that the API's responses match its OpenAPI description."""

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
from tests.cloud.bodies import API_DESCRIPTION, near, operation, required_query, schema_of
from tests.cloud.client_record import record_ids
from tests.cloud.other_practice import OtherPractice
from tests.cloud.raw_http import assert_refused, send_as, send_raw
from tests.cloud.visit_files import open_visit_with_file

ROUTES = [pytest.param(each, id=f"{each.method} {each.path}") for each in openapi.contracts(app)]
ROLE = "/auth/role"
BODY_ROUTES = [
    each
    for each in ROUTES
    if schema_of(each.values[0].method, each.values[0].path) and each.values[0].path != ROLE
]
READ_ROUTES = [
    each
    for each in ROUTES
    if each.values[0].method == "GET" and not each.values[0].path.startswith("/docs")
]
QUERY_ROUTES = [each for each in READ_ROUTES if "query" in each.values[0].needs]
REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
NO_CONTENT = 204
MANY_EXAMPLES = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW
)


@pytest.fixture(scope="module")
def trial_practice(cloud):
    """Create a practice that these tests may change in any way."""
    return OtherPractice(cloud, "zephyrine@upturned.example", "xanthippe@upturned.example")


@pytest.fixture(scope="module")
def ids(trial_practice):
    """
    Return the ids of the trial practice's records.

    Among them are an invoice and its declined payment.
    """
    declined = trial_practice.sent()
    op = trial_practice.pay(declined, "pm_card_chargeDeclined")["op"]
    own = {
        "client_id": trial_practice.client_id,
        "account_id": trial_practice.account,
        "service_id": "client_billing",
        "note_id": trial_practice.noted(),
    }
    own |= record_ids(trial_practice.staff, trial_practice.client_id)
    own["wait_id"] = trial_practice.waits()
    own |= dict.fromkeys(("thread_id", "place"), trial_practice.asked())
    return own | {"invoice_id": declined, "op_id": op} | open_visit_with_file(trial_practice)


@pytest.fixture(scope="module")
def visit(trial_practice, ids):
    """
    Return a function that prepares a call of a route.

    The function takes a route and returns two values: a caller that the route admits,
    and the route's path with real ids filled in.
    """

    def ready(each):
        if each.who == PUBLIC:
            return ApiClient(trial_practice.cloud.url)
        if each.who == CLIENT or Role.ADMIN in each.who:
            return trial_practice.client if each.who == CLIENT else trial_practice.admin()
        trial_practice.staff.switch_role("provider")
        return trial_practice.staff

    return lambda each: (ready(each), each.path.format(**ids))


def assert_fits(each, answer):
    """Check that a response has the type and schema described for its status."""
    responses = operation(each.method, each.path)["responses"]
    result = (
        responses.get(str(answer.status)) or API_DESCRIPTION["components"]["responses"]["Error"]
    )
    if answer.status == NO_CONTENT:
        assert "content" not in result
        assert answer.body == b""
        return
    kind = answer.headers["content-type"].partition(";")[0]
    schema = result["content"][kind]["schema"]
    if kind != "application/json":
        return
    Draft202012Validator(schema | {"components": API_DESCRIPTION["components"]}).validate(
        answer.data
    )


def test_the_served_description_is_valid_and_names_every_route(cloud):
    description = send_raw(cloud.url, "GET", "/openapi.json").data
    OpenAPIV31SpecValidator(description).validate()
    described = {
        (verb.upper(), path) for path, verbs in description["paths"].items() for verb in verbs
    }
    registered = {
        (verb, path)
        for path, verbs in app.routes.items()
        for verb in verbs
        if not path.startswith("/hooks/")
    }
    assert described == registered
    roles = {
        (verb.upper(), path): result["x-roles"]
        for path, verbs in description["paths"].items()
        for verb, result in verbs.items()
    }
    assert roles == {(each.method, each.path): sorted(each.who) for each in openapi.contracts(app)}


@pytest.mark.parametrize("each", READ_ROUTES)
def test_a_get_answer_fits_its_description(each, visit):
    caller, path = visit(each)
    answer = send_as(caller, "GET", path + required_query(each.method, each.path))
    assert answer.status in {200, 404, 409}, answer.body[:300]
    if each.path != "/openapi.json":
        assert_fits(each, answer)


@pytest.mark.parametrize("each", BODY_ROUTES)
def test_no_body_causes_an_undescribed_answer(each, visit):
    """
    S31: whatever body is sent, the response matches the API's description.

    The response contains no internal details.
    """
    caller, path = visit(each)

    @MANY_EXAMPLES
    @given(near(schema_of(each.method, each.path)))
    def send(body):
        answer = send_as(caller, each.method, path, body)
        if answer.status >= 300:
            assert_refused(answer, *REFUSALS)
        assert_fits(each, answer)

    send()


@pytest.mark.parametrize("each", QUERY_ROUTES)
def test_no_query_causes_an_undescribed_answer(each, visit):
    caller, path = visit(each)
    names = [
        result["name"]
        for result in operation(each.method, each.path)["parameters"]
        if result["in"] == "query"
    ]

    @MANY_EXAMPLES
    @given(st.dictionaries(st.sampled_from([*names, "odd"]), st.text(max_size=30), max_size=3))
    def ask(query):
        answer = send_as(caller, "GET", f"{path}?{urlencode(query)}")
        if answer.status >= 300:
            assert_refused(answer, *REFUSALS)
        assert_fits(each, answer)

    ask()


@pytest.mark.parametrize("each", [each for each in ROUTES if "{" in each.values[0].path])
def test_no_id_in_a_path_causes_an_undescribed_answer(each, visit):
    caller, _ = visit(each)
    body = None if each.method in {"GET", "DELETE"} else {}

    @MANY_EXAMPLES
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
