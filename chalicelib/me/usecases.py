"""Collects what the first screen shows about the signed-in person."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.identity.domain.membership import PersonCard
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.practice.usecases.offerings import reason_not_allowed


class OwnCardReader(Protocol):
    """Opens names of people."""

    def card(self, access: Access, person: PersonId) -> PersonCard:
        """Open a person's name and e-mail under an audit entry. Raises NotFound."""


class OwnPracticeReader(Protocol):
    """Reads the practice of the person who asks."""

    def get(self, access: Access) -> Practice:
        """Raises NotFound."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """`reason`: why the person may not create invoices now; None when they may."""

    card: PersonCard
    practice: Practice
    setup: BillingSetup
    reason: str | None


@dataclass(frozen=True)
class Me:
    """Reads card, practice and billing setup."""

    cards: OwnCardReader
    practices: OwnPracticeReader
    directory: PracticeDirectory

    def about(self, access: Access) -> SignedInPerson:
        """Return what the first screen shows. Raises Unavailable."""
        setup, card = self.directory.billing_setup(access), self.cards.card(access, access.person)
        return SignedInPerson(
            card, self.practices.get(access), setup, reason_not_allowed(access, setup)
        )
