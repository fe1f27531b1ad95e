"""Collects what the first screen shows about the signed-in person."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.practice.usecases.offerings import reason_not_allowed


class OwnSummaryReader(Protocol):
    """Reads names and e-mails of people."""

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """Open a person's name and e-mail under an audit entry. Raises NotFound."""


class OwnPracticeReader(Protocol):
    """Reads the practice of the person who asks."""

    def get(self, access: Access) -> Practice:
        """Raises NotFound."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """
    What the first screen shows about the signed-in person.

    `reason` says why they may not create invoices now; None if they may.
    """

    summary: PersonSummary
    practice: Practice
    setup: BillingSetup
    reason: str | None


@dataclass(frozen=True)
class Me:
    """Reads the signed-in person's name, practice and billing setup."""

    summaries: OwnSummaryReader
    practices: OwnPracticeReader
    directory: PracticeDirectory

    def about(self, access: Access) -> SignedInPerson:
        """Return what the first screen shows. Raises Unavailable."""
        setup, summary = (
            self.directory.billing_setup(access),
            self.summaries.summary(access, access.person),
        )
        return SignedInPerson(
            summary, self.practices.get(access), setup, reason_not_allowed(access, setup)
        )
