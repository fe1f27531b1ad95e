"""Lists Stripe's published test cards, by number and by `pm_card_…` name."""

from dataclasses import dataclass

INSUFFICIENT = "Your card has insufficient funds."
DECLINED = "Your card was declined."


@dataclass(frozen=True)
class Card:
    """
    A test card.

    `code`: the error code with which the card is declined, or an empty string. `challenge`:
    whether the bank first asks the person to confirm the payment.
    """

    number: str
    code: str = ""
    decline_code: str = ""
    message: str = ""
    challenge: bool = False
    dispute: str = ""
    refund: str = "succeeded"


CARDS = {
    "visa": Card("4242424242424242"),
    "visa_debit": Card("4000056655665556"),
    "mastercard": Card("5555555555554444"),
    "mastercard_debit": Card("5200828282828210"),
    "amex": Card("378282246310005"),
    "discover": Card("6011111111111117"),
    "diners": Card("36227206271667"),
    "jcb": Card("3566002020360505"),
    "chargeDeclined": Card("4000000000000002", "card_declined", "generic_decline", DECLINED),
    "chargeDeclinedInsufficientFunds": Card(
        "4000000000009995", "card_declined", "insufficient_funds", INSUFFICIENT
    ),
    "chargeDeclinedLostCard": Card("4000000000009987", "card_declined", "lost_card", DECLINED),
    "chargeDeclinedStolenCard": Card("4000000000009979", "card_declined", "stolen_card", DECLINED),
    "chargeDeclinedVelocityLimitExceeded": Card(
        "4000000000006975", "card_declined", "card_velocity_exceeded", DECLINED
    ),
    "chargeDeclinedExpiredCard": Card(
        "4000000000000069", "expired_card", "", "Your card has expired."
    ),
    "chargeDeclinedIncorrectCvc": Card(
        "4000000000000127", "incorrect_cvc", "", "Your card's security code is incorrect."
    ),
    "chargeDeclinedProcessingError": Card(
        "4000000000000119", "processing_error", "", "An error occurred while processing."
    ),
    "chargeCustomerFail": Card("4000000000000341", "card_declined", "generic_decline", DECLINED),
    "radarBlock": Card("4100000000000019", "card_declined", "fraudulent", DECLINED),
    "authenticationRequiredOnSetup": Card("4000002500003155", challenge=True),
    "authenticationRequired": Card("4000002760003184", challenge=True),
    "threeDSecure2Required": Card("4000000000003220", challenge=True),
    "authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "4000008260003178", "card_declined", "insufficient_funds", INSUFFICIENT, challenge=True
    ),
    "createDispute": Card("4000000000000259", dispute="fraudulent"),
    "createDisputeProductNotReceived": Card("4000000000002685", dispute="product_not_received"),
    "createDisputeInquiry": Card("4000000000001976", dispute="inquiry"),
    "pendingRefund": Card("4000000000007726", refund="pending"),
    "refundFail": Card("4000000000005126", refund="failed"),
}
BY_NUMBER = {card.number: card for card in CARDS.values()}
PLAIN = (
    "5105105105105100",
    "371449635398431",
    "6011000990139424",
    "3056930009020004",
    "4000000000000077",
)
BRANDS = (
    ("34", "amex"),
    ("37", "amex"),
    ("4", "visa"),
    ("5", "mastercard"),
    ("2", "mastercard"),
    ("35", "jcb"),
    ("36", "diners"),
    ("30", "diners"),
    ("6", "discover"),
)
LENGTHS = {"amex": 15, "diners": 14}


def named(name: str) -> Card | None:
    """Return the card with a name such as `pm_card_visa`, or None."""
    short = name.removeprefix("pm_card_")
    return (
        CARDS.get(short) or CARDS.get(short.removeprefix("visa_"))
        if name.startswith("pm_card_")
        else None
    )


def numbered(number: str) -> Card | None:
    """Return the test card with this number, or None."""
    return BY_NUMBER.get(number) or (Card(number) if number in PLAIN else None)


def brand(number: str) -> str:
    """
    Return a card number's brand, such as `visa`.

    The longest known prefix of the number determines the brand.
    """
    matches = [(start, name) for start, name in BRANDS if number.startswith(start)]
    return max(matches, key=lambda pair: len(pair[0]))[1] if matches else "unknown"


def well_formed(number: str) -> bool:
    """Return whether a card number's length fits the brand and the checksum is right."""
    if not number.isdigit() or len(number) != LENGTHS.get(brand(number), 16):
        return False
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0
