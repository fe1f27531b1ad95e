"""Tests that days in requests are strictly `YYYY-MM-DD`, in stated years."""

import json
from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app import app
from chalicelib.billing.api.invoice_bodies import DraftBody, InvoiceQuery, RecordBody
from chalicelib.clients.api.shapes import ClientBody, ClientEdit
from chalicelib.platform.http.days import FIRST_DAY, LAST_DAY, day
from chalicelib.platform.http.openapi import contracts
from chalicelib.platform.http.shapes import Body

FIELDS = [
    (ClientBody, "date_of_birth"),
    (ClientEdit, "date_of_birth"),
    (DraftBody, "due_on"),
    (RecordBody, "received_on"),
]
NO_DAYS = [
    "0001-01-01",
    "0026-12-01",
    "9999-12-31",
    "2026-02-30",
    "02/30/1990",
    "2026-1-1",
    "20260101",
    "2026-11-24T00:00:00",
    "2026-11-24T00:00:00Z",
    "2026-W48-2",
    "1732406400",
    "0",
    "\u0662\u0660\u0662\u0666-01-01",
    "",
    " ",
    0,
    1732406400,
    1.5,
    True,
    [],
]


class DayBody(Body):
    day: Annotated[date, day()]


def errors(validate, *arguments):
    with pytest.raises(ValidationError) as refusal:
        validate(*arguments)
    return {each["loc"][0]: each["msg"] for each in refusal.value.errors()}


@pytest.mark.parametrize(("body", "field"), FIELDS)
@pytest.mark.parametrize("value", NO_DAYS)
def test_a_value_that_is_no_day_is_refused_at_its_field(body, field, value):
    message = errors(body.model_validate_json, json.dumps({field: value}))[field]
    assert message.startswith("Value error, Write a day")


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("value", [each for each in NO_DAYS if isinstance(each, str)])
def test_a_query_takes_no_other_days_than_a_body(name, value):
    assert name in errors(InvoiceQuery.model_validate_strings, {name: value})


@given(value=st.dates(FIRST_DAY, LAST_DAY))
def test_a_day_is_read_as_it_is_written(value):
    assert DayBody.model_validate_json(json.dumps({"day": value.isoformat()})).day == value


def test_each_day_of_the_api_has_this_rule():
    """A request with a plain `date` would also take numbers and times."""
    inputs = [each.needs.get(name) for each in contracts(app) for name in ("body", "query")]
    models = {model for model in inputs if model}
    assert models
    for model in models:
        for name, schema in model.model_json_schema().get("properties", {}).items():
            for choice in schema.get("anyOf", [schema]):
                assert choice.get("format") != "date" or "pattern" in choice, (model, name)
