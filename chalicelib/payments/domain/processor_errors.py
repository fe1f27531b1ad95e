"""Defines the errors of calls to processors (docs/processors.md#port)."""

KEPT_FAILURE = "kept_failure"
"""
The code of an error that the processor has stored and repeats for the same idempotency key.

Sending the request again would only repeat the error, so the outcome must be looked up
(docs/billing-lifecycle.md#unknown-outcomes).
"""


class ProcessorError(Exception):
    """
    Says that a processor refused a request or did not answer.

    `code` is the processor's own code for the error, for support.
    """

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or self.__class__.__name__)
        self.code = code


class NothingHappened(ProcessorError):
    """Says that the processor certainly did not act on a request."""


class BadCredentials(NothingHappened):
    """Says that the processor refuses the account's keys."""


class NotPermitted(NothingHappened):
    """Says that the keys are right but lack a permission."""


class RequestRejected(NothingHappened):
    """Says that the request was malformed, which is a bug of ours."""


class TokenUnusable(NothingHappened):
    """Says that the card token was used, has expired or belongs to another account."""


class RefundTooLarge(NothingHappened):
    """Says that the refund is larger than what is left of the charge."""


class NotRefundable(NothingHappened):
    """Says that the charge cannot be refunded: disputed, voided, gone or too old."""


class ProcessorBusy(NothingHappened):
    """Says that the processor is busy and did nothing; asking again may succeed."""


class OutcomeUnknown(ProcessorError):
    """Says that there is no reliable answer: the money may or may not have moved."""


class WebhookRejected(ProcessorError):
    """Says that the signature of a webhook is wrong or too old (S51)."""
