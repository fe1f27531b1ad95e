"""Defines the errors of calls to processors (docs/processors.md#port)."""

KEPT_FAILURE = "kept_failure"
"""
The code of an error that the processor has stored and repeats for the same idempotency key.

Sending the request again would only repeat the error, so the outcome must be looked up
(docs/billing-lifecycle.md#unknown-outcomes).
"""


class ProcessorError(Exception):
    """
    Raised when a processor rejects a request or does not respond.

    `code` is the processor's own error code, for use by support.
    """

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or self.__class__.__name__)
        self.code = code


class NothingHappened(ProcessorError):
    """Raised when the processor certainly did not act on a request."""


class BadCredentials(NothingHappened):
    """Raised when the processor rejects the account's keys."""


class NotPermitted(NothingHappened):
    """Raised when the keys are valid but lack a permission."""


class RequestRejected(NothingHappened):
    """
    Raised when the processor rejects a malformed request.

    The cause of the malformed request is a bug in our code.
    """


class TokenUnusable(NothingHappened):
    """Raised when the token was used, has expired or belongs to another account."""


class RefundTooLarge(NothingHappened):
    """Raised when a refund is larger than the amount not yet refunded."""


class NotRefundable(NothingHappened):
    """
    Raised when a charge cannot be refunded.

    For example, the charge is disputed, voided, missing or too old.
    """


class ProcessorBusy(NothingHappened):
    """Raised when the processor was too busy to act; a retry may succeed."""


class OutcomeUnknown(ProcessorError):
    """Raised when the processor sent no reliable response, so money may have moved."""


class WebhookRejected(ProcessorError):
    """Raised when the signature of a webhook is wrong or too old (S51)."""
