"""
The one `@entrypoint`: every function that AWS calls wears it, right under Chalice's own decorator.

It is a decorator and not middleware, because Chalice imports a blueprint's Lambda function without `app.py`, where
middleware would be missing, and logs a view's exception text before middleware sees it (platform.md T2, T10).
"""

import functools
import logging
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import StrEnum
from pathlib import PurePath
from typing import Any, ParamSpec, TextIO

from aws_lambda_powertools import Logger

from chalicelib.kernel.errors import Failure, Unavailable
from chalicelib.platform.http.responses import refusal

P = ParamSpec("P")
BROKEN = "Something failed on our side. Please try again."
NAMESPACE = "Clocktree"


class Trigger(StrEnum):
    """Who calls: a browser, on a socket or not, the state machine, the clock, or one of our own operators (IAM only)."""

    HTTP = "http"
    SOCKET = "socket"
    TASK = "task"
    SCHEDULE = "schedule"
    OPERATOR = "operator"


class CallOutcome(StrEnum):
    """All that a call's log line may say of how it went; a test holds log lines to this list."""

    DONE = "done"
    REFUSED = "refused"
    BROKE = "broke"


class _Stdout(logging.StreamHandler[TextIO]):
    """Writes to where stdout is now, not where it was when this was imported."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stdout


# Sent by whoever deploys: it starts a worker before somebody waits for it, and does nothing else.
WARM_UP = {"warm": True}
# Not "clocktree": Chalice's own logger has the app's name, and that one is scrubbed.
# Where it was written is always the same place.
_logger = Logger(service="calls", utc=True, location=None, logger_handler=_Stdout())
_ids: ContextVar[dict[str, str] | None] = ContextVar("ids", default=None)


def entrypoint(kind: Trigger) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Log one line a call, map refusals to this kind's answer, and let no exception's text out (design.md §4)."""

    def around(handler: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(handler)
        def called(*args: P.args, **kwargs: P.kwargs) -> Any:
            if args and args[0] == WARM_UP:
                return {}
            begun, _ = time.perf_counter(), _ids.set({})
            try:
                result, ref, word = handler(*args, **kwargs), CallOutcome.DONE, ""
            except Failure as no:
                result, ref, word = no, CallOutcome.REFUSED, type(no).__name__
            except Exception as error:  # noqa: BLE001 - the one catch-all: only the type and the place may leave
                result, ref, word = (
                    Unavailable(BROKEN),
                    CallOutcome.BROKE,
                    f"{type(error).__name__} {_place(error)}",
                )
            _log(kind, handler.__name__, ref, word, begun)
            return ERROR_RESPONSES[kind](result) if isinstance(result, Failure) else result

        called.__entrypoint__ = kind  # type: ignore[attr-defined]
        return called

    return around


def log_context(**ids: str) -> None:
    """Opaque ids to put on this call's log line, such as `practice`; never a name, a text or an amount."""
    known = _ids.get()
    if known is not None:
        known.update(ids)


def hide_exception_text(logger: logging.Logger) -> None:
    """Keep exception text out of a foreign logger, such as Chalice's own: the second wall behind the catch-all."""
    logger.addFilter(_without_text)


def _raised(no: Failure) -> Any:
    # `Unavailable` is the one name that is retried; anything else must not carry its text into a history.
    raise Unavailable(type(no).__name__) from None


def _error_body(no: Failure) -> dict[str, Any]:
    return {"error": type(no).__name__, "message": str(no), "fields": dict(no.fields)}


def _unopened(_no: Failure) -> dict[str, int]:
    """A handshake is refused by it; after that nobody reads it, and the socket stays open."""
    return {"statusCode": 503}


ERROR_RESPONSES: Mapping[Trigger, Callable[[Failure], Any]] = {
    Trigger.HTTP: refusal,
    Trigger.SOCKET: _unopened,
    Trigger.TASK: _raised,
    Trigger.SCHEDULE: _raised,
    Trigger.OPERATOR: _error_body,
}


def _log(kind: Trigger, name: str, ref: CallOutcome, word: str, begun: float) -> None:
    # CloudWatch reads the metric out of this same line (embedded metric format), so a call prints just one.
    spent = round((time.perf_counter() - begun) * 1000, 1)
    metric = {"Name": "ms", "Unit": "Milliseconds"}
    told = {"Namespace": NAMESPACE, "Dimensions": [["handler", "ref"]], "Metrics": [metric]}
    emf = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [told]}
    line = {
        "kind": kind,
        "handler": name,
        "ref": ref,
        "why": word,
        "ms": spent,
        **(_ids.get() or {}),
        "_aws": emf,
    }
    (_logger.error if ref is CallOutcome.BROKE else _logger.info)(ref.value, extra=line)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "chalicelib" in frame.filename] or list(frames)
    return f"{PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""


def _without_text(record: logging.LogRecord) -> bool:
    record.msg, record.args, record.exc_info, record.exc_text, record.stack_info = (
        CallOutcome.BROKE.value,
        (),
        None,
        None,
        None,
    )
    return True
