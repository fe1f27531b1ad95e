"""What DynamoDB's refusals mean to us: somebody was first, or nobody answers."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError, VerboseClientError

from chalicelib.kernel.errors import Conflict, Failure, Unavailable

LOST = "ConditionalCheckFailed"
BUSY = frozenset(
    {
        "InternalServerError",
        "ItemCollectionSizeLimitExceeded",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""Codes of calls and of cancelled rows that did nothing and may be asked again."""


@contextmanager
def mapped_errors() -> Iterator[None]:
    """
    Around one or more calls of pynamodb or of the shared client.

    Raises:
        Conflict: A condition did not hold: the row changed since it was read, or is already there.
        Unavailable: Throttled, or no answer; a write that had no answer may have been made.
    """
    try:
        yield
    except (PynamoDBException, BotoCoreError, ClientError) as error:
        refusal = meaning(error)
        if refusal is None:
            raise
        raise refusal from None


def meaning(error: Exception) -> Failure | None:
    """The refusal that an error of pynamodb or botocore stands for; None for a mistake of ours."""
    cause = getattr(error, "cause", None) or error
    codes = _codes(error, cause)
    if any(code.startswith(LOST) for code in codes):
        return Conflict()
    if isinstance(cause, BotoCoreError) or codes & BUSY:
        return Unavailable()
    return None


def is_busy(error: Exception) -> bool:
    """Nothing was written, nothing was lost: the same call may succeed a moment later."""
    codes = _codes(error, getattr(error, "cause", None))
    return bool(codes) and codes <= BUSY


def is_misplaced(error: Exception) -> bool:
    """A Query cannot begin where it was told to: that lies outside of what it asks for."""
    return "ValidationException" in _codes(error, getattr(error, "cause", None))


def _codes(error: Exception, cause: object) -> frozenset[str]:
    if (
        isinstance(error, TransactWriteError)
        and isinstance(cause, VerboseClientError)
        and cause.cancellation_reasons
    ):
        return frozenset(reason.code for reason in cause.cancellation_reasons if reason)
    if isinstance(cause, ClientError):
        return frozenset({str(cause.response.get("Error", {}).get("Code", ""))})
    return frozenset()
