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
from chalicelib.practice.domain.practice import (
    Acceptance,
    Agreement,
    Practice,
    validate_practice,
    validate_tax_rule,
)
from chalicelib.practice.domain.tax import TaxedPrice, TaxMode, TaxRule, price_with_tax

AGREEMENT_CHANGED = "The agreement has changed. Read the present version and accept that."


class PracticeSettings(Protocol):
    """Reads a practice's settings."""

    def get(self, practice: PracticeId) -> Practice:
        """Raises NotFound."""


class PracticeRows(PracticeSettings, Protocol):
    """Stores practices. Each change and its audit entry are one transaction."""

    def change(self, access: Access, practice: Practice) -> Practice:
        """Store the settings and return the next version. Raises Conflict."""

    def change_tax(self, access: Access, rule: TaxRule) -> TaxRule:
        """Store the rule and return the next version. Raises Conflict."""

    def accept(self, access: Access, acceptance: Acceptance) -> None:
        """Store an acceptance. Raises Conflict when the version has one."""

    def acceptance(self, practice: PracticeId, version: str) -> Acceptance | None:
        """Return the acceptance of a version, or None."""


class AgreementText(Protocol):
    """Reads the agreement that ships with the product."""

    def current(self) -> Agreement:
        """Return the version that practices must accept."""


class PersonSummaryReader(Protocol):
    """Reads names and e-mails of people."""

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """Open a person's name and e-mail under an audit entry. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class AgreementStatus:
    """The agreement with its acceptance, if any, and the name of who accepted."""

    agreement: Agreement
    acceptance: Acceptance | None
    by: str


@dataclass(frozen=True, slots=True)
class Practices:
    """
    Manages the practice of the caller.

    Raises:
        NotAllowed: The caller's role may not do this.
        Invalid: A value is not valid; its field is named.
        Conflict: The practice changed meanwhile; the error carries the present state.
    """

    rows: PracticeRows
    agreement: AgreementText
    summaries: PersonSummaryReader
    now: Clock

    def name(self, practice: PracticeId) -> str:
        """Return the practice's name. Raises NotFound."""
        return self.rows.get(practice).name

    def get(self, access: Access) -> Practice:
        """Return the practice of the caller."""
        return self.rows.get(access.practice)

    def change(self, access: Access, changes: Mapping[str, Any], seen: int) -> Practice:
        """Change some settings. `seen` is the version that was edited."""
        access.require_role(Role.ADMIN)
        before = self.rows.get(access.practice)
        after = validate_practice(replace(before, **changes))
        if before.version != seen:
            raise Conflict(fresh=before)
        try:
            return self.rows.change(access, after)
        except Conflict:
            raise Conflict(fresh=self.rows.get(access.practice)) from None

    def change_tax(self, access: Access, rule: TaxRule) -> TaxRule:
        """Replace the tax rule if it still has `rule.version`. Sent invoices keep theirs."""
        access.require_role(Role.ADMIN)
        valid_rule = validate_tax_rule(rule)
        try:
            return self.rows.change_tax(access, valid_rule)
        except Conflict:
            raise Conflict(fresh=self.rows.get(access.practice).tax) from None

    def preview(
        self, access: Access, amount: Money, mode: TaxMode | None, rule: TaxRule
    ) -> tuple[TaxedPrice, str]:
        """Price an amount under the stored rule or, with a `mode`, under `rule`."""
        practice = self.rows.get(access.practice)
        if amount.currency != practice.currency:
            raise Invalid(fields={"amount.currency": f"Use {practice.currency}."})
        if not 0 < amount.minor <= practice.max_invoice:
            most = Money(practice.max_invoice, practice.currency).major()
            raise Invalid(fields={"amount": f"Use an amount above zero and up to {most}."})
        used = rule if mode else practice.tax
        return price_with_tax(amount, used), used.label

    def agreement_status(self, access: Access) -> AgreementStatus:
        """Return the agreement and its acceptance."""
        agreement = self.agreement.current()
        accepted = self.rows.acceptance(access.practice, agreement.version)
        by = self.summaries.summary(access, accepted.by).name if accepted else ""
        return AgreementStatus(agreement, accepted, by)

    def accept(self, access: Access, version: str, sha256: str) -> AgreementStatus:
        """
        Accept exactly this text. An earlier acceptance stays (S32).

        Raises:
            Conflict: Another version is in force; the error carries it.
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
