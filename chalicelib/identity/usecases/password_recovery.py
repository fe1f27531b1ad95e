"""A forgotten password: a code by mail, a new password, and every session ends (S7, S8)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.domain.password import PASSWORD_RULE, check_password
from chalicelib.identity.usecases.guess_limits import GuessLimits
from chalicelib.identity.usecases.identity_provider import IdentityProvider, WeakPassword
from chalicelib.identity.usecases.invitations import MembershipRows
from chalicelib.identity.usecases.sign_in_steps import PersonMemberships
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.usecases.mail import Mail, MailRefused
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail

RESET_CODE_SECONDS, MAX_CODE_ATTEMPTS, MAX_WRITE_ATTEMPTS = 600, 5, 3
NOBODY = PersonId("nobody")
WRONG_RESET_CODE = (
    "This code is wrong or no longer valid. Check your newest mail, or ask for another code."
)
CODE_SUBJECT, CHANGED_SUBJECT = "Your Clocktree code", "Your Clocktree password was changed"
CODE_TEXT = """Somebody asked for a new password for this e-mail address at Clocktree.

Your code: {code}

Type it where you asked for it, within 10 minutes. Nobody from Clocktree will ever ask you for it.
If it was not you, ignore this mail: nothing changes without the code.
"""
UNKNOWN_ADDRESS_TEXT = """Somebody asked for a new password for this e-mail address at Clocktree, and nobody signs in with it.

If it was you, try another address of yours. If it was not, ignore this mail.
"""
CHANGED_TEXT = """The password for this e-mail address at Clocktree was changed, and you are signed out everywhere.

If it was not you, ask for a new password at {origin} at once, and tell your practice.
"""


@dataclass(frozen=True, slots=True)
class ResetRequest:
    """A code that was mailed, as a keyed hash, for whom, and how often one was typed."""

    person: PersonId
    code: str = field(repr=False)
    tries: int = 0


class ResetRequests(Protocol):
    """One row an e-mail address; it is stored as a keyed hash."""

    def put(self, email: str, asked: ResetRequest, expires: int) -> None:
        """Keep it instead of an earlier one."""

    def tried(self, email: str, now: int, most: int) -> ResetRequest | None:
        """Count one try; None when nothing was asked, it is over, or it was tried `most` times."""

    def forget(self, email: str) -> None:
        """It was used."""


class RevocableMemberships(PersonMemberships, MembershipRows, Protocol):
    """Memberships of a person, and the end of sessions."""


@dataclass(frozen=True)
class PasswordRecovery:
    """`tag`: a keyed hash; `new_code`: 8 random digits; `origin`: where one signs in."""

    identity: IdentityProvider
    codes: ResetRequests
    guessing: GuessLimits
    people: RevocableMemberships
    mail: Mail
    audit: AuditTrail
    clock: Clock
    new_code: Callable[[], str]
    tag: Callable[[str], str]
    origin: str

    def forgot(self, email: str, caller: Caller) -> None:
        """
        Mail a code. Whether anybody signs in with this address is told to nobody but its owner: the same calls are
        made, one mail is sent, and the answer is the same (S8).

        Raises:
            TooMany: Asked too often for this address.
            Unavailable: Something does not answer.
        """
        email = email.strip().casefold()
        self.guessing.count(f"forgot {email}")
        person = self.identity.find(email) or NOBODY
        known, code = bool(self._entered(person)), self.new_code()
        self.audit.record(_seen(caller), AuditAction.SIGN_IN, (), purpose="forgot password")
        self.codes.put(
            email,
            ResetRequest(person if known else NOBODY, self._hash(email, code)),
            self._now() + RESET_CODE_SECONDS,
        )
        try:
            self.mail.send(
                email, CODE_SUBJECT, CODE_TEXT.format(code=code) if known else UNKNOWN_ADDRESS_TEXT
            )
        except MailRefused:
            # An address that takes no mail is answered like one that does.
            return

    def reset(self, email: str, code: str, password: str, caller: Caller) -> None:
        """
        Set the password; every session of the person is over, and he is told by mail. He signs in as ever afterwards,
        with his second factor.

        The code is forgotten last: what broke on the way is done again with the same one.

        Raises:
            Invalid: The code is wrong, used, or over, or the password too weak.
            Unavailable: Something does not answer; try again.
        """
        check_password(password)
        email = email.strip().casefold()
        person = self._proved(email, code, caller)
        for membership in self._entered(person):
            self.audit.record(
                _of(membership, caller), AuditAction.CHANGE, (), purpose="reset password"
            )
        try:
            self.identity.set_password(person, password)
        except WeakPassword:
            raise Invalid(PASSWORD_RULE, fields={"password": PASSWORD_RULE}) from None
        for membership in self._entered(person):
            self._end_sessions(_of(membership, caller))
        self.codes.forget(email)
        for earlier in ("forgot", "password"):
            self.guessing.right(f"{earlier} {email}")
        self._tell(email)

    def _proved(self, email: str, code: str, caller: Caller) -> PersonId:
        asked = self.codes.tried(email, self._now(), MAX_CODE_ATTEMPTS)
        if asked is None or asked.code != self._hash(email, code) or asked.person == NOBODY:
            self.audit.record(
                _seen(caller),
                AuditAction.SIGN_IN,
                (),
                purpose="reset password",
                outcome=AuditOutcome.REFUSED,
            )
            raise Invalid(WRONG_RESET_CODE, fields={"code": WRONG_RESET_CODE})
        return asked.person

    def _entered(self, person: PersonId) -> list[Membership]:
        return [each for each in self.people.of_person(person) if each.may_enter]

    def _end_sessions(self, access: Access) -> None:
        for tried in range(1, MAX_WRITE_ATTEMPTS + 1):
            try:
                self.people.end_sessions(access, access.person)
            except Conflict:
                if tried == MAX_WRITE_ATTEMPTS:
                    raise Unavailable from None
            else:
                return

    def _tell(self, email: str) -> None:
        try:
            self.mail.send(email, CHANGED_SUBJECT, CHANGED_TEXT.format(origin=self.origin))
        except (MailRefused, Unavailable):
            # The password is changed already; he knows, for he did it.
            return

    def _hash(self, email: str, code: str) -> str:
        return self.tag(f"reset {email} {code}")

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _seen(caller: Caller) -> Access:
    return Access(
        PLATFORM_PRACTICE,
        PersonId("unknown"),
        Role.SYSTEM,
        request=caller.request,
        ip=caller.ip,
        agent=caller.agent,
    )


def _of(member: Membership, caller: Caller) -> Access:
    who = member.practice, member.person, member.first_role, member.roles
    return Access(*who, request=caller.request, ip=caller.ip, agent=caller.agent)
