"""Collects what the first screen shows about the signed-in person."""

from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId
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


class OwnDirectory(Protocol):
    """Reads what the practice records about the caller."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Return the practice's settings that decide what the caller may do in billing."""

    def own_name(self, access: Access, client: ClientId) -> str | None:
        """
        Return the preferred or else the legal name in a client's profile.

        The result is None if there is no such client.

        This call also stores an audit entry about the read.
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
    directory: OwnDirectory

    def about(self, access: Access) -> SignedInPerson:
        """
        Return the data that the first screen shows about the caller.

        Raises Unavailable when the database does not respond.
        """
        setup = self.directory.billing_setup(access)
        return SignedInPerson(
            self._summary(access),
            self.practices.get(access),
            setup,
            reason_not_allowed(access, setup),
        )

    def _summary(self, access: Access) -> PersonSummary:
        summary = self.summaries.summary(access, access.person)
        # A client's summary was copied when they were invited; their name follows the profile.
        name = self.directory.own_name(access, access.client) if access.client else None
        return replace(summary, name=name) if name else summary
