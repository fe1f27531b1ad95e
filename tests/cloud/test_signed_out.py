"""Tests that routes refuse requests without a session or from another site."""

import re

import pytest

from chalicelib.platform.http.contract import PUBLIC
from tests.cloud.client_record import ids_of
from tests.cloud.raw_http import assert_refused, page_headers, send_raw
from tests.cloud.rows import belongings
from tests.cloud.test_isolation import CLOSED, ROLES, ROUTES, UNSAFE


@pytest.fixture(scope="module")
def in_role(other_practice):
    """Return a function that signs in the other practice's person in a given role."""

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


@pytest.mark.parametrize("each", CLOSED)
def test_every_route_refuses_a_request_without_a_session(each, cloud):
    """
    S1: every route refuses a request without a session.

    The refusal does not tell whether an id exists.
    """
    path = re.sub(r"\{\w+\}", "nobody", each.path)
    for cookie in (
        {},
        {"Cookie": f"__Host-sid={'A' * 43}.nobody.nobody"},
        {"Cookie": "__Host-step=x"},
    ):
        body = None if each.method == "GET" else b"{}"
        assert_refused(
            send_raw(cloud.url, each.method, path, body, page_headers(url=cloud.url) | cookie), 401
        )


@pytest.mark.parametrize("each", UNSAFE)
def test_every_change_that_our_own_page_did_not_send_is_refused(
    each, in_role, own, other_practice, cloud
):
    """S1: a foreign origin or a body that is not JSON is refused for every caller."""
    role = next((role for role in ROLES if role in each.who), "client")
    caller, before = in_role(role), belongings(cloud, other_practice.practice)
    path, body = each.path.format(**{"service_id": "client_billing", **own}), b"{}"
    for spoiled, status in (
        ({"Origin": None}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"{caller.url}.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "text/plain"}, 400),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 400),
    ):
        headers = {
            name: value
            for name, value in (page_headers(caller) | spoiled).items()
            if value is not None
        }
        assert_refused(send_raw(caller.url, each.method, path, body, headers), status)
    assert belongings(cloud, other_practice.practice) == before


@pytest.mark.parametrize("each", [each for each in ROUTES if each.values[0].who == PUBLIC])
def test_public_answers_are_not_cached(each, cloud):
    """
    S13: public responses forbid caching, except those under `/docs`.

    A response under `/docs` may instead require caches to revalidate it.
    """
    answer = send_raw(
        cloud.url,
        each.method,
        each.path,
        None if each.method == "GET" else b"{}",
        page_headers(url=cloud.url),
    )
    # The API's description under /docs has no personal data, so caches may keep and revalidate it.
    assert answer.headers["cache-control"] in (
        {"no-store", "no-cache"} if each.path.startswith("/docs") else {"no-store"}
    )
    assert answer.status < 500
