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
    """Reads the caller's name and e-mail address."""

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """
        Return a person's name and e-mail address, which are sealed in storage.

        This call also stores an audit entry about the read. Raises NotFound when the person
        is not in the practice.
        """


class OwnPracticeReader(Protocol):
    """Reads the caller's practice."""

    def get(self, access: Access) -> Practice:
        """
        Return the caller's practice with its settings.

        Raises NotFound when the practice does not exist.
        """


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """
    The data that the first screen shows about the signed-in person.

    `reason` says why the person may not create invoices now. It is None if the person may
    create invoices.
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
        """
        Return the data that the first screen shows about the caller.

        Raises Unavailable when the database does not respond.
        """
        setup, summary = (
            self.directory.billing_setup(access),
            self.summaries.summary(access, access.person),
        )
        return SignedInPerson(
            summary, self.practices.get(access), setup, reason_not_allowed(access, setup)
        )
