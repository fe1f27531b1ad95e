"""Decides whether an amount can be paid by card, and says why it cannot."""

from chalicelib.kernel.access import Role
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import ChargeLimits

NO_PROCESSOR = (
    "Your practice takes no card payments here. Ask your practice how to pay.",
    "The client cannot pay this by card, because no payment processor is connected.",
)


def limit_words(amount: Money, limits: ChargeLimits) -> str:
    """
    Return the limit that an amount breaks, such as `at least 0.50 USD`.

    Return an empty string if one charge can have this amount.
    """
    if amount.minor < limits.least:
        return f"at least {Money(limits.least, amount.currency).major()} {amount.currency}"
    if amount.minor > limits.most:
        return f"at most {Money(limits.most, amount.currency).major()} {amount.currency}"
    return ""


def reason_not_by_card(balance: Money, limits: ChargeLimits | None, role: Role) -> str:
    """
    Return why a balance cannot be paid by card, for a person in this role.

    `limits` are None if the practice has no processor. The result is empty if a card can pay.
    """
    is_client = role is Role.CLIENT
    if limits is None:
        return NO_PROCESSOR[0 if is_client else 1]
    words = limit_words(balance, limits)
    if not words:
        return ""
    owed = f"{balance.major()} {balance.currency}"
    if is_client:
        return f"A card payment is {words}, so {owed} cannot be paid here. Ask your practice how."
    return (
        f"The client cannot pay {owed} by card, because a card payment is {words}. "
        "Record a payment that is made in another way."
    )


def reason_not_chargeable(total: Money, limits: ChargeLimits) -> str:
    """Return why no card could pay an invoice with this total, or an empty string."""
    words = limit_words(total, limits)
    if not words:
        return ""
    return f"A card payment is {words}. This invoice would be {total.major()} {total.currency}."
