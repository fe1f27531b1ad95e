"""Defines the test cards of the fake processor."""

from dataclasses import dataclass

from chalicelib.payments.domain.payment import CardSummary, ChargeState, DeclineReason


@dataclass(frozen=True)
class FakeCard:
    """
    Describes how the fake processor treats charges to a test card.

    Attributes:
        number: The last four digits.
        state: The state of a new charge, before the client or the bank acts.
        decline: Why charges are declined; with `ACTION_REQUIRED`, only after the bank's check.
        is_disputed: Whether the cardholder disputes a charge at once.
        is_refundable: Whether the processor accepts refunds of a charge.
        has_slow_refunds: Whether a refund stays pending until the test lets it succeed.
        returns_refunds: Whether a refund that succeeded fails when the test lets time pass.
    """

    number: str = "4242"
    brand: str = "visa"
    state: ChargeState = ChargeState.SUCCEEDED
    decline: DeclineReason | None = None
    is_disputed: bool = False
    is_refundable: bool = True
    has_slow_refunds: bool = False
    returns_refunds: bool = False

    @property
    def summary(self):
        return CardSummary(self.brand, self.number)


def _declined(number, reason):
    return FakeCard(number, state=ChargeState.DECLINED, decline=reason)


FAKE_CARDS = {
    "ok": FakeCard(),
    "amex": FakeCard("0005", "amex"),
    "declined": _declined("0002", DeclineReason.GENERIC),
    "insufficient_funds": _declined("9995", DeclineReason.INSUFFICIENT_FUNDS),
    "expired_card": _declined("0069", DeclineReason.EXPIRED),
    "incorrect_cvc": _declined("0127", DeclineReason.BAD_CVC),
    "pickup_card": _declined("9987", DeclineReason.PICK_UP),
    "fraud": _declined("0019", DeclineReason.FRAUD),
    "processing_error": _declined("0119", DeclineReason.GENERIC),
    "3ds": FakeCard("3184", state=ChargeState.ACTION_REQUIRED),
    "3ds_declined": FakeCard(
        "3178", state=ChargeState.ACTION_REQUIRED, decline=DeclineReason.INSUFFICIENT_FUNDS
    ),
    "review": FakeCard("6789", state=ChargeState.PENDING),
    "disputed": FakeCard("0259", is_disputed=True, is_refundable=False),
    "inquired": FakeCard("1976", is_disputed=True),
    "slow_refund": FakeCard("7726", has_slow_refunds=True),
    "returned_refund": FakeCard("5126", returns_refunds=True),
}
"""The test cards by name; a card token begins with the name, as in `3ds-1`."""
