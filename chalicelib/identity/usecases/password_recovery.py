"""
Resets a forgotten password with an e-mailed code (S7, S8).

A reset also ends all sessions of the person.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.domain.password import check_password, refused
from chalicelib.identity.usecases.anonymous_access import anonymous_access
from chalicelib.identity.usecases.guess_limits import Guess, GuessLimits
from chalicelib.identity.usecases.identity_provider import IdentityProvider, WeakPassword
from chalicelib.identity.usecases.reset_requests import ResetRequest, ResetRequests
from chalicelib.kernel.access import Access
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.text import email_key, mailbox
from chalicelib.notices.usecases.mail import Mail, MailDelayed, MailRefused
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.trail import AuditTrail

RESET_CODE_SECONDS, MAX_WRITE_ATTEMPTS = 600, 3
MAX_CODE_ATTEMPTS, MAX_CODE_ATTEMPTS_OF_NETWORKS, MAX_CODE_ATTEMPTS_OF_ALL = 5, (5, 10), 100
"""
How often a mailed code may be entered by the browser that asked for it, and by others.

The browser has tries of its own, which nobody else can use up. Others are limited by each of their
networks, smallest first, and all together: so few guesses do not find a code of eight digits.
"""
MAX_MAILS_OF_NETWORK = 30
"""How many mails in a row one network may cause to addresses with which nobody signs in."""
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
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

    `new_code` returns 8 random digits, and `new_secret` 256 random bits, encoded as 43 characters.
    `tag` returns the keyed hash of a string. `origin` is the URL of the sign-in page. Each request
    is stored twice: for the browser that asked, and as the newest one for the address, which counts
    in every other browser.
    """

    identity: IdentityProvider
    requests: ResetRequests
    guessing: GuessLimits
    memberships: RevocableMemberships
    mail: Mail
    audit: AuditTrail
    clock: Clock
    new_code: Callable[[], str]
    new_secret: Callable[[], str]
    tag: Callable[[str], str]
    origin: str

    def forgot(self, email: str, caller: Caller, browser: str = "") -> str:
        """
        Send an e-mail with a reset code, or a note that nobody uses this address.

        Known and unknown addresses cause the same calls and get the same response, also when an
        e-mail is not sent because nobody uses the address (S8). After several requests, an e-mail
        is not sent at once; the code in the newest e-mail stays valid. So neither a locked sign-in
        nor other people's requests keep a person from a valid code.

        Returns the secret of the browser, which `reset` needs to give the browser its own tries:
        `browser` if that is such a secret, else a new one.

        Raises:
            Invalid: The string is not exactly one e-mail address.
            Unavailable: A service, such as the identity provider, does not respond.
        """
        email = email_key(email)
        browser = browser if BROWSER.fullmatch(browser) else self.new_secret()
        person = self.identity.find(email) or NOBODY
        if not self._memberships_of(person):
            person = NOBODY
        if self.guessing.may_mail(_mails_to(email)):
            self._record(email, "forgot password", caller)
            is_wanted = self._may_mail_unknown(email, caller) or person != NOBODY
            to = email if is_wanted else None
            self._send_code(email, to, person, self._browser_tag(browser), caller)
        else:
            self._refuse(email, "forgot password while locked", caller)
        return browser

    def reset(
        self, email: str, code: str, password: str, caller: Caller, browser: str = ""
    ) -> PersonId:
        """
        Set a new password, end the person's sessions and notify them by e-mail.

        Returns the person. `browser` is the secret of the browser, if it asked for a code.

        The second factor does not change. The reset code is deleted only after all sessions have
        ended, so that the person can use the code again after a reset that failed halfway.

        Raises:
            Invalid: The code is wrong, used or expired, the password is too weak, or the
                e-mail address is not one.
            Unavailable: A service does not respond. The person may repeat the reset.
        """
        email = email_key(email)
        password = check_password(password, email)
        request = self._verified_request(email, code, caller, browser)
        person = request.person
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
        for about in (email, _own(email, request.browser)):
            self.requests.forget(about)
        self.requests.put(_done(email), request, self._now() + RESET_CODE_SECONDS)
        for earlier in (_mails_to(email), f"password {email}", *_counts(email, caller)):
            self.guessing.right(earlier)
        self._notify(email)
        return person

    def _send_code(
        self, email: str, to: str | None, person: PersonId, browser: str, caller: Caller
    ) -> None:
        code = self.new_code()
        text = UNKNOWN_ADDRESS_TEXT if person == NOBODY else CODE_TEXT.format(code=code)
        # A code that was not mailed must not replace the one in the newest mail.
        try:
            self.mail.send(to, CODE_SUBJECT, text)
        except MailDelayed:
            raise Unavailable from None
        except MailRefused:
            # Callers must not learn whether an address accepts mail.
            return
        request = ResetRequest(person, self._hash(email, code), browser)
        for about in (email, _own(email, browser)):
            self.requests.put(about, request, self._now() + RESET_CODE_SECONDS)
        for earlier in _counts(email, caller):
            self.guessing.right(earlier)

    def _may_mail_unknown(self, email: str, caller: Caller) -> bool:
        """
        Count a mail, and return whether to send it if nobody uses the address.

        Nobody needs such a mail. All spellings of a mailbox that nobody uses share one limit, and
        so do all mails of a network. For a known address the result does not matter, because others
        must take no mail away, but the same is counted (S8).
        """
        spellings = self.guessing.may_mail(f"forgot unknown {mailbox(email)}")
        networks = [
            self.guessing.may_try_code(f"forgot from {network}", MAX_MAILS_OF_NETWORK)
            for network in caller.networks
        ]
        return spellings and all(networks)

    def _verified_request(
        self, email: str, code: str, caller: Caller, browser: str
    ) -> ResetRequest:
        expected = self._hash(email, code)
        for request in self._counted_requests(email, caller, browser):
            is_right = request.code == expected and request.person != NOBODY
            # The person's address may have been corrected since the code was sent.
            if is_right and self.identity.find(email) == request.person:
                return request
        self._refuse(email, "reset password", caller)
        raise Invalid(WRONG_RESET_CODE, fields={"code": WRONG_RESET_CODE})

    def _counted_requests(self, email: str, caller: Caller, browser: str) -> Iterator[ResetRequest]:
        now = self._now()
        if browser:
            about = _own(email, self._browser_tag(browser))
            # A code that was asked for before the last reset expires before this time.
            since = max(now, self.requests.expiry(_done(email)))
            if own := self.requests.count_attempt(about, since, MAX_CODE_ATTEMPTS):
                yield own
        # The newest mail may have been caused by another browser, and its code is right as well.
        counts = zip(_counts(email, caller), MAX_CODE_ATTEMPTS_OF_NETWORKS, strict=False)
        if all(self.guessing.may_try_code(*each) for each in counts):
            newest = self.requests.count_attempt(email, now, MAX_CODE_ATTEMPTS_OF_ALL)
            if newest:
                yield newest

    def _record(self, email: str, purpose: str, caller: Caller) -> None:
        records = self.guessing.account_records(email)
        self.audit.record(anonymous_access(caller), AuditAction.SIGN_IN, records, purpose=purpose)

    def _refuse(self, email: str, purpose: str, caller: Caller) -> None:
        guess = Guess(anonymous_access(caller), "code", email, email, purpose)
        self.guessing.refuse(guess, purpose)

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

    def _browser_tag(self, browser: str) -> str:
        return self.tag(f"browser {browser}")

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _mails_to(email: str) -> str:
    # The exact address counts, so that requests for other spellings of its mailbox take no mail.
    return f"forgot {email}"


def _own(email: str, browser: str) -> str:
    return f"{email} {browser}"


def _done(email: str) -> str:
    # The row that marks the last reset expires as late as a code that is asked for at that time.
    return f"{email} done"


def _counts(email: str, caller: Caller) -> list[str]:
    return [f"reset {email} {network}" for network in caller.networks]


def _access_of(member: Membership, caller: Caller) -> Access:
    identity = member.practice, member.person, member.first_role, member.roles
    return Access(*identity, request=caller.request, ip=caller.ip, agent=caller.agent)
