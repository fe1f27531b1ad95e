"""Tests that API Gateway's own responses look like the API's error responses."""

import json

import pytest

from chalicelib.kernel.errors import NotFound
from chalicelib.platform.http.responses import refusal
from infra.build.gateway_responses import FAILURES, RESPONSES
from localstack.gateway_responses import replaced


@pytest.mark.parametrize("kind", FAILURES)
def test_a_response_of_the_gateway_has_the_body_and_status_of_the_error(kind):
    ours, theirs = refusal(FAILURES[kind]), RESPONSES[kind]
    assert json.loads(theirs["responseTemplates"]["application/json"]) == json.loads(ours.body)
    assert int(theirs["statusCode"]) == ours.status_code


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (403, b'{"message":"Missing Authentication Token"}', (404, "NotFound")),
        (404, b'{"message":"Not Found"}', (404, "NotFound")),
        (429, b'{"message":"Too Many Requests"}', (429, "TooMany")),
        (502, b'{"message":"Internal server error"}', (503, "Unavailable")),
    ],
)
def test_the_local_front_replaces_the_emulators_own_responses(status, body, error):
    answer = replaced(status, body)
    assert (answer.status, json.loads(answer.text)["error"]) == error


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, refusal(NotFound()).body.encode()),
        (200, b'{"ok":true}'),
        (202, b'{"op":"1","message":"Working"}'),
        (200, b"<html>"),
        (200, b""),
    ],
)
def test_the_local_front_passes_on_the_responses_of_our_functions(status, body):
    assert replaced(status, body) is None
