"""Tests that errors about fields have our own words, never the library's."""

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from pydantic_core import core_schema

from app import app
from chalicelib.platform.http import openapi
from chalicelib.platform.http.field_errors import OTHER, PATTERNS, sentence
from chalicelib.platform.http.shapes import Query
from chalicelib.practice.tasks import Registration

MODELS = {
    each.needs[name].__name__: each.needs[name]
    for each in openapi.contracts(app)
    for name in ("body", "query")
    if name in each.needs
} | {"Registration": Registration}
WRONG: tuple[Any, ...] = (
    None,
    True,
    0,
    -(10**15),
    10**15,
    1.5,
    float("inf"),
    "",
    "x",
    "\x00",
    "a\nb",
    "4242424242424242",
    "x" * 5_000,
    "2026-02-30",
    "0",
    "2026-02-03T25:00:00Z",
    [],
    [1] * 200,
    [None],
    {},
    {"minor": "1", "currency": "usd"},
    {"minor": 1.5, "currency": 7, "more": 1},
    {"x" * 50: 1},
)
FOREIGN_WORDS = (
    "Input should",
    "String should",
    "should match",
    "valid ",
    "Field required",
    "Extra inputs",
    "Value error",
    "List should",
    "Dictionary",
    "Unable to",
    "got an",
    "pattern",
    "characters long",
)
LIMITS = {
    **dict.fromkeys(("min_length", "max_length", "gt", "ge", "lt", "le"), 9),
    "expected": "'a' or 'b'",
}


def problems(model, data):
    """Return our sentence and the library's for each wrong field of this data."""
    try:
        if issubclass(model, Query):
            model.model_validate_strings({key: str(value) for key, value in data.items()})
        else:
            model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        library = error.errors(include_url=False, include_input=False)
        return [(sentence(each["type"], each.get("ctx", {})), each) for each in library]
    return []


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_no_field_of_a_route_answers_in_the_librarys_words(model):
    fields = [field.alias or name for name, field in model.model_fields.items()]
    cases = [{}, {"unknown_field": 1}, dict.fromkeys(fields)]
    cases += [{name: value} for name in fields for value in WRONG]
    for data in cases:
        for ours, theirs in problems(model, data):
            assert ours != theirs["msg"], theirs
            assert ours not in {"", OTHER}, theirs
            assert not [words for words in FOREIGN_WORDS if words in ours], ours
            assert ours[0].isupper(), ours
            assert ours.endswith("."), ours


@pytest.mark.parametrize("kind", get_args(core_schema.ErrorType))
def test_every_type_of_error_of_the_library_has_a_sentence_of_ours(kind):
    for context in ({}, LIMITS):
        ours = sentence(kind, context)
        assert ours.endswith(".")
        assert "{" not in ours
        assert not [words for words in FOREIGN_WORDS if words in ours]


def test_an_unknown_type_of_error_has_a_sentence_too():
    assert sentence("new_in_the_next_release", {}) == OTHER


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_pattern_of_a_route_has_its_own_sentence(model):
    text = json.dumps(model.model_json_schema())

    def patterns(node):
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node["pattern"]
            for each in node.values():
                yield from patterns(each)
        elif isinstance(node, list):
            for each in node:
                yield from patterns(each)

    assert set(patterns(json.loads(text))) <= PATTERNS.keys()


@pytest.mark.parametrize(
    ("kind", "context", "ours"),
    [
        ("string_too_short", {"min_length": 1}, "This must not be empty. Fill it in."),
        ("string_too_long", {"max_length": 100}, "Use at most 100 characters."),
        (
            "literal_error",
            {"expected": "'none', 'added' or 'included'"},
            "Choose one of these: none, added, included.",
        ),
        ("less_than_equal", {"le": 480}, "Use 480 or less."),
        (
            "date_from_datetime_parsing",
            {"error": "input is too short"},
            "Write a day as year, month and day, such as 2026-04-23.",
        ),
        ("int_from_float", {}, "Write a whole number."),
    ],
)
def test_a_sentence_says_what_to_write_instead(kind, context, ours):
    assert sentence(kind, context) == ours
