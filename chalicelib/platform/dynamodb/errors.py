"""Maps errors of DynamoDB to the product's errors Conflict and Unavailable."""

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
"""DynamoDB's error codes after which nothing was written and a retry can succeed."""


@contextmanager
def mapped_errors() -> Iterator[None]:
    """
    Raise Conflict or Unavailable in place of DynamoDB errors in a `with` block.

    Raises:
        Conflict: The condition of a write did not hold, because the row was changed after it was
            read, or already exists.
        Unavailable: DynamoDB throttled the call or did not respond. A write without a response
            may have succeeded.
    """
    try:
        yield
    except (PynamoDBException, BotoCoreError, ClientError) as error:
        refusal = meaning(error)
        if refusal is None:
            raise
        raise refusal from None


def meaning(error: Exception) -> Failure | None:
    """
    Return the product's error to raise in place of a DynamoDB error.

    Returns None if the DynamoDB error is caused by a bug in our code.
    """
    cause = getattr(error, "cause", None) or error
    codes = _codes(error, cause)
    if any(code.startswith(CONDITION_FAILED) for code in codes):
        return Conflict()
    if isinstance(cause, BotoCoreError) or codes & BUSY:
        return Unavailable()
    return None


def is_busy(error: Exception) -> bool:
    """Return whether the error means that nothing was written and a retry may succeed."""
    codes = _codes(error, getattr(error, "cause", None))
    return bool(codes) and codes <= BUSY


def is_misplaced(error: Exception) -> bool:
    """
    Return whether DynamoDB rejected the start position of a Query.

    DynamoDB rejects a start position that is outside the key condition of the Query.
    """
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
