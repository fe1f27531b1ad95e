"""
Manages a practice's settings, sales tax and agreement.

See docs/product.md#practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.time_zones import changed_zone
from chalicelib.practice.domain.practice import (
    Acceptance,
    Agreement,
    Practice,
    validate_practice,
    validate_tax_rule,
)
from chalicelib.practice.domain.tax import TaxedPrice, TaxMode, TaxRule, price_with_tax

AGREEMENT_CHANGED = "The agreement has changed. Read and accept the new version."


class PracticeSettings(Protocol):
    """Reads the settings of a practice."""

    def get(self, practice: PracticeId) -> Practice:
        """
        Return a practice with its settings.

        Raises NotFound when there is no such practice.
        """


class PracticeRows(PracticeSettings, Protocol):
    """
    Stores practices.

    Each change is stored in the same transaction as its audit entry.
    """

    def change(self, access: Access, practice: Practice) -> Practice:
        """
        Store a practice's settings, and return the practice with its next version.

        Raises Conflict when the stored settings no longer have the version
        `practice.version`.
        """

    def change_tax(self, access: Access, rule: TaxRule) -> TaxRule:
        """
        Store a practice's tax rule, and return the rule with its next version.

        Raises Conflict when the stored rule no longer has the version `rule.version`.
        """

    def accept(self, access: Access, acceptance: Acceptance) -> None:
        """
        Store the practice's acceptance of a version of the agreement.

        Raises Conflict when the practice has already accepted this version.
        """

    def acceptance(self, practice: PracticeId, version: str) -> Acceptance | None:
        """Return who accepted this version of the agreement, and when; None if nobody did."""


class AgreementText(Protocol):
    """Reads the agreement that ships with the product."""

    def current(self) -> Agreement:
        """Return the version of the agreement that practices must accept."""


class PersonSummaryReader(Protocol):
    """Reads people's names and e-mail addresses."""

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """
        Return a person's name and e-mail address.

        The name and the address are sealed in storage, so reading them stores an audit
        entry. Raises NotFound when the person is not a member of the practice.
        """


@dataclass(frozen=True, slots=True)
class AgreementStatus:
    """
    Holds the agreement in force and the practice's acceptance of it.

    `acceptance` is None if the practice has not accepted this agreement. `by` is the
    name of the person who accepted the agreement, or empty if nobody did.
    """

    agreement: Agreement
    acceptance: Acceptance | None
    by: str


@dataclass(frozen=True, slots=True)
class Practices:
    """
    Manages the settings, sales tax and agreement of the caller's practice.

    Raises:
        NotAllowed: The caller's role does not allow the operation.
        Invalid: A value is not valid. The error names the field of the value.
        Conflict: Another request changed the practice first. The error contains the
            current state.
    """

    rows: PracticeRows
    agreement: AgreementText
    summaries: PersonSummaryReader
    now: Clock

    def name(self, practice: PracticeId) -> str:
        """
        Return the name of a practice.

        Raises NotFound when there is no such practice.
        """
        return self.rows.get(practice).name

    def get(self, access: Access) -> Practice:
        """Return the caller's practice with its settings."""
        return self.rows.get(access.practice)

    def change(self, access: Access, changes: Mapping[str, Any], seen: int) -> Practice:
        """
        Change the settings in `changes`, and keep all other settings.

        `changes` maps field names of `Practice` to new values. `seen` is the version of the
        settings that the Admin edited.
        """
        access.require_role(Role.ADMIN)
        before = self.rows.get(access.practice)
        zone = changed_zone(changes.get("zone"), before.zone)
        after = validate_practice(replace(before, **{**changes, "zone": zone}))
        if before.version != seen:
            raise Conflict(fresh=before)
        try:
            return self.rows.change(access, after)
        except Conflict:
            raise Conflict(fresh=self.rows.get(access.practice)) from None

    def change_tax(self, access: Access, rule: TaxRule) -> TaxRule:
        """
        Replace the practice's tax rule.

        If the stored rule no longer has the version `rule.version`, the method raises
        Conflict. Invoices that were already sent keep their tax.
        """
        access.require_role(Role.ADMIN)
        valid_rule = validate_tax_rule(rule)
        try:
            return self.rows.change_tax(access, valid_rule)
        except Conflict:
            raise Conflict(fresh=self.rows.get(access.practice).tax) from None

    def preview(
        self, access: Access, amount: Money, mode: TaxMode | None, rule: TaxRule
    ) -> tuple[TaxedPrice, str]:
        """
        Return the net, tax and total of an amount, and the label of the tax.

        If `mode` is given, `rule` applies. If `mode` is None, the practice's stored tax
        rule applies.
        """
        practice = self.rows.get(access.practice)
        if amount.currency != practice.currency:
            raise Invalid(fields={"amount.currency": f"Use {practice.currency}."})
        if not 0 < amount.minor <= practice.max_invoice:
            most = Money(practice.max_invoice, practice.currency).major()
            raise Invalid(fields={"amount": f"Use an amount above zero and up to {most}."})
        used = rule if mode else practice.tax
        return price_with_tax(amount, used), used.label

    def agreement_status(self, access: Access) -> AgreementStatus:
        """Return the agreement in force and whether the practice has accepted it."""
        agreement = self.agreement.current()
        accepted = self.rows.acceptance(access.practice, agreement.version)
        by = self.summaries.summary(access, accepted.by).name if accepted else ""
        return AgreementStatus(agreement, accepted, by)

    def accept(self, access: Access, version: str, sha256: str) -> AgreementStatus:
        """
        Accept the agreement with the given version and hash for the practice.

        If the practice has already accepted this version, the earlier acceptance is kept
        (S32).

        Raises:
            Conflict: Another version is in force. The error contains the version in force.
        """
        access.require_role(Role.ADMIN)
        agreement = self.agreement.current()
        if (version, sha256) != (agreement.version, agreement.sha256):
            raise Conflict(AGREEMENT_CHANGED, fresh=self.agreement_status(access))
        try:
            self.rows.accept(
                access, Acceptance(version, sha256, access.person, self.now(), access.ip)
            )
        except Conflict:
            return self.agreement_status(access)
        return self.agreement_status(access)
