"""Tests `entrypoint`, which logs each Lambda call and hides exception messages."""

import json
import logging

import pytest

from app import app
from chalicelib.kernel import errors
from chalicelib.kernel.errors import Conflict, Failure, NotFound, Unavailable
from chalicelib.kernel.skipped_failures import MAX_NOTED, note_skipped
from chalicelib.platform.http.responses import PROTECTION, STATUS
from chalicelib.platform.lambda_entry import (
    CallOutcome,
    Trigger,
    entrypoint,
    hide_exception_text,
    log_context,
)

CANARY = "Wilhelmina Low, F41.1"


def a_function(kind, trouble):
    @entrypoint(kind)
    def handler(*_):
        log_context(practice="prc-1")
        if trouble:
            raise trouble
        return {"outcome": "ok"}

    return handler


def lines(printed):
    return [json.loads(line) for line in printed().splitlines()]


@pytest.mark.parametrize("kind", Trigger)
def test_the_attribute_entrypoint_has_the_trigger(kind):
    assert a_function(kind, None).__entrypoint__ is kind


@pytest.mark.parametrize("kind", Trigger)
def test_a_call_logs_one_line_of_ids_and_fixed_words(kind, printed):
    assert a_function(kind, None)({}, None) == {"outcome": "ok"}
    (line,) = lines(printed)
    assert (line["ref"], line["handler"], line["practice"]) == (
        CallOutcome.DONE,
        "handler",
        "prc-1",
    )
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [
        {"Name": "ms", "Unit": "Milliseconds"}
    ]


def test_failures_after_which_a_schedule_went_on_are_in_its_log_line(printed):
    @entrypoint(Trigger.SCHEDULE)
    def handler(skipped):
        for number in range(skipped):
            note_skipped(Conflict(CANARY), f"apt-{number}")

    for skipped in (2, 0, MAX_NOTED + 1):
        handler(skipped)
    noted = [line.get("skipped") for line in lines(printed)]
    assert noted[:2] == ["Conflict apt-0, Conflict apt-1", None]
    assert len(noted[2].split(", ")) == MAX_NOTED


@pytest.mark.parametrize("kind", Trigger)
def test_no_text_of_an_exception_is_answered_or_logged(kind, printed):
    """
    S31: no exception message is logged or returned, as it may quote a record.

    Only the exception's type and line are logged.
    """
    try:
        visible = repr(a_function(kind, ValueError(CANARY))({}, None))
    except Unavailable as error:
        visible = repr(error) + repr(error.__cause__) + repr(error.__suppress_context__)
    text = printed()
    assert CANARY not in visible + text
    assert json.loads(text)["why"].startswith("ValueError ")


@pytest.mark.parametrize("kind", [Trigger.TASK, Trigger.SCHEDULE])
@pytest.mark.parametrize("trouble", [NotFound(), Unavailable(), KeyError()])
def test_tasks_and_schedules_raise_only_unavailable(kind, trouble):
    """
    Tasks and scheduled functions raise only `Unavailable`, whatever the error.

    This is the only error that the state machine retries.
    """
    with pytest.raises(Unavailable):
        a_function(kind, trouble)({}, None)


def test_an_operator_gets_the_refusal_as_an_answer():
    assert a_function(Trigger.OPERATOR, Conflict("There is one already."))({}, None) == {
        "error": "Conflict",
        "message": "There is one already.",
        "fields": {},
    }


@pytest.mark.parametrize("kind", [kind for kind in vars(errors).values() if isinstance(kind, type)])
def test_every_failure_has_a_status_and_a_sentence(kind):
    if kind is Failure or not issubclass(kind, Failure):
        return
    answer = a_function(Trigger.HTTP, kind())()
    body = json.loads(answer.body)
    assert answer.status_code == STATUS[kind]
    assert body["error"] == kind.__name__
    assert body["message"].endswith(".")
    assert answer.headers.items() >= PROTECTION.items()


def test_another_librarys_logger_prints_no_exception_text(caplog):
    """S31: loggers of other libraries, such as Chalice, print no exception message."""
    logger = logging.getLogger("foreign")
    hide_exception_text(logger)
    for each in (logger, app.log):
        each.error("failed for %s", CANARY, exc_info=ValueError(CANARY))
    assert len(caplog.records) == 2
    assert CANARY not in caplog.text
