"""Tests that instants in requests have one strict form, with a possible offset."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app import app
from chalicelib.appointments.api.bodies import (
    AppointmentEdit,
    AppointmentQuery,
    BookingBody,
    BusyTimeBody,
)
from chalicelib.platform.http.instants import FIRST_YEAR, LAST_YEAR, Instant
from chalicelib.platform.http.openapi import contracts
from chalicelib.platform.http.shapes import Body

FIELDS = [
    (AppointmentEdit, "starts_at"),
    (BookingBody, "starts_at"),
    (BusyTimeBody, "starts_at"),
]
NO_INSTANTS = [
    "2026-W48-2T15:00Z",
    "2026-11-24x15:00:00Z",
    "2026-11-24 15:00:00Z",
    "2026-11-24T15:00:00+23:59:59",
    "2026-11-24T15:00:00+00:00:30",
    "2026-11-24T15:00:00+14:01",
    "2026-11-24T15:00:00-12:01",
    "2026-11-24T15:00:00+05:60",
    "2026-11-24T15:00:00+0500",
    "2026-11-24T15:00:00-05",
    "2026-11-24T15:00:00z",
    "2026-11-24T15:00:00",
    "2026-11-24T15Z",
    "20261124T150000Z",
    "2026-11-24T24:00:00Z",
    "2026-11-24T15:60:00Z",
    "2026-11-24T15:00:60Z",
    "2026-11-24T15:00:00,123Z",
    "2026-11-24T15:00:00.1Z",
    "2026-11-24T15:00:00.1234567Z",
    "2026-02-30T15:00:00Z",
    "2026-11-24T15:00:00Z\n",
    " 2026-11-24T15:00:00Z",
    "\u0662\u0660\u0662\u0666-11-24T15:00:00Z",
    "1999-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
    "yesterday",
    "",
    0,
    1732406400,
    True,
    [],
]
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


class InstantBody(Body):
    at: Instant


def errors(validate, *arguments):
    with pytest.raises(ValidationError) as refusal:
        validate(*arguments)
    return {each["loc"][0]: each["msg"] for each in refusal.value.errors()}


@pytest.mark.parametrize(("body", "field"), FIELDS)
@pytest.mark.parametrize("value", NO_INSTANTS)
def test_a_value_that_is_no_instant_is_refused_at_its_field(body, field, value):
    message = errors(body.model_validate_json, json.dumps({field: value}))[field]
    assert message.startswith("Value error, Use a time")


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("value", [each for each in NO_INSTANTS if isinstance(each, str)])
def test_a_query_takes_no_other_instants_than_a_body(name, value):
    assert name in errors(AppointmentQuery.model_validate_strings, {name: value})


@given(
    value=st.datetimes(
        datetime(FIRST_YEAR, 1, 2),  # noqa: DTZ001 - the offsets come from `timezones`
        datetime(LAST_YEAR, 12, 30),  # noqa: DTZ001
        timezones=OFFSETS,
    ),
    precision=st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]),
)
def test_an_instant_is_read_as_it_is_written(value, precision):
    text = value.isoformat(timespec=precision)
    read = InstantBody.model_validate_json(json.dumps({"at": text})).at
    assert read == datetime.fromisoformat(text)


def test_a_browsers_form_of_an_instant_is_read():
    text = json.dumps({"at": "2026-11-24T15:00:00.000Z"})
    assert InstantBody.model_validate_json(text).at == datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_each_instant_of_the_api_has_this_rule():
    """A request with a plain `datetime` would also take numbers and other forms."""
    inputs = [each.needs.get(name) for each in contracts(app) for name in ("body", "query")]
    models = {model for model in inputs if model}
    assert models
    for model in models:
        for name, schema in model.model_json_schema().get("properties", {}).items():
            for choice in schema.get("anyOf", [schema]):
                assert choice.get("format") != "date-time" or "pattern" in schema | choice, (
                    model,
                    name,
                )
