"""Lists and invites the colleagues of a practice; see docs/product.md#team."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.identity.usecases.invitations import Invitations
from chalicelib.identity.usecases.membership_rows import MembershipRows
from chalicelib.kernel import text
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId

Colleague = tuple[Membership, PersonSummary]


class InvitationRequests(Protocol):
    """Stores which person each invitation request invited, by idempotency key."""

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """
        Return the id of the person whom an earlier request with this key invited.

        Returns None if there was no earlier request with this key. Raises Invalid if the earlier
        request had different content.
        """

    def remember(self, access: Access, key: IdempotencyKey, result: str) -> None:
        """
        Store `result`, the id of the person whom the request with this key invited.

        Does nothing when an id is already stored for this key.
        """


@dataclass(frozen=True, slots=True)
class Colleagues:
    """
    Lists and invites the colleagues of a practice.

    Every method raises NotAllowed if the caller is not an Admin.
    """

    invitations: Invitations
    memberships: MembershipRows
    requests: InvitationRequests

    def page(self, access: Access, cursor: str | None) -> tuple[Sequence[Colleague], str | None]:
        """Return a page of colleagues and the cursor of the next page."""
        return self.invitations.colleagues(access, cursor)

    def invite(
        self,
        access: Access,
        summary: PersonSummary,
        roles: frozenset[Role],
        key: IdempotencyKey | None,
    ) -> Colleague:
        """
        Invite a colleague by e-mail.

        A repeated request with the same `key` sends no new invitation and returns the colleague
        whom the first request invited.

        Raises:
            Invalid: A field is not valid, or another person signs in with this e-mail address (S5).
        """
        access.require_role(Role.ADMIN)
        person = self.requests.result_of(access, key) if key else None
        if person:
            return self._colleague(access, PersonId(person))
        checked = _checked(summary)
        member = self.invitations.invite_colleague(access, checked, roles)
        if key:
            self.requests.remember(access, key, member.person)
        return member, checked

    def invite_again(self, access: Access, person: PersonId) -> Colleague:
        """
        Send a new invitation to a colleague who never signed in.

        Raises:
            NotFound: The person is no colleague of the practice.
            Conflict: The colleague has signed in.
        """
        self._require_colleague(access, person)
        self.invitations.invite_again(access, person)
        return self._colleague(access, person)

    def correct(self, access: Access, person: PersonId, email: str) -> Colleague:
        """
        Correct the address of a colleague who never signed in, and invite them.

        Raises:
            NotFound: The person is no colleague of the practice.
            Invalid: The e-mail address is not valid, is taken, or does not accept e-mail.
            Conflict: The colleague has signed in.
        """
        self._require_colleague(access, person)
        self.invitations.correct(access, person, text.email(email))
        return self._colleague(access, person)

    def withdraw(self, access: Access, person: PersonId) -> None:
        """
        Withdraw the invitation of a colleague who never signed in.

        Raises:
            NotFound: The person is no colleague of the practice.
            Conflict: The colleague has signed in.
        """
        self._require_colleague(access, person)
        self.invitations.withdraw(access, person)

    def _require_colleague(self, access: Access, person: PersonId) -> None:
        access.require_role(Role.ADMIN)
        if not self.memberships.get(access, person).is_staff:
            raise NotFound

    def _colleague(self, access: Access, person: PersonId) -> Colleague:
        return self.memberships.get(access, person), self.memberships.summary(access, person)


def _checked(summary: PersonSummary) -> PersonSummary:
    errors: dict[str, str] = {}
    try:
        name = text.line(summary.name, "name", text.MAX_NAME, required=True)
    except Invalid as error:
        name, errors = "", dict(error.fields)
    try:
        email = text.email(summary.email)
    except Invalid as error:
        email, errors = "", errors | dict(error.fields)
    if errors:
        raise Invalid(fields=errors)
    return PersonSummary(name, email)
