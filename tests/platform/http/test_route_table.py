"""Tests all routes of the product: each has a policy and sends protective headers."""

import re

import pytest

from app import app
from chalicelib.kernel.access import Role
from chalicelib.platform.http import openapi
from chalicelib.platform.http.contract import ANYONE, NOBODY, PUBLIC

PROTECTED = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
}
ROUTES = [pytest.param(each, id=f"{each.method} {each.path}") for each in openapi.contracts(app)]
LIMITED = [each for each in ROUTES if each.values[0].who < ANYONE]
"""The routes that admit some roles only."""
OPEN = {
    "GET /contact/{practice_id}",
    "GET /docs",
    "GET /docs.css",
    "GET /feeds/calendar",
    "GET /health",
    "GET /openapi.json",
    "POST /auth/confirm",
    "POST /auth/first-password",
    "POST /auth/forgot",
    "POST /auth/reset",
    "POST /auth/sign-in",
    "POST /auth/sign-out",
    "POST /auth/totp",
    "POST /auth/totp/enrol",
    "POST /auth/totp/verify",
    "POST /contact/{practice_id}",
}
SIGNED = {"POST /hooks/stripe/{practice}/{account}"}
UNCOUNTED = re.compile(
    r"GET /me|GET /appointments/\{appointment_id\}|.*/ops/.*|.*/waiting"
    r"|GET /threads(/.*)?"
)


def call(browser, each):
    return browser.call(
        each.method,
        re.sub(r"\{\w+\}", "x-1", each.path),
        "{}" * (each.method != "GET"),
        resource=each.path,
    )


def test_every_route_has_a_contract():
    """S1: every route uses the decorator `route`, except the signed webhook."""
    declared = {f"{each.method} {each.path}" for each in openapi.contracts(app)}
    assert declared | SIGNED == {
        f"{verb} {path}" for path, verbs in app.routes.items() for verb in verbs
    }


@pytest.mark.parametrize("each", ROUTES)
def test_every_route_says_who_may_call(each):
    """S1: every route declares its callers; only the routes in `OPEN` are public."""
    assert each.who != NOBODY
    assert (each.who == PUBLIC) == (f"{each.method} {each.path}" in OPEN)


@pytest.mark.parametrize("each", [each for each in ROUTES if each.values[0].who != PUBLIC])
def test_without_a_session_it_answers_401(standing, each):
    """S1: every route that is not public refuses a request without a session."""
    assert call(standing.browser(), each).status == 401


@pytest.mark.parametrize("each", ROUTES)
def test_every_answer_has_protective_headers_and_is_not_cached(standing, each):
    """S13, S24: every response has the security headers and forbids caching."""
    answer = call(standing.browser(), each)
    assert PROTECTED.items() <= answer.headers.items()
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("each", [each for each in ROUTES if each.values[0].method != "GET"])
def test_another_sites_page_cannot_reach_it(standing, each):
    answer = standing.browser().call(
        each.method,
        re.sub(r"\{\w+\}", "x-1", each.path),
        "{}",
        headers={"Origin": "https://evil.test"},
        resource=each.path,
    )
    assert answer.status == 403


@pytest.fixture(scope="module")
def people(standing):
    """Return for each role the browser of a person who has only that role."""
    return {role: standing.signed_in(role) for role in (Role.ADMIN, Role.PROVIDER, Role.CLIENT)}


@pytest.mark.parametrize("each", LIMITED)
def test_a_call_in_a_role_that_it_does_not_admit_is_refused_and_audited(standing, people, each):
    """S4, S14: each such call gets 403 and one audit entry with role and outcome."""
    for role in sorted(ANYONE - each.who):
        before = {entry.sk for entry in standing.store.entries()}
        assert call(people[Role(role)], each).status == 403
        (entry,) = [entry for entry in standing.store.entries() if entry.sk not in before]
        assert (entry.role, entry.outcome, entry.records) == (role, "refused", [])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "/invoices", ""), ("POST", "/auth/role", '{"role": "admin"}')],
)
def test_a_refusal_by_the_use_case_is_audited_once(standing, people, method, path, body):
    """S14: a use case may refuse a role that the route admits."""
    before = {entry.sk for entry in standing.store.entries()}
    assert people[Role.PROVIDER].call(method, path, body).status == 403
    (entry,) = [entry for entry in standing.store.entries() if entry.sk not in before]
    assert (entry.role, entry.outcome) == (Role.PROVIDER, "refused")


def test_the_only_export_is_of_invoices():
    """S39: no route exports notes; the export of a client's whole record is not built."""
    exports = {path for path in app.routes if "export" in path or "download" in path}
    assert exports == {"/practice/invoice-export"}


@pytest.mark.parametrize("each", ROUTES)
def test_polls_do_not_count_as_activity(each):
    """S12: polling, for example of `/me`, does not keep a session alive."""
    if each.who != PUBLIC and each.method == "GET":
        assert each.counts != bool(UNCOUNTED.fullmatch(f"{each.method} {each.path}"))
