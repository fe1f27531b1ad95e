"""Tests whether a processor accepts an account's keys."""

from dataclasses import dataclass

from chalicelib.payments.domain.processor_errors import (
    BadCredentials,
    NotPermitted,
    OutcomeUnknown,
    ProcessorError,
)
from chalicelib.payments.usecases.processor import PaymentProcessor

CONNECTED = "Connected."
REFUSED = "The processor does not accept these keys. Copy them again from your account there."
NOT_PERMITTED = (
    "The keys are correct, but lack permissions. Add the permissions to the restricted key."
)
NO_ANSWER = "The processor did not answer. Try the test again in a moment."


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """
    Holds the result of testing whether a processor accepts an account's keys.

    `refused` is True if the processor refused the keys or the keys lack a permission. It is
    False if the processor accepted the keys, or if the test failed for another reason.
    """

    ok: bool
    live: bool
    label: str
    message: str
    refused: bool = False


def run_connection_test(processor: PaymentProcessor, *, live: bool) -> ConnectionTest:
    """
    Test an account's keys with one call that changes nothing at the processor.

    `live` says whether the keys move real money, which is known from the prefixes of the
    keys.
    """
    try:
        account = processor.verify_credentials()
    except BadCredentials:
        return ConnectionTest(ok=False, live=live, label="", message=REFUSED, refused=True)
    except NotPermitted:
        return ConnectionTest(ok=False, live=live, label="", message=NOT_PERMITTED, refused=True)
    except (OutcomeUnknown, ProcessorError):
        return ConnectionTest(ok=False, live=live, label="", message=NO_ANSWER)
    return ConnectionTest(ok=True, live=account.live, label=account.label, message=CONNECTED)
