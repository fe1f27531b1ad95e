"""Lists and invites the practice's staff; see docs/product.md#team."""

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
    """Invitation requests that were carried out, by idempotency key."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """Whom the same request invited. Raises Invalid when its key asked for something else."""

    def remember(self, access: Access, once: IdempotencyKey, result: str) -> None:
        """Keep whom it invited; nothing happens when it is kept already."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Raises NotAllowed for everybody but an Admin."""

    invitations: Invitations
    memberships: MembershipRows
    requests: InvitationRequests

    def page(self, access: Access, cursor: str | None) -> tuple[Sequence[Colleague], str | None]:
        """Return a page of staff and the cursor of the next page."""
        return self.invitations.colleagues(access, cursor)

    def invite(
        self, access: Access, card: PersonCard, roles: frozenset[Role], once: IdempotencyKey | None
    ) -> Colleague:
        """
        Invite a colleague by mail.

        Raises:
            Invalid: A field is not valid, or somebody signs in with this e-mail (S5).
        """
        access.require_role(Role.ADMIN)
        person = self.requests.result_of(access, once) if once else None
        if person:
            return self.memberships.get(access, PersonId(person)), self.memberships.card(
                access, PersonId(person)
            )
        checked = _checked(card)
        member = self.invitations.invite_colleague(access, checked, roles)
        if once:
            self.requests.remember(access, once, member.person)
        return member, checked


def _checked(card: PersonCard) -> PersonCard:
    errors: dict[str, str] = {}
    try:
        name = text.line(card.name, "name", text.MAX_NAME, required=True)
    except Invalid as error:
        name, errors = "", dict(error.fields)
    try:
        email = text.email(card.email)
    except Invalid as error:
        email, errors = "", errors | dict(error.fields)
    if errors:
        raise Invalid(fields=errors)
    return PersonCard(name, email)
