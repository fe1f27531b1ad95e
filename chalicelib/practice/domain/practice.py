"""
Defines a practice, its settings and its acceptance of the agreement.

A practice that has not accepted the agreement stores no records of clients (S32).
"""

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
"""The largest invoice that a new practice allows, in minor units."""


LARGEST_MAX_INVOICE = 99_999_999
"""
The highest limit that a practice may set for its invoices, in minor units.

Stripe takes no larger charge (docs/processors.md#stripe).
"""


CURRENCIES = ("USD", "CAD", "EUR", "GBP", "AUD", "NZD", "CHF")


@dataclass(frozen=True, slots=True)
class Practice:
    """
    A practice with its settings.

    Attributes:
        zone: The IANA name of the time zone.
        max_invoice: The largest allowed invoice, in minor units.
        staff_actions: Whether providers may refund, forgive, void and record payments. If
            it is false, only an Admin may.
        baa: The version of the agreement that was accepted, or empty.
        account: The processor account for new payments, or empty.
        credentials: The version of the account's keys.
        version: Counts changes of the settings; the tax rule has a version of its own.
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
    """The Business Associate Agreement. Each change of its text is a new version."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, as 64 hex digits."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """
    Who accepted which version of the agreement, when and from where.

    `ip` is a keyed hash of the network address.
    """

    version: str
    sha256: str
    by: PersonId
    at: datetime
    ip: str = field(default="", repr=False)


def validate_practice(practice: Practice) -> Practice:
    """
    Return the practice with its texts trimmed, if all settings are valid.

    Raises:
        Invalid: A setting is not valid. The error names its field.
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
    """
    Return the tax rule with its texts trimmed.

    Raises Invalid when a text is not valid.
    """
    return replace(
        rule,
        label=line(rule.label, "label", 40),
        registration=line(rule.registration, "registration", 60),
    )
