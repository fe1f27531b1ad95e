"""The practice's team: who is in it, and how one joins (product.md §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonCard
from chalicelib.identity.usecases.invitations import Invitations, MembershipRows
from chalicelib.kernel import text
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId

Colleague = tuple[Membership, PersonCard]


class InvitationRequests(Protocol):
    """Requests to invite that were taken."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """Whom the same request invited. Raises Invalid when its key asked for something else."""

    def remember(self, access: Access, once: IdempotencyKey, result: str) -> None:
        """Keep whom it invited; nothing happens when it is kept already."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """For an Admin. Raises NotAllowed: by nobody else."""

    people: Invitations
    memberships: MembershipRows
    asked: InvitationRequests

    def page(self, access: Access, cursor: str | None) -> tuple[Sequence[Colleague], str | None]:
        """A page of the staff, and the cursor of the next."""
        return self.people.colleagues(access, cursor)

    def invite(
        self, access: Access, card: PersonCard, roles: frozenset[Role], once: IdempotencyKey | None
    ) -> Colleague:
        """
        A new colleague, told by mail.

        Raises:
            Invalid: A value, naming its field; or somebody signs in with that e-mail already (S5).
        """
        access.require_role(Role.ADMIN)
        made = self.asked.result_of(access, once) if once else None
        if made:
            return self.memberships.get(access, PersonId(made)), self.memberships.card(
                access, PersonId(made)
            )
        checked = _checked(card)
        member = self.people.invite_colleague(access, checked, roles)
        if once:
            self.asked.remember(access, once, member.person)
        return member, checked


def _checked(card: PersonCard) -> PersonCard:
    wrong: dict[str, str] = {}
    try:
        name = text.line(card.name, "name", text.MAX_NAME, required=True)
    except Invalid as no:
        name, wrong = "", dict(no.fields)
    try:
        email = text.email(card.email)
    except Invalid as no:
        email, wrong = "", wrong | dict(no.fields)
    if wrong:
        raise Invalid(fields=wrong)
    return PersonCard(name, email)
