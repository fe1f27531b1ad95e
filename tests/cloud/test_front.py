"""Tests the local cloud's front, which serves everything under one origin."""

import asyncio
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest

from chalicelib.kernel.errors import NotFound
from chalicelib.platform.http.docs import POLICY
from infra.build import templates
from tests.cloud.function_logs import lines_with

PATHS = (
    "/",
    "/clients/01ABC",
    "/sign-in",
    "/pay/stripe",
    "/api/health",
    "/api/docs",
    "/api/docs.css",
    "/api/me",
    "/api/nothing-here",
    "/assets/nothing-here.js",
    "/ws?ticket=none",
)


def _get(url, **headers):
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers))
    except urllib.error.HTTPError as error:
        return error


def _policy(logical):
    edge = templates.load(templates.INFRA / "edge.yaml")["Resources"]
    return edge[logical]["Properties"]["ResponseHeadersPolicyConfig"]


def test_the_api_answers_under_the_one_origin(cloud):
    with _get(f"{cloud.url}/api/health") as answer:
        assert json.load(answer)["ok"] is True
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_call_writes_one_log_line(cloud, eventually):
    lines = lines_with(cloud, '"handler":"health"')
    with _get(f"{cloud.url}/api/health"):
        eventually(lambda: len(lines_with(cloud, '"handler":"health"')) > len(lines))
    assert len(lines_with(cloud, '"handler":"health"')) == len(lines) + 1


@pytest.mark.parametrize("path", ["nothing-here", "clients/01ABC/nothing"])
def test_an_unknown_api_route_gets_the_error_response_of_the_api(cloud, path):
    with _get(f"{cloud.url}/api/{path}") as answer:
        assert (answer.status, answer.headers.get_content_type()) == (404, "application/json")
        body = json.load(answer)
    assert body == {"error": "NotFound", "message": NotFound.__doc__, "fields": {}}


def test_a_body_that_is_too_large_for_the_gateway_gets_the_error_response_of_the_api(cloud):
    data = b"x" * (10 * 1024 * 1024 + 1)
    headers = {"Content-Type": "application/json", "Origin": cloud.url}
    request = urllib.request.Request(f"{cloud.url}/api/auth/sign-in", data, headers)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request)
    assert (error.value.code, json.load(error.value)["error"]) == (413, "TooLarge")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(cloud, path):
    """
    S24: every response has the security headers.

    These are HSTS, CSP, nosniff, frame-ancestors and referrer-policy.
    """
    with _get(f"{cloud.url}{path}") as answer:
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in {"no-referrer", "strict-origin"}
        assert "Server" not in answer.headers


def test_a_refused_request_carries_the_security_headers(cloud):
    """S24: requests that the front itself refuses get the security headers too."""
    for method, path in (("POST", "/"), ("DELETE", "/assets/app.js"), ("PUT", "/api/nothing-here")):
        request = urllib.request.Request(f"{cloud.url}{path}", method=method)
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request)
        assert "frame-ancestors 'none'" in error.value.headers["Content-Security-Policy"]
        assert error.value.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_about_the_api_may_load_its_own_style_and_run_nothing(cloud):
    """
    S24: the API documentation page has its own Content-Security-Policy.

    The response has no second policy.
    """
    with _get(f"{cloud.url}/api/docs") as answer:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers.get_all("Content-Security-Policy") == [POLICY]
    with _get(f"{cloud.url}/api/docs.css") as answer:
        assert (answer.status, answer.headers.get_content_type()) == (200, "text/css")


def test_a_page_may_connect_to_us_and_to_the_documents_only(cloud):
    with _get(f"{cloud.url}/clients") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert f"connect-src 'self' ws://127.0.0.1:{cloud.port} {cloud.endpoint};" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert cloud.stripe_url not in policy


def test_only_the_pay_page_names_the_processor(cloud):
    """S48: a processor's script may run only on the pay page for that processor."""
    with _get(f"{cloud.url}/pay/stripe") as answer:
        assert f"script-src 'self' {cloud.stripe_url};" in answer.headers["Content-Security-Policy"]
    with _get(f"{cloud.url}/pay/elsewhere") as answer:
        assert cloud.stripe_url not in answer.headers["Content-Security-Policy"]


def test_the_headers_are_those_that_the_edge_template_sends(cloud):
    with _get(f"{cloud.url}/api/health") as answer:
        for item in _policy("ApiHeaders")["CustomHeadersConfig"]["Items"]:
            assert answer.headers[item["Header"]] == item["Value"]


def test_a_path_cannot_leave_the_web_clients_folder(cloud):
    with _get(f"{cloud.url}/assets/..%2f..%2f..%2fpyproject.toml") as answer:
        assert answer.status in {404, 503}


def test_a_body_larger_than_api_gateway_takes_is_refused(cloud):
    body = b"x" * (10 * 1024 * 1024 + 1)
    try:
        status = urllib.request.urlopen(
            urllib.request.Request(f"{cloud.url}/api/health", body)
        ).status
    except urllib.error.HTTPError as error:
        status = error.code
    assert status == 413


def test_a_socket_without_a_ticket_is_refused(cloud):
    async def open_socket():
        async with aiohttp.ClientSession() as session:
            await session.ws_connect(f"{cloud.url}/ws?ticket=none")

    with ThreadPoolExecutor(1) as pool, pytest.raises(aiohttp.WSServerHandshakeError) as error:
        pool.submit(asyncio.run, open_socket()).result()
    assert error.value.status in {401, 403}


def test_every_address_of_the_web_client_returns_its_page(cloud):
    with _get(f"{cloud.url}/") as home, _get(f"{cloud.url}/clients/01ABC/billing") as deep:
        assert (home.status, home.read()) == (deep.status, deep.read())
