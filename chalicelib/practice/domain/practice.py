"""
Defines a practice, its settings and its acceptance of the agreement.

A practice can store client records only after the practice has accepted the
Business Associate Agreement (S32).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId, PracticeId, ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.kernel.text import MAX_NAME, line, lines, phone
from chalicelib.kernel.time_zones import zone
from chalicelib.practice.domain.fee_rule import FeeRule, validate_fee_rule
from chalicelib.practice.domain.letterhead import (
    DEFAULT_DUE_DAYS,
    MAX_ADDRESS,
    due_days,
    tax_id,
)
from chalicelib.practice.domain.reminder_rule import ReminderRule, validate_reminder_rule
from chalicelib.practice.domain.tax import TaxRule

DEFAULT_MAX_INVOICE = 1_000_000
"""The largest invoice that a new practice allows, in minor units."""


LARGEST_MAX_INVOICE = 99_999_999
"""
The highest limit that a practice may set for its invoices, in minor units.

A processor's own limit may be lower (docs/processors.md#limits).
"""


DEFAULT_OFFER_HOURS, MIN_OFFER_HOURS, MAX_OFFER_HOURS = 2, 1, 24
"""How many hours an offer of the waitlist lasts, at least and at most."""
CURRENCIES = ("USD", "CAD", "EUR", "GBP", "AUD", "NZD", "CHF")


@dataclass(frozen=True, slots=True)
class Practice:
    """
    Holds a practice with its settings.

    Attributes:
        zone: The IANA name of the practice's time zone.
        max_invoice: The largest allowed amount of an invoice, in minor units.
        staff_actions: Whether providers may refund, forgive, void and record payments. If
            it is false, only an Admin may.
        baa: The version of the Business Associate Agreement that the practice accepted, or
            empty.
        account: The id of the processor account for new payments, or empty.
        credentials_version: The version of the processor account's keys.
        version: The version of all settings except the tax rule, which has its own.
        telephone, address, tax_id: Shown on invoices and receipts; empty if not set.
        due_days: The number of days from the sending of an invoice to its due day. Used if
            the author of the invoice entered no due day.
        reminders: When clients are reminded of their appointments.
        offer_hours: How long a client of the waitlist has to accept an offer, outside quiet
            hours.
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
    credentials_version: int = 0
    version: int = 1
    fee_rule: FeeRule = FeeRule()
    telephone: str = ""
    address: str = ""
    tax_id: str = ""
    due_days: int = DEFAULT_DUE_DAYS
    reminders: ReminderRule = ReminderRule()
    offer_hours: int = DEFAULT_OFFER_HOURS


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    Holds one version of the Business Associate Agreement.

    Each change of the text creates a new version.
    """

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """Return the SHA-256 hash of the text's UTF-8 bytes, as 64 hex digits."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """
    Records who accepted which version of the agreement, when and from where.

    `sha256` is the hash of the agreement's text. `ip` is a keyed hash of the person's
    IP address.
    """

    version: str
    sha256: str
    by: PersonId
    at: datetime
    ip: str = field(default="", repr=False)


def validate_practice(practice: Practice) -> Practice:
    """
    Return the practice with its strings trimmed, if all settings are valid.

    Raises:
        Invalid: A setting is not valid. The error names the field of the setting.
    """
    if practice.currency not in CURRENCIES:
        raise Invalid(
            "This currency is not available.",
            fields={"currency": f"Use one of {', '.join(CURRENCIES)}."},
        )
    if not 0 < practice.max_invoice <= LARGEST_MAX_INVOICE:
        most = f"{Money(LARGEST_MAX_INVOICE, practice.currency).major()} {practice.currency}"
        raise Invalid(
            "This limit is not possible.",
            fields={"most": f"Use an amount above zero and up to {most}."},
        )
    if not MIN_OFFER_HOURS <= practice.offer_hours <= MAX_OFFER_HOURS:
        allowed = f"Use a whole number from {MIN_OFFER_HOURS} to {MAX_OFFER_HOURS}."
        raise Invalid(fields={"offer_hours": allowed})
    return replace(
        practice,
        name=line(practice.name, "name", MAX_NAME, required=True),
        zone=zone(practice.zone),
        support_contact=line(practice.support_contact, "support_contact", 200),
        fee_rule=validate_fee_rule(practice.fee_rule),
        telephone=phone(practice.telephone, "telephone"),
        address=lines(practice.address, "address", MAX_ADDRESS),
        tax_id=tax_id(practice.tax_id),
        due_days=due_days(practice.due_days),
        reminders=validate_reminder_rule(practice.reminders),
    )


def validate_tax_rule(rule: TaxRule) -> TaxRule:
    """
    Return the tax rule with its label and registration trimmed.

    Raises Invalid when the label or the registration is not valid.
    """
    return replace(
        rule,
        label=line(rule.label, "label", 40),
        registration=line(rule.registration, "registration", 60),
    )
