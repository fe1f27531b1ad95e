"""The practice itself: its settings, its tax rule, its agreement, and how it begins (product.md §4, §12)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib.identity.domain.membership import PersonCard
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
    """A practice's settings, in clear."""

    def get(self, practice: PracticeId) -> Practice:
        """Raises NotFound."""


class PracticeRows(PracticeSettings, Protocol):
    """Where practices rest, in clear. Every change carries its audit entry; Conflict: somebody else was first."""

    def change(self, access: Access, practice: Practice) -> Practice:
        """Store the settings if their version is still this one; answers the next. Raises Conflict."""

    def change_tax(self, access: Access, rule: TaxRule) -> TaxRule:
        """Store the rule if its version is still this one; answers the next. Raises Conflict."""

    def accept(self, access: Access, acceptance: Acceptance) -> None:
        """Keep an acceptance. Raises Conflict when that version was accepted already."""

    def acceptance(self, practice: PracticeId, version: str) -> Acceptance | None:
        """Who accepted that version, or None."""


class AgreementText(Protocol):
    """The agreement that ships with the product."""

    def current(self) -> Agreement:
        """The one that practices must have accepted."""


class Cards(Protocol):
    """Names of people."""

    def card(self, access: Access, person: PersonId) -> PersonCard:
        """Name and e-mail, under an audit entry. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class AgreementStatus:
    """The agreement as it is shown: with who accepted it and his name, when somebody did."""

    agreement: Agreement
    acceptance: Acceptance | None
    by: str


@dataclass(frozen=True, slots=True)
class Practices:
    """
    Raises everywhere:
        NotAllowed: Not by this role. Invalid: A value, naming its field.
        Conflict: It changed meanwhile; carries it as it is now.
    """

    rows: PracticeRows
    agreement: AgreementText
    cards: Cards
    now: Clock

    def name(self, practice: PracticeId) -> str:
        """What people call it. Raises NotFound."""
        return self.rows.get(practice).name

    def get(self, access: Access) -> Practice:
        """The practice of the one who asks."""
        return self.rows.get(access.practice)

    def change(self, access: Access, changes: Mapping[str, Any], seen: int) -> Practice:
        """Replace some settings; `seen` is the version that was edited."""
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
        """Replace the rule; `rule.version` is the one that was edited. Invoices that were sent stay as they are."""
        access.require_role(Role.ADMIN)
        asked = validate_tax_rule(rule)
        try:
            return self.rows.change_tax(access, asked)
        except Conflict:
            raise Conflict(fresh=self.rows.get(access.practice).tax) from None

    def preview(
        self, access: Access, amount: Money, mode: TaxMode | None, rule: TaxRule
    ) -> tuple[TaxedPrice, str]:
        """What an amount comes to, and the tax's label: under the stored rule, or under `rule` when a mode is given."""
        practice = self.rows.get(access.practice)
        if amount.currency != practice.currency:
            raise Invalid(fields={"amount.currency": f"Use {practice.currency}."})
        if not 0 < amount.minor <= practice.max_invoice:
            most = Money(practice.max_invoice, practice.currency).major()
            raise Invalid(fields={"amount": f"Use an amount above zero and up to {most}."})
        used = rule if mode else practice.tax
        return price_with_tax(amount, used), used.label

    def agreement_status(self, access: Access) -> AgreementStatus:
        """The agreement and its acceptance."""
        agreement = self.agreement.current()
        accepted = self.rows.acceptance(access.practice, agreement.version)
        by = self.cards.card(access, accepted.by).name if accepted else ""
        return AgreementStatus(agreement, accepted, by)

    def accept(self, access: Access, version: str, sha256: str) -> AgreementStatus:
        """
        Accept exactly this text; accepted before, it stays as it was (S32).

        Raises:
            Conflict: Another version is in force; carries it.
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
