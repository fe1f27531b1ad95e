"""How a practice begins: an operator registers it, and its first Admin is invited."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import MembershipStatus, PersonCard
from chalicelib.identity.usecases.invitations import Invitations, MembershipRows
from chalicelib.kernel import text
from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.kernel.ports import IdGenerator
from chalicelib.practice.domain.practice import Practice, validate_practice
from chalicelib.practice.domain.service import Service, client_billing


class BranchKeyMaker(Protocol):
    """Makes the key that a practice's records are sealed under."""

    def create(self, practice: str) -> None:
        """Raises Conflict when it has one already, Unavailable."""


class NewPracticeRows(Protocol):
    """Where a new practice is written."""

    def add(self, access: Access, practice: Practice, service: Service) -> None:
        """With its built-in service. Raises Conflict when it is there."""


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who is invited, and what he may wear."""

    card: PersonCard
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Onboarding:
    """Each step may be asked again under the same id, so that a registration that broke off is finished, not undone."""

    keys: BranchKeyMaker
    rows: NewPracticeRows
    memberships: MembershipRows
    people: Invitations
    chance: IdGenerator

    def new_id(self) -> PracticeId:
        """The id to register under."""
        return PracticeId(self.chance.id())

    def register(self, practice: Practice, admin: FirstAdmin) -> None:
        """
        The practice's key, its row with Client Billing switched off, and its first Admin, invited by mail.

        Raises:
            Invalid: A value; nothing was made. Or the e-mail is taken: the practice waits for another Admin.
            Unavailable: Ask again under the same id.
        """
        wanted = validate_practice(practice)
        name = text.line(admin.card.name, "admin_name", text.MAX_NAME, required=True)
        card = PersonCard(name, text.email(admin.card.email, "admin_email"))
        access = system(wanted.id)
        # Without the platform's own key nobody could sign in; the first practice finds it missing.
        for each in (PLATFORM_PRACTICE, wanted.id):
            self._key(each)
        self._row(access, wanted)
        self._invited(access, card, admin.roles | {Role.ADMIN})

    def _key(self, practice: PracticeId) -> None:
        try:
            self.keys.create(practice)
        except Conflict:
            return

    def _row(self, access: Access, practice: Practice) -> None:
        try:
            self.rows.add(access, practice, client_billing())
        except Conflict:
            return

    def _invited(self, access: Access, card: PersonCard, roles: frozenset[Role]) -> None:
        staff, _ = self.memberships.staff(access, None)
        known = next(
            (member for member, own in staff if own.email.casefold() == card.email.casefold()), None
        )
        if known is None:
            self.people.invite_colleague(access, card, roles)
        elif known.status is MembershipStatus.INVITED:
            self.people.invite_again(access, known.person)
