"""
Resets a forgotten password with an e-mailed code (S7, S8).

A reset also ends all sessions of the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.domain.password import PASSWORD_RULE, check_password
from chalicelib.identity.usecases.guess_limits import GuessLimits
from chalicelib.identity.usecases.identity_provider import IdentityProvider, WeakPassword
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.text import email_key, mailbox
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
UNKNOWN_ADDRESS_TEXT = """Somebody asked for a new password for this e-mail address at Clocktree, \
and nobody signs in with it.

If it was you, try another address of yours. If it was not, ignore this mail.
"""
CHANGED_TEXT = """The password for this e-mail address at Clocktree was changed, and you are \
signed out everywhere.

If it was not you, ask for a new password at {origin} at once, and tell your practice.
"""


@dataclass(frozen=True, slots=True)
class ResetRequest:
    """
    A request to reset a forgotten password.

    `code` is a keyed hash of the code that was sent by e-mail. `tries` is the number of attempts to
    enter that code.
    """

    person: PersonId
    code: str = field(repr=False)
    tries: int = 0


class ResetRequests(Protocol):
    """
    Stores at most one password reset request per e-mail address.

    The address is stored as a keyed hash.
    """

    def put(self, email: str, request: ResetRequest, expires: int) -> None:
        """Store a reset request, which replaces an earlier request for the e-mail address."""

    def count_attempt(self, email: str, now: int, most: int) -> ResetRequest | None:
        """
        Count an attempt to enter the reset code and return the reset request.

        Returns None when there is no reset request, when the request expired, or when `most`
        attempts were counted before.
        """

    def forget(self, email: str) -> None:
        """Delete the reset request for this address."""


class RevocableMemberships(Protocol):
    """Finds a person's memberships and ends the person's sessions."""

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """Return all memberships of a person, one for each practice."""

    def end_sessions(self, access: Access, person: PersonId) -> Membership:
        """
        End all sessions of the person in the practice.

        Raises:
            NotFound: The person has no membership in the practice.
            Conflict: Another request changed the membership at the same time.
        """


@dataclass(frozen=True)
class PasswordRecovery:
    """
    Sends reset codes by e-mail and sets new passwords.

    `new_code` returns 8 random digits, and `tag` returns the keyed hash of a string. `origin` is
    the URL of the sign-in page.
    """

    identity: IdentityProvider
    requests: ResetRequests
    guessing: GuessLimits
    memberships: RevocableMemberships
    mail: Mail
    audit: AuditTrail
    clock: Clock
    new_code: Callable[[], str]
    tag: Callable[[str], str]
    origin: str

    def forgot(self, email: str, caller: Caller) -> None:
        """
        Send an e-mail with a reset code, or a note that nobody uses this address.

        Known and unknown addresses cause the same calls and get the same response (S8).

        Raises:
            Invalid: The string is not exactly one e-mail address.
            TooMany: There were too many requests for this mailbox.
            Unavailable: A service, such as the identity provider, does not respond.
        """
        email = email_key(email)
        self.guessing.count(f"forgot {mailbox(email)}")
        person = self.identity.find(email) or NOBODY
        is_known, code = bool(self._memberships_of(person)), self.new_code()
        self.audit.record(_anonymous(caller), AuditAction.SIGN_IN, (), purpose="forgot password")
        self.requests.put(
            email,
            ResetRequest(person if is_known else NOBODY, self._hash(email, code)),
            self._now() + RESET_CODE_SECONDS,
        )
        try:
            self.mail.send(
                email,
                CODE_SUBJECT,
                CODE_TEXT.format(code=code) if is_known else UNKNOWN_ADDRESS_TEXT,
            )
        except MailRefused:
            # Callers must not learn whether an address accepts mail.
            return

    def reset(self, email: str, code: str, password: str, caller: Caller) -> None:
        """
        Set a new password, end the person's sessions and notify them by e-mail.

        The second factor does not change. The reset code is deleted only after all sessions have
        ended, so that the person can use the code again after a reset that failed halfway.

        Raises:
            Invalid: The code is wrong, used or expired, the password is too weak, or the
                e-mail address is not one.
            Unavailable: A service does not respond. The person may repeat the reset.
        """
        check_password(password)
        email = email_key(email)
        person = self._verified_person(email, code, caller)
        for membership in self._memberships_of(person):
            self.audit.record(
                _access_of(membership, caller), AuditAction.CHANGE, (), purpose="reset password"
            )
        try:
            self.identity.set_password(person, password)
        except WeakPassword:
            raise Invalid(PASSWORD_RULE, fields={"password": PASSWORD_RULE}) from None
        for membership in self._memberships_of(person):
            self._end_sessions(_access_of(membership, caller))
        self.requests.forget(email)
        for earlier in (f"forgot {mailbox(email)}", f"password {email}"):
            self.guessing.right(earlier)
        self._notify(email)

    def _verified_person(self, email: str, code: str, caller: Caller) -> PersonId:
        request = self.requests.count_attempt(email, self._now(), MAX_CODE_ATTEMPTS)
        is_right = request is not None and request.code == self._hash(email, code)
        if request is None or not is_right or request.person == NOBODY:
            self.audit.record(
                _anonymous(caller),
                AuditAction.SIGN_IN,
                (),
                purpose="reset password",
                outcome=AuditOutcome.REFUSED,
            )
            raise Invalid(WRONG_RESET_CODE, fields={"code": WRONG_RESET_CODE})
        return request.person

    def _memberships_of(self, person: PersonId) -> list[Membership]:
        return [each for each in self.memberships.of_person(person) if each.may_enter]

    def _end_sessions(self, access: Access) -> None:
        for attempt in range(1, MAX_WRITE_ATTEMPTS + 1):
            try:
                self.memberships.end_sessions(access, access.person)
            except Conflict:
                if attempt == MAX_WRITE_ATTEMPTS:
                    raise Unavailable from None
            else:
                return

    def _notify(self, email: str) -> None:
        try:
            self.mail.send(email, CHANGED_SUBJECT, CHANGED_TEXT.format(origin=self.origin))
        except (MailRefused, Unavailable):
            # This mail may fail: the password is changed, and the person who changed it knows.
            return

    def _hash(self, email: str, code: str) -> str:
        return self.tag(f"reset {email} {code}")

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _anonymous(caller: Caller) -> Access:
    return Access(
        PLATFORM_PRACTICE,
        PersonId("unknown"),
        Role.SYSTEM,
        request=caller.request,
        ip=caller.ip,
        agent=caller.agent,
    )


def _access_of(member: Membership, caller: Caller) -> Access:
    identity = member.practice, member.person, member.first_role, member.roles
    return Access(*identity, request=caller.request, ip=caller.ip, agent=caller.agent)
