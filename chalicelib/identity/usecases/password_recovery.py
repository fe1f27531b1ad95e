"""
Resets a forgotten password with an e-mailed code (S7, S8).

A reset also ends all sessions of the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.domain.password import check_password, refused
from chalicelib.identity.usecases.guess_limits import Guess, GuessLimits
from chalicelib.identity.usecases.identity_provider import IdentityProvider, WeakPassword
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.text import email_key, mailbox
from chalicelib.notices.usecases.mail import Mail, MailRefused
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.trail import AuditTrail

RESET_CODE_SECONDS, MAX_WRITE_ATTEMPTS = 600, 3
MAX_CODE_ATTEMPTS, MAX_CODE_ATTEMPTS_OF_ALL = 5, 100
"""
How often one IP address, and how often all together, may try to enter a mailed code.

The limit for one IP address is lower, so that nobody can use up a code that was mailed to somebody
else.
"""
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

        Known and unknown addresses cause the same calls and get the same response (S8). After
        several requests, an e-mail is not sent at once; the code in the newest e-mail stays valid.
        So neither a locked sign-in nor other people's requests keep a person from a valid code.

        Raises:
            Invalid: The string is not exactly one e-mail address.
            Unavailable: A service, such as the identity provider, does not respond.
        """
        email = email_key(email)
        if not self.guessing.may_mail(f"forgot {mailbox(email)}"):
            self._refuse(email, "forgot password while locked", caller)
            return
        person = self.identity.find(email) or NOBODY
        is_known, code = bool(self._memberships_of(person)), self.new_code()
        self._record(email, "forgot password", caller)
        self.guessing.right(_attempts_from(email, caller))
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
        email = email_key(email)
        password = check_password(password, email)
        person = self._verified_person(email, code, caller)
        for membership in self._memberships_of(person):
            self.audit.record(
                _access_of(membership, caller), AuditAction.CHANGE, (), purpose="reset password"
            )
        try:
            self.identity.set_password(person, password)
        except WeakPassword:
            raise refused() from None
        for membership in self._memberships_of(person):
            self._end_sessions(_access_of(membership, caller))
        self.requests.forget(email)
        own = f"forgot {mailbox(email)}", f"password {email}", _attempts_from(email, caller)
        for earlier in own:
            self.guessing.right(earlier)
        self._notify(email)

    def _verified_person(self, email: str, code: str, caller: Caller) -> PersonId:
        person = self._person_with(email, code, caller)
        # The person's address may have been corrected since the code was sent.
        if person is None or self.identity.find(email) != person:
            self._refuse(email, "reset password", caller)
            raise Invalid(WRONG_RESET_CODE, fields={"code": WRONG_RESET_CODE})
        return person

    def _person_with(self, email: str, code: str, caller: Caller) -> PersonId | None:
        if not self.guessing.may_try_code(_attempts_from(email, caller), MAX_CODE_ATTEMPTS):
            return None
        request = self.requests.count_attempt(email, self._now(), MAX_CODE_ATTEMPTS_OF_ALL)
        is_right = request is not None and request.code == self._hash(email, code)
        return request.person if request and is_right and request.person != NOBODY else None

    def _record(self, email: str, purpose: str, caller: Caller) -> None:
        records = self.guessing.account_records(email)
        self.audit.record(_anonymous(caller), AuditAction.SIGN_IN, records, purpose=purpose)

    def _refuse(self, email: str, purpose: str, caller: Caller) -> None:
        self.guessing.refuse(Guess(_anonymous(caller), "code", email, email, purpose), purpose)

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


def _attempts_from(email: str, caller: Caller) -> str:
    return f"reset {email} {caller.ip}"


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
