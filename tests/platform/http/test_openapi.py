"""Tests that the OpenAPI document describes every route."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.platform.http import openapi

DOCUMENT = openapi.document(app, "0.0.0")
OPERATIONS = [operation for verbs in DOCUMENT["paths"].values() for operation in verbs.values()]


def test_the_description_is_valid():
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_every_route_is_described_once():
    assert {path: set(verbs) for path, verbs in DOCUMENT["paths"].items()} == {
        path: {verb.lower() for verb in verbs}
        for path, verbs in app.routes.items()
        if not path.startswith("/hooks/")
    }
    names = [operation["operationId"] for operation in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation["operationId"])
def test_each_operation_has_a_summary_roles_and_answers(operation):
    """S1: the document lists the roles that may call each route."""
    assert operation["summary"]
    assert operation["x-roles"]
    assert set(operation["responses"]) >= {"default"}


def test_no_schema_has_a_field_for_a_card_number():
    """S46: no request or response has a field for a card's number, code or expiry."""
    names = {
        name
        for schema in DOCUMENT["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    assert not [
        name
        for name in names
        if re.search(r"card_?(number|no)|^pan$|cvc|cvv|expir(?!es_at$)", name)
    ]


def test_the_description_is_served_as_json_and_as_a_page(front):
    browser = front.browser()
    assert browser.get("/openapi.json").json["openapi"] == "3.1.0"
    page = browser.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "POST /auth/sign-in" in page.text
    assert "<script" not in page.text
    assert "<style" not in page.text
    assert browser.get("/docs.css").headers["content-type"].startswith("text/css")
