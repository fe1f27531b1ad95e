"""`entrypoint` logs each call and hides exception texts."""

import json
import logging

import pytest

from app import app
from chalicelib.kernel import errors
from chalicelib.kernel.errors import Conflict, Failure, NotFound, Unavailable
from chalicelib.platform.http.responses import PROTECTION, STATUS
from chalicelib.platform.lambda_entry import (
    CallOutcome,
    Trigger,
    entrypoint,
    hide_exception_text,
    log_context,
)

CANARY = "Wilhelmina Low, F41.1"


def made(kind, trouble):
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
def test_the_mark_says_who_calls(kind):
    assert made(kind, None).__entrypoint__ is kind


@pytest.mark.parametrize("kind", Trigger)
def test_a_call_prints_one_line_of_known_words_and_ids(kind, printed):
    assert made(kind, None)({}, None) == {"outcome": "ok"}
    (line,) = lines(printed)
    assert (line["ref"], line["handler"], line["practice"]) == (
        CallOutcome.DONE,
        "handler",
        "prc-1",
    )
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [
        {"Name": "ms", "Unit": "Milliseconds"}
    ]


@pytest.mark.parametrize("kind", Trigger)
def test_no_text_of_an_exception_leaves(kind, printed):
    """S31: it may quote a record, so only its type and place are logged."""
    try:
        said = repr(made(kind, ValueError(CANARY))({}, None))
    except Unavailable as no:
        said = repr(no) + repr(no.__cause__) + repr(no.__suppress_context__)
    text = printed()
    assert CANARY not in said + text
    assert json.loads(text)["why"].startswith("ValueError ")


@pytest.mark.parametrize("kind", [Trigger.TASK, Trigger.SCHEDULE])
@pytest.mark.parametrize("trouble", [NotFound(), Unavailable(), KeyError()])
def test_the_machine_and_the_clock_meet_one_name_only(kind, trouble):
    """The state machine retries `Unavailable`; every other error would be data."""
    with pytest.raises(Unavailable):
        made(kind, trouble)({}, None)


def test_an_operator_reads_what_was_refused():
    assert made(Trigger.OPERATOR, Conflict("There is one already."))({}, None) == {
        "error": "Conflict",
        "message": "There is one already.",
        "fields": {},
    }


@pytest.mark.parametrize("kind", [kind for kind in vars(errors).values() if isinstance(kind, type)])
def test_every_refusal_has_a_status_and_says_what_to_do(kind):
    if kind is Failure or not issubclass(kind, Failure):
        return
    answer = made(Trigger.HTTP, kind())()
    told = json.loads(answer.body)
    assert answer.status_code == STATUS[kind]
    assert told["error"] == kind.__name__
    assert told["message"].endswith(".")
    assert answer.headers.items() >= PROTECTION.items()


def test_a_foreign_logger_prints_no_text_of_ours(caplog):
    """S31: Chalice would log a failing view with its exception's text."""
    logger = logging.getLogger("foreign")
    hide_exception_text(logger)
    for each in (logger, app.log):
        each.error("failed for %s", CANARY, exc_info=ValueError(CANARY))
    assert len(caplog.records) == 2
    assert CANARY not in caplog.text
