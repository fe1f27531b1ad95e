"""
Wraps each Lambda function that AWS calls.

The wrapper logs every call and hides the messages of exceptions. Put `@entrypoint`
directly under Chalice's own decorator. Chalice's middleware is not suitable, for
two reasons. A Lambda function of a blueprint is imported without `app.py`. And
Chalice logs the message of a view's exception before the middleware runs.
"""

import functools
import gc
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
from chalicelib.kernel.skipped_failures import start_noting
from chalicelib.platform.http.responses import refusal

P = ParamSpec("P")
BROKEN = "Something went wrong on our side. Please try again."
NAMESPACE = "Clocktree"
# Imported objects stay, so collecting garbage during the imports only lengthens a cold start.
gc.set_threshold(50_000)


class Trigger(StrEnum):
    """
    Lists what can call a Lambda function.

    An operator is a member of our staff who has the IAM permission to call the
    function.
    """

    HTTP = "http"
    SOCKET = "socket"
    TASK = "task"
    SCHEDULE = "schedule"
    OPERATOR = "operator"


class CallOutcome(StrEnum):
    """
    Lists how an invocation of a Lambda function can end.

    The log line of each call contains one of these values.
    """

    DONE = "done"
    REFUSED = "refused"
    BROKE = "broke"


class _Stdout(logging.StreamHandler[TextIO]):
    """
    Writes log lines to the current `sys.stdout`.

    This logging handler looks up `sys.stdout` for each line, because other code may replace
    `sys.stdout` after this module is imported.
    """

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stdout


# The local cloud calls functions with this event when it starts (localstack/warm_up.py), so that
# their workers run before people need them. The functions then do nothing.
WARM_UP = {"warm": True}
# This logger must not have the name "clocktree": that is Chalice's logger, whose texts are removed.
_logger = Logger(service="calls", utc=True, location=None, logger_handler=_Stdout())
_ids: ContextVar[dict[str, str] | None] = ContextVar("ids", default=None)


def entrypoint(trigger: Trigger) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """
    Log each call of the decorated function, and convert the errors it raises.

    `trigger` determines what the caller receives instead of the original error: an
    error response, or an exception whose message is only the name of the error's class.
    """

    def around(handler: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(handler)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
            if args and args[0] == WARM_UP:
                return {}
            start, _, skipped = time.perf_counter(), _ids.set({}), start_noting()
            try:
                result, ref, word = handler(*args, **kwargs), CallOutcome.DONE, ""
            except Failure as failure:
                result, ref, word = failure, CallOutcome.REFUSED, type(failure).__name__
            except Exception as error:  # noqa: BLE001 - the one catch-all
                result, ref, word = (
                    Unavailable(BROKEN),
                    CallOutcome.BROKE,
                    f"{type(error).__name__} {_place(error)}",
                )
            if skipped:
                log_context(skipped=", ".join(skipped))
            _log(trigger, handler.__name__, ref, word, start)
            return ERROR_RESPONSES[trigger](result) if isinstance(result, Failure) else result

        wrapper.__entrypoint__ = trigger  # type: ignore[attr-defined]
        return wrapper

    return around


def log_context(**ids: str) -> None:
    """
    Add opaque ids to the log line of the current call.

    Do not pass names, free text or amounts.
    """
    context = _ids.get()
    if context is not None:
        context.update(ids)


def hide_exception_text(logger: logging.Logger) -> None:
    """
    Remove exception messages and tracebacks from a library's log lines.

    `logger` is the library's logger, such as Chalice's.
    """
    logger.addFilter(_without_text)


def _raise_by_name(failure: Failure) -> Any:
    # The state machine retries an error with the name `Unavailable`. The error's text must not
    # appear in the state machine's history.
    raise Unavailable(type(failure).__name__) from None


def _error_body(failure: Failure) -> dict[str, Any]:
    return {
        "error": type(failure).__name__,
        "message": str(failure),
        "fields": dict(failure.fields),
    }


def _refuse_handshake(_failure: Failure) -> dict[str, int]:
    """
    Return the response that rejects a WebSocket handshake.

    API Gateway ignores this response when the call handles a later message on the
    socket.
    """
    return {"statusCode": 503}


ERROR_RESPONSES: Mapping[Trigger, Callable[[Failure], Any]] = {
    Trigger.HTTP: refusal,
    Trigger.SOCKET: _refuse_handshake,
    Trigger.TASK: _raise_by_name,
    Trigger.SCHEDULE: _raise_by_name,
    Trigger.OPERATOR: _error_body,
}


def _log(trigger: Trigger, name: str, ref: CallOutcome, word: str, start: float) -> None:
    # CloudWatch reads the metric from this log line (embedded metric format).
    duration_ms = round((time.perf_counter() - start) * 1000, 1)
    metric = {"Name": "ms", "Unit": "Milliseconds"}
    directive = {"Namespace": NAMESPACE, "Dimensions": [["handler", "ref"]], "Metrics": [metric]}
    emf = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    line = {
        "kind": trigger,
        "handler": name,
        "ref": ref,
        "why": word,
        "ms": duration_ms,
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
