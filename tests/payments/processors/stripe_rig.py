"""Adapts the Stripe adapter and a fake Stripe server to the contract tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl

from chalicelib.kernel.ids import OpRef
from chalicelib.payments.domain.payment import ChargeResult, OneTimeToken
from chalicelib.payments.stripe.account import StripeAccount
from chalicelib.payments.stripe.transport import StripeAddresses
from tests.localstack.stripe.stand_in import StandInAccount
from tests.payments.processors.rig import PRICE

CARDS = {
    "good": "pm_card_visa",
    "amex": "pm_card_amex",
    "generic": "pm_card_chargeDeclined",
    "insufficient_funds": "pm_card_visa_chargeDeclinedInsufficientFunds",
    "expired_card": "pm_card_chargeDeclinedExpiredCard",
    "incorrect_cvc": "pm_card_chargeDeclinedIncorrectCvc",
    "pickup_card": "pm_card_visa_chargeDeclinedLostCard",
    "fraud": "pm_card_radarBlock",
    "processing_error": "pm_card_chargeDeclinedProcessingError",
    "challenge": "pm_card_authenticationRequired",
    "challenge_then_declined": "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    "disputed": "pm_card_createDispute",
    "inquired": "pm_card_createDisputeInquiry",
    "slow": "pm_usBankAccount_processing",
    "slow_refund": "pm_card_pendingRefund",
    "returned_refund": "pm_card_refundFail",
}
PATHS = {
    "charge": ("POST", "payment_intents"),
    "refund": ("POST", "refunds"),
    "read": ("GET", ""),
}


@dataclass
class StripeRig:
    """Implements `Rig` with the Stripe adapter and an account of a fake Stripe server."""

    account: StandInAccount

    def __post_init__(self) -> None:
        addresses = StripeAddresses(api_base=self.account.stand_in.url)
        self.processor = StripeAccount(
            self.account.secret, self.account.publishable, "whsec_of_the_practice", addresses
        )

    @property
    def impatient(self) -> StripeAccount:
        return self._at(read_seconds=0.5)

    @property
    def secrets(self) -> list[str]:
        return [self.processor.secret_key, self.processor.webhook_secret]

    def now(self) -> datetime:
        return datetime.now(UTC)

    @contextmanager
    def later(self, seconds: int) -> Iterator[None]:
        self.account.stand_in.post("clock", advance=seconds)
        yield
        self.account.stand_in.post("clock", advance=-seconds)

    def token(self, card: str = "good") -> OneTimeToken:
        return OneTimeToken(self.account.token(CARDS[card]))

    def fault(self, kind: str, act: str = "charge") -> None:
        method, path = PATHS[act]
        self.account.fault(kind, method=method, path=path)

    def plan(self, **plan: Any) -> None:
        target = {"suffix": self.account.suffix, "path": "payment_intents"}
        self.account.stand_in.post("faults", plan=plan | target)

    def release(self) -> None:
        self.account.stand_in.post("release")

    def settle(self) -> None:
        self.account.stand_in.post("settle", key=self.account.secret)

    def act(self, result: ChargeResult, *, passed: bool) -> bool:
        secret = result.client_action["client_secret"]
        try:
            self.account.stand_in.post(
                "authenticate", key=self.account.publishable, client_secret=secret, passed=passed
            )
        except HTTPError as error:
            return error.code < HTTPStatus.BAD_REQUEST
        return True

    def charged_by_hand(self, ref: OpRef) -> None:
        self.account.pay(metadata={"op": ref}, amount=PRICE.minor)

    def charges(self) -> list[dict[str, Any]]:
        return self.account.ledger["charges"]

    def refunds(self) -> list[dict[str, Any]]:
        return self.account.ledger["refunds"]

    def sent(self, ref: OpRef) -> int:
        return sum(body.get("metadata[op]") == ref for body in self.bodies())

    def bodies(self) -> list[dict[str, str]]:
        """Return the form fields of each request that the Stripe adapter posted."""
        lines = [
            line
            for line in self.account.stand_in.get("log")
            if line["account"] == self.account.suffix and line["method"] == "POST"
        ]
        return [
            dict(parse_qsl(line["body"])) for line in lines if "test_helpers" not in line["path"]
        ]

    def with_keys(self, kind: str) -> StripeAccount:
        return replace(self.processor, secret_key=f"sk_test_{kind}_{self.account.suffix}")

    def unreachable(self, address: str) -> StripeAccount:
        return self._at(api_base=address)

    def _at(self, **changes: Any) -> StripeAccount:
        return replace(self.processor, addresses=replace(self.processor.addresses, **changes))
