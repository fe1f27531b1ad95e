"""Invites people by e-mails that contain no personal data (S5, S27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import (
    STAFF_ROLES,
    Membership,
    MembershipStatus,
    PersonSummary,
)
from chalicelib.identity.usecases.identity_provider import EmailTaken, IdentityProvider
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.text import email_key
from chalicelib.notices.usecases.mail import Mail, MailDelayed, MailRefused

INVITATION_SUBJECT = "You are invited to Clocktree"
INVITATION_TEXT = """You are invited to sign in to Clocktree, a secure place for health care.

Open {origin} and sign in with this e-mail address.

Temporary password: {password}

It is valid for 7 days. You will choose your own password when you sign in.
If you did not expect this, ignore it.
"""
EMAIL_UNUSABLE = (
    "This e-mail address cannot be used. Check it for typing errors, look for the person in your"
    " lists, or ask them for another address."
)
"""
The one answer for an address that is taken, in this practice or elsewhere, or not accepted.

It does not reveal who is whose client (S2, S3).
"""
UNDELIVERED = "The invitation could not be sent to this address. Check it and invite again."


class MembershipRows(Protocol):
    """
    Stores memberships.

    Each change and its audit entry are written in one transaction.
    """

    def get(self, access: Access, person: PersonId) -> Membership:
        """
        Return a person's membership in the practice.

        Raises NotFound when the person has no membership in the practice.
        """

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """
        Return a person's name and e-mail address, which are sealed in storage.

        The method writes an audit entry for the read. Raises NotFound when the person is not in the
        practice.
        """

    def staff(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[tuple[Membership, PersonSummary]], str | None]:
        """Return a page of colleagues with their names, and the next page's cursor."""

    def add(self, access: Access, membership: Membership, summary: PersonSummary) -> None:
        """
        Store a new membership with the person's name and e-mail address.

        Raises Conflict when the person already belongs to the practice.
        """

    def end_sessions(self, access: Access, person: PersonId) -> Membership:
        """
        End all sessions of the person in the practice.

        Raises:
            NotFound: The person has no membership in the practice.
            Conflict: Another request changed the membership at the same time.
        """


@dataclass(frozen=True)
class Invitations:
    """Invites people into a practice. `origin` is the address of the sign-in page."""

    identity: IdentityProvider
    memberships: MembershipRows
    mail: Mail
    origin: str

    def colleagues(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[tuple[Membership, PersonSummary]], str | None]:
        """
        Return a page of colleagues with their names, and the cursor of the next page.

        Raises NotAllowed if the caller is not an Admin.
        """
        return self.memberships.staff(access.require_role(Role.ADMIN), cursor)

    def invite_colleague(
        self, access: Access, summary: PersonSummary, roles: frozenset[Role]
    ) -> Membership:
        """
        Create a colleague and send them a temporary password by e-mail.

        Raises:
            Invalid: The e-mail address is taken or does not accept e-mail, `roles` is empty, or a
                role is not allowed for colleagues.
        """
        access.require_role(Role.ADMIN, Role.SYSTEM)
        if not roles or not roles <= STAFF_ROLES:
            raise Invalid(fields={"roles": "Choose admin, provider or both."})
        return self._invite(access, summary, roles, None)

    def invite_client(self, access: Access, summary: PersonSummary, client: ClientId) -> Membership:
        """
        Create a client's account and send the client a temporary password by e-mail.

        Raises Invalid when the e-mail address is taken or does not accept e-mail.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER, Role.SYSTEM)
        return self._invite(access, summary, frozenset({Role.CLIENT}), client)

    def invite_again(self, access: Access, person: PersonId) -> None:
        """
        Send a new temporary password by e-mail to a person who never signed in.

        Raises:
            Conflict: The person has already signed in.
        """
        if self.memberships.get(access, person).status is not MembershipStatus.INVITED:
            raise Conflict("This person has signed in already.")
        summary = self.memberships.summary(access, person)
        self._mail(summary.email, self.identity.invite_again(person))

    def _invite(
        self,
        access: Access,
        summary: PersonSummary,
        roles: frozenset[Role],
        client: ClientId | None,
    ) -> Membership:
        try:
            person, password = self.identity.invite(email_key(summary.email))
        except EmailTaken:
            raise Invalid(EMAIL_UNUSABLE, fields={"email": EMAIL_UNUSABLE}) from None
        membership = Membership(access.practice, person, roles, client=client)
        self.memberships.add(access, membership, summary)
        self._mail(summary.email, password)
        return membership

    def _mail(self, to: str, password: str) -> None:
        try:
            self.mail.send(
                to,
                INVITATION_SUBJECT,
                INVITATION_TEXT.format(origin=self.origin, password=password),
            )
        except MailDelayed:
            raise Unavailable(
                "The invitation was not sent: mail is busy. Invite again in a moment."
            ) from None
        except MailRefused:
            raise Invalid(UNDELIVERED, fields={"email": UNDELIVERED}) from None
        except Unavailable:
            raise Unavailable("The invitation may not have been sent. Invite again.") from None
