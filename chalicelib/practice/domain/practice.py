"""A practice: its settings, and the agreement without which it keeps no client records (S32)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId, PracticeId, ProcessorAccountId
from chalicelib.kernel.text import MAX_NAME, line
from chalicelib.kernel.time_zones import zone
from chalicelib.practice.domain.fee_rule import FeeRule, validate_fee_rule
from chalicelib.practice.domain.tax import TaxRule

DEFAULT_MAX_INVOICE = 1_000_000
"""The largest invoice of a practice that chose no other limit, in minor units."""


LARGEST_MAX_INVOICE = 99_999_999
"""What processors take at most in one charge, in minor units (payments.md §5)."""


CURRENCIES = ("USD", "CAD", "EUR", "GBP", "AUD", "NZD", "CHF")


@dataclass(frozen=True, slots=True)
class Practice:
    """
    `zone`: IANA name. `most`: largest invoice, minor units. `staff_actions`: providers may refund, forgive, void and
    record, not only an Admin. `baa`: version of the agreement that was accepted last, or empty. `account` with
    `credentials`: the processor account that takes new payments, or empty. `version` is of the settings alone.
    `fee_rule`: what a visit's facts propose for its invoice.
    """

    id: PracticeId
    name: str
    zone: str
    currency: str = "USD"
    max_invoice: int = DEFAULT_MAX_INVOICE
    staff_actions: bool = True
    support_contact: str = ""
    tax: TaxRule = TaxRule()
    baa: str = ""
    account: ProcessorAccountId = ProcessorAccountId("")
    credentials: int = 0
    version: int = 1
    fee_rule: FeeRule = FeeRule()


@dataclass(frozen=True, slots=True)
class Agreement:
    """The Business Associate Agreement as it is offered; a changed text is a new version."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """64 hex digits over the text's UTF-8 bytes."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted which text, when and from where; `ip` is a keyed hash."""

    version: str
    sha256: str
    by: PersonId
    at: datetime
    ip: str = field(default="", repr=False)


def validate_practice(practice: Practice) -> Practice:
    """
    The practice with its settings trimmed.

    Raises:
        Invalid: A name, zone, currency, limit, contact or fee rule that cannot be.
    """
    if practice.currency not in CURRENCIES:
        raise Invalid(
            "That currency is not offered.",
            fields={"currency": f"Use one of {', '.join(CURRENCIES)}."},
        )
    if not 0 < practice.max_invoice <= LARGEST_MAX_INVOICE:
        raise Invalid(
            "That limit cannot be.",
            fields={"most": f"Use an amount from 1 to {LARGEST_MAX_INVOICE}."},
        )
    return replace(
        practice,
        name=line(practice.name, "name", MAX_NAME, required=True),
        zone=zone(practice.zone),
        support_contact=line(practice.support_contact, "support_contact", 200),
        fee_rule=validate_fee_rule(practice.fee_rule),
    )


def validate_tax_rule(rule: TaxRule) -> TaxRule:
    """The rule with its texts trimmed. Raises Invalid."""
    return replace(
        rule,
        label=line(rule.label, "label", 40),
        registration=line(rule.registration, "registration", 60),
    )
