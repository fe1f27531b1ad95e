"""The API describes itself, truly."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.platform.http import openapi

TOLD = openapi.document(app, "0.0.0")
OPERATIONS = [said for verbs in TOLD["paths"].values() for said in verbs.values()]


def test_the_description_is_valid():
    OpenAPIV31SpecValidator(TOLD).validate()


def test_every_route_is_described_once():
    assert {path: set(verbs) for path, verbs in TOLD["paths"].items()} == {
        path: {verb.lower() for verb in verbs}
        for path, verbs in app.routes.items()
        if not path.startswith("/hooks/")
    }
    names = [said["operationId"] for said in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("said", OPERATIONS, ids=lambda said: said["operationId"])
def test_each_says_what_it_is_who_may_call_and_what_comes_back(said):
    """S1: the roles are the ones that the routes enforce."""
    assert said["summary"]
    assert said["x-roles"]
    assert set(said["responses"]) >= {"default"}


def test_no_field_anywhere_takes_a_card_number():
    """S46: no schema has a place for one."""
    names = {
        name
        for schema in TOLD["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    assert not [
        name
        for name in names
        if re.search(r"card_?(number|no)|^pan$|cvc|cvv|expir(?!es_at$)", name)
    ]


def test_it_is_served_for_programs_and_for_people(front):
    browser = front.browser()
    assert browser.get("/openapi.json").json["openapi"] == "3.1.0"
    page = browser.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "POST /auth/sign-in" in page.text
    assert "<script" not in page.text
    assert "<style" not in page.text
    assert browser.get("/docs.css").headers["content-type"].startswith("text/css")
