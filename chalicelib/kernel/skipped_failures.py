"""
Notes the failures after which a schedule goes on with its next record.

Use cases neither log nor raise them. The log line of the call lists them instead.
"""

from contextvars import ContextVar

from chalicelib.kernel.errors import Failure

MAX_NOTED = 20
"""The log line of a call lists at most this many failures, so that it stays short."""
_noted: ContextVar[list[str] | None] = ContextVar("noted", default=None)


def start_noting() -> list[str]:
    """Begin a call, and return the list to which its failures will be added."""
    noted: list[str] = []
    _noted.set(noted)
    return noted


def note_skipped(failure: Failure, record: str) -> None:
    """Note the class of a failure, and the opaque id of the record that was skipped."""
    noted = _noted.get()
    if noted is not None and len(noted) < MAX_NOTED:
        noted.append(f"{type(failure).__name__} {record}")
