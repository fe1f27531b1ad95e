"""Tests that no number in a request is too large for what receives it."""

import json

import pytest

from app import app
from chalicelib.platform.http.openapi import contracts
from chalicelib.visits.api.client_messages import REQUESTS
from tests.practice.practice_api import PracticeApi

MODELS = {
    each.needs[name].__name__: each.needs[name]
    for each in contracts(app)
    for name in ("body", "query")
    if name in each.needs
} | {model.__name__: model for model in REQUESTS.values()}
FORTY_DIGITS = 10**39 + 1


def integers(schema, path=""):
    """Return the path and the schema of each whole number in a JSON schema."""
    if isinstance(schema, list):
        return [each for part in schema for each in integers(part, path)]
    if not isinstance(schema, dict):
        return []
    own = [(path, schema)] if schema.get("type") in ("integer", "number") else []
    return own + [
        each for name, part in schema.items() for each in integers(part, f"{path}.{name}")
    ]


def test_the_models_have_numbers():
    assert sum(len(integers(model.model_json_schema())) for model in MODELS.values()) > 10


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_number_of_a_request_has_a_least_and_a_greatest_value(model):
    for path, schema in integers(model.model_json_schema()):
        assert {"minimum", "exclusiveMinimum", "const", "enum"} & schema.keys(), (model, path)
        assert {"maximum", "exclusiveMaximum", "const", "enum"} & schema.keys(), (model, path)


@pytest.mark.parametrize("version", [FORTY_DIGITS, -FORTY_DIGITS, -1])
def test_a_version_that_cannot_be_is_refused_at_its_field(front, version):
    body = json.dumps({"mode": "none", "version": version})
    answer = PracticeApi(front).admin.call("PUT", "/practice/tax", body)
    assert (answer.status, set(answer.json["fields"])) == (422, {"version"})
