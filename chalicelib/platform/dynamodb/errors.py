"""Maps errors of DynamoDB to Conflict and Unavailable."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError, VerboseClientError

from chalicelib.kernel.errors import Conflict, Failure, Unavailable

CONDITION_FAILED = "ConditionalCheckFailed"
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
"""Codes of calls and of canceled rows that changed nothing and can be retried."""


@contextmanager
def mapped_errors() -> Iterator[None]:
    """
    Map errors of pynamodb and of the shared client, within a `with` block.

    Raises:
        Conflict: A condition did not hold: the row changed since it was read, or exists already.
        Unavailable: Throttled, or no answer; a write without an answer may have succeeded.
    """
    try:
        yield
    except (PynamoDBException, BotoCoreError, ClientError) as error:
        refusal = meaning(error)
        if refusal is None:
            raise
        raise refusal from None


def meaning(error: Exception) -> Failure | None:
    """Return the error to raise instead, or None for a bug of ours."""
    cause = getattr(error, "cause", None) or error
    codes = _codes(error, cause)
    if any(code.startswith(CONDITION_FAILED) for code in codes):
        return Conflict()
    if isinstance(cause, BotoCoreError) or codes & BUSY:
        return Unavailable()
    return None


def is_busy(error: Exception) -> bool:
    """Return whether nothing was written and the call can be retried."""
    codes = _codes(error, getattr(error, "cause", None))
    return bool(codes) and codes <= BUSY


def is_misplaced(error: Exception) -> bool:
    """Return whether a Query's start key is outside its key condition."""
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
