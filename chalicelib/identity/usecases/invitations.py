"""Invites people by e-mails that contain no personal data (S5, S27)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from chalicelib.identity.domain.membership import (
    STAFF_ROLES,
    Membership,
    MembershipStatus,
    PersonSummary,
)
from chalicelib.identity.usecases.guess_limits import GuessLimits
from chalicelib.identity.usecases.identity_provider import (
    EmailRefused,
    EmailTaken,
    IdentityProvider,
)
from chalicelib.identity.usecases.membership_rows import MembershipRows
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotFound, Unavailable
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.text import email_key, mailbox
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
UNDELIVERED = (
    "The invitation could not be sent to this address. Check it and try again, or use another one."
)
TOO_MANY_MAILS = "This address has just got several invitations. Wait {}, then send another one."
MAIL_BUSY = "The invitation was not sent: mail is busy. Nothing was changed; try again in a moment."
MAIL_UNKNOWN = "The invitation may not have been sent, so it was taken back. Please try again."
FORMER_IS_VOID = "The former invitation no longer works; send it again if it was right."
IS_VOID = "This invitation can no longer be used. Withdraw it, and invite the person again."
HAS_SIGNED_IN = "This person has signed in already, and needs no invitation."
ABANDONED_SECONDS = 900
"""
The age at which a person at the identity provider without membership counts as abandoned.

Their invitation failed halfway. It is much longer than any request, and than the delay of an index.
"""


@dataclass(frozen=True)
class Invitations:
    """
    Invites people into a practice. `origin` is the address of the sign-in page.

    A practice can mail several invitations to one mailbox in a row, and then one in three minutes.
    Any more raise TooMany, before anything is changed.

    An invitation that fails leaves nothing: no person at the identity provider, no membership, and
    no client that counts as invited. So the same request can be sent again.
    """

    identity: IdentityProvider
    memberships: MembershipRows
    mail: Mail
    guessing: GuessLimits
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
            Unavailable: A service did not respond; nobody was invited.
        """
        access.require_role(Role.ADMIN, Role.SYSTEM)
        if not roles or not roles <= STAFF_ROLES:
            raise Invalid(fields={"roles": "Choose admin, provider or both."})
        return self._invite(access, summary, roles, None)

    def invite_client(self, access: Access, summary: PersonSummary, client: ClientId) -> Membership:
        """
        Create a client's account and send the client a temporary password by e-mail.

        Raises:
            Invalid: The e-mail address is taken or does not accept e-mail.
            Unavailable: A service did not respond; nobody was invited.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER, Role.SYSTEM)
        return self._invite(access, summary, frozenset({Role.CLIENT}), client)

    def invite_again(self, access: Access, person: PersonId) -> Membership:
        """
        Send a new temporary password by e-mail to a person who never signed in.

        Raises:
            Conflict: The person has already signed in.
        """
        self._require_invited(access, person)
        return self.correct(access, person, self.memberships.summary(access, person).email)

    def correct(self, access: Access, person: PersonId, email: str) -> Membership:
        """
        Invite a person who never signed in at another e-mail address.

        What was sent before becomes invalid at once. If the new address cannot be used, the person
        keeps the old one.

        Raises:
            Conflict: The person has already signed in.
            Invalid: The e-mail address is taken or does not accept e-mail.
            Unavailable: A service did not respond. The correction can be repeated.
        """
        self._require_invited(access, person)
        self._count_mail(access, email)
        before = self.memberships.summary(access, person)
        # This stops a sign-in that has begun with the old password, and proves that the person
        # has not signed in meanwhile.
        membership = self.memberships.correct(access, person, replace(before, email=email))
        try:
            with _refused_addresses():
                password = self.identity.correct(person, email.strip().casefold())
        except NotFound:
            # An invitation or a withdrawal that failed halfway deleted the person.
            self._restore(access, person, before)
            raise Conflict(IS_VOID) from None
        except Failure:
            self._restore(access, person, before)
            raise
        try:
            self._mail(email, password)
        except Failure as failure:
            with suppress(Failure, EmailTaken, EmailRefused):
                self.identity.correct(person, before.email.strip().casefold())
            self._restore(access, person, before)
            sentence = f"{failure} {FORMER_IS_VOID}"
            raise type(failure)(sentence, fields=dict.fromkeys(failure.fields, sentence)) from None
        return membership

    def withdraw(self, access: Access, person: PersonId) -> None:
        """
        Withdraw the invitation of a person who never signed in.

        The temporary password becomes invalid at once, and the address is free again.

        Raises:
            NotFound: The person is not in the practice.
            Conflict: The person has already signed in.
            Unavailable: A service did not respond. The withdrawal can be repeated.
        """
        self._require_invited(access, person)
        summary = self.memberships.summary(access, person)
        # This stops a sign-in that has begun; then the person is deleted before the membership, so
        # that the withdrawal can be repeated if it fails in between.
        membership = self.memberships.correct(access, person, summary)
        self.identity.withdraw(person)
        self.memberships.withdraw(access, membership)

    def end_client(self, access: Access, person: PersonId) -> None:
        """
        End the invitation or the sign-in to a client's profile (S9).

        If the person belongs to no other practice, their address is free again. It can be repeated.

        Raises:
            NotAllowed: The caller is not an Admin.
            Conflict: The membership changes at this moment.
            Unavailable: A service did not respond.
        """
        access.require_role(Role.ADMIN)
        try:
            membership = self.memberships.get(access, person)
        except NotFound:
            return
        others = self.memberships.of_person(person)
        if all(each.practice == access.practice for each in others):
            # First, as in `withdraw`: without the membership, nobody would repeat this.
            self.identity.withdraw(person)
        self.memberships.end(access, membership)

    def _invite(
        self,
        access: Access,
        summary: PersonSummary,
        roles: frozenset[Role],
        client: ClientId | None,
    ) -> Membership:
        self._count_mail(access, summary.email)
        with _refused_addresses():
            person, password = self._new_person(email_key(summary.email))
        membership = Membership(access.practice, person, roles, client=client)
        try:
            self.memberships.add(access, membership, summary)
            self._mail(summary.email, password)
        except Failure:
            self._undo(access, person)
            raise
        return membership

    def _new_person(self, email: str) -> tuple[PersonId, str]:
        try:
            return self.identity.invite(email)
        except EmailTaken:
            abandoned = self.identity.unused(email, ABANDONED_SECONDS)
            if abandoned is None or self.memberships.of_person(abandoned):
                raise
        # An earlier invitation to this address failed halfway, and could not be undone.
        self.identity.withdraw(abandoned)
        return self.identity.invite(email)

    def _undo(self, access: Access, person: PersonId) -> None:
        # What cannot be undone now is shown as invited, or replaced by the next invitation.
        with suppress(Failure):
            self.identity.withdraw(person)
        with suppress(Failure):
            self.memberships.withdraw(access, self.memberships.get(access, person))

    def _restore(self, access: Access, person: PersonId, summary: PersonSummary) -> None:
        with suppress(Failure):
            self.memberships.correct(access, person, summary)

    def _require_invited(self, access: Access, person: PersonId) -> None:
        own = [self.memberships.get(access, person), *self.memberships.of_person(person)]
        if any(each.status is not MembershipStatus.INVITED for each in own):
            raise Conflict(HAS_SIGNED_IN)

    def _count_mail(self, access: Access, email: str) -> None:
        # By practice, so that nobody learns from the limit whom another practice invited (S3).
        about = f"invite {access.practice} {mailbox(email.strip().casefold())}"
        self.guessing.count_mail(about, TOO_MANY_MAILS)

    def _mail(self, to: str, password: str) -> None:
        text = INVITATION_TEXT.format(origin=self.origin, password=password)
        try:
            self.mail.send(to, INVITATION_SUBJECT, text)
        except MailDelayed:
            raise Unavailable(MAIL_BUSY) from None
        except MailRefused:
            raise Invalid(UNDELIVERED, fields={"email": UNDELIVERED}) from None
        except Unavailable:
            raise Unavailable(MAIL_UNKNOWN) from None


@contextmanager
def _refused_addresses() -> Iterator[None]:
    try:
        yield
    except (EmailTaken, EmailRefused):
        raise Invalid(EMAIL_UNUSABLE, fields={"email": EMAIL_UNUSABLE}) from None
