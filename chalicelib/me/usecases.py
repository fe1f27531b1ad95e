"""What a person is told about himself and where he is."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.identity.domain.membership import PersonCard
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.practice.usecases.offerings import reason_not_allowed


class Cards(Protocol):
    """Names of people."""

    def card(self, access: Access, person: PersonId) -> PersonCard:
        """Name and e-mail, under an audit entry. Raises NotFound."""


class OwnPracticeReader(Protocol):
    """The practice's own words about itself; they are no secret of a person."""

    def get(self, access: Access) -> Practice:
        """The one of whoever asks. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """`reason`: why the person may not create invoices now; None when he may."""

    card: PersonCard
    practice: Practice
    setup: BillingSetup
    reason: str | None


@dataclass(frozen=True)
class Me:
    """Three reads."""

    cards: Cards
    practices: OwnPracticeReader
    desk: PracticeDirectory

    def about(self, access: Access) -> SignedInPerson:
        """All that the first screen needs. Raises Unavailable."""
        setup, card = self.desk.billing_setup(access), self.cards.card(access, access.person)
        return SignedInPerson(
            card, self.practices.get(access), setup, reason_not_allowed(access, setup)
        )
