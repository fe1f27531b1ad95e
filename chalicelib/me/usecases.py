"""Collects what the first screen shows about the signed-in person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.kernel.access import Access, Role
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


class OwnPracticeReader(Protocol):
    """Reads the caller's practice."""

    def get(self, access: Access) -> Practice:
        """
        Return the caller's practice with its settings.

        Raises NotFound when the practice does not exist.
        """


class ClientNameReader(Protocol):
    """Reads the names that clients go by."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """Return the preferred names of clients, or their legal names, by client id."""


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
    clients: ClientNameReader

    def about(self, access: Access) -> SignedInPerson:
        """
        Return the data that the first screen shows about the caller.

        Raises Unavailable when the database does not respond.
        """
        setup, summary = (
            self.directory.billing_setup(access),
            self.summaries.summary(access, access.person),
        )
        summary = self._with_present_name(access, summary)
        return SignedInPerson(
            summary, self.practices.get(access), setup, reason_not_allowed(access, setup)
        )

    def _with_present_name(self, access: Access, summary: PersonSummary) -> PersonSummary:
        # The name in the membership is the one of the invitation; a profile may change since.
        if access.role is not Role.CLIENT or access.client is None:
            return summary
        name = self.clients.client_names(access, [access.client]).get(access.client)
        return replace(summary, name=name) if name else summary
