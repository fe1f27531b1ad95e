"""Fakes the identity provider in memory, with stricter rules than the emulator."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import pyotp

from chalicelib.identity.usecases.identity_provider import (
    Challenge,
    ChallengeKind,
    ChallengeOver,
    EmailRefused,
    EmailTaken,
    ProviderTokens,
    WeakPassword,
    WrongSecret,
)
from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.kernel.ids import PersonId

ADDRESS, MAX_ADDRESS = re.compile(r"[^@\s.]+(\.[^@\s.]+)*@[^@\s.]+(\.[^@\s.]+)*"), 128
"""What Cognito accepts as an address and user name: no empty parts, at most 128 characters."""
CHALLENGE_SECONDS, TOKEN_SECONDS, STEP = 600, 300, 30


@dataclass
class Person:
    """
    Holds a person's account at the fake identity provider.

    `pending`: the secret of a second factor that the person has not verified yet, or an
    empty string. `used`: the 30-second time steps of the TOTP codes that the provider
    has accepted.
    """

    id: PersonId
    password: str
    has_chosen_password: bool = False
    enabled: bool = True
    created: float = 0
    pending: str = ""
    factor: str = ""
    used: set[int] = field(default_factory=set)


@dataclass
class FakeIdentityProvider:
    """
    A fake `IdentityProvider` that checks real TOTP codes and revokes tokens.

    If `remembers_codes` is False, the fake accepts a code twice, as some providers do.
    While `down` is True, each call raises `Unavailable`. `calls` lists the names of the
    called methods in order.
    """

    clock: Callable[[], datetime]
    remembers_codes: bool = True
    down: bool = False
    people: dict[str, Person] = field(default_factory=dict)
    challenges: dict[str, tuple[PersonId, ChallengeKind, float]] = field(default_factory=dict)
    tokens: dict[str, tuple[PersonId, float]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def password(self, email, password):
        self._called("password")
        person = self.people.get(email.casefold())
        if (
            person is None
            or not person.enabled
            or not secrets.compare_digest(person.password, password)
        ):
            raise WrongSecret
        if not person.has_chosen_password:
            return self._challenge(person, ChallengeKind.NEW_PASSWORD)
        return (
            self._challenge(person, ChallengeKind.TOTP)
            if person.factor
            else self._new_tokens(person)
        )

    def totp(self, challenge, code):
        self._called("totp")
        person = self._challenged_person(challenge, ChallengeKind.TOTP)
        self._check(person, person.factor, code)
        del self.challenges[challenge.session]
        return self._new_tokens(person)

    def first_password(self, challenge, password):
        self._called("first_password")
        person = self._challenged_person(challenge, ChallengeKind.NEW_PASSWORD)
        if person.has_chosen_password:
            raise ChallengeOver
        if len(password) < 12:
            raise WeakPassword
        del self.challenges[challenge.session]
        person.password, person.has_chosen_password = password, True
        return (
            self._challenge(person, ChallengeKind.TOTP)
            if person.factor
            else self._new_tokens(person)
        )

    def begin_totp(self, tokens):
        self._called("begin_totp")
        person = self._unenrolled(tokens)
        person.pending = pyotp.random_base32()
        return person.pending

    def finish_totp(self, tokens, code):
        self._called("finish_totp")
        person = self._unenrolled(tokens)
        if not person.pending:
            raise ChallengeOver
        self._check(person, person.pending, code)
        person.factor, person.pending = person.pending, ""

    def forget(self, tokens):
        self._called("forget")
        self.tokens.pop(tokens.access_token, None)

    def invite(self, email):
        self._called("invite")
        self._check_address(email)
        if email.casefold() in self.people:
            raise EmailTaken
        person = Person(PersonId(str(uuid4())), "Temporary" + secrets.token_hex(4) + "7")
        person.created = self._now()
        self.people[email.casefold()] = person
        return person.id, person.password

    def correct(self, person, email):
        self._called("correct")
        known = self._known(person)
        self._check_address(email)
        if self.people.get(email.casefold(), known) is not known:
            raise EmailTaken
        self.withdraw(person)
        self.people[email.casefold()] = Person(
            person, "Temporary" + secrets.token_hex(4) + "9", created=known.created
        )
        return self.people[email.casefold()].password

    def withdraw(self, person):
        self._called("withdraw")
        self.people = {email: each for email, each in self.people.items() if each.id != person}
        self.tokens = {token: held for token, held in self.tokens.items() if held[0] != person}

    def unused(self, email, seconds):
        self._called("unused")
        known = self.people.get(email.casefold())
        if known is None or known.has_chosen_password:
            return None
        return known.id if self._now() - known.created >= seconds else None

    def find(self, email):
        self._called("find")
        known = self.people.get(email.casefold())
        return known.id if known and known.enabled else None

    def set_password(self, person, password):
        self._called("set_password")
        known = self._known(person)
        if len(password) < 12:
            raise WeakPassword
        known.password, known.has_chosen_password = password, True
        self.tokens = {token: held for token, held in self.tokens.items() if held[0] != person}

    def end_everywhere(self, person):
        self._called("end_everywhere")
        self._known(person).enabled = False
        self.tokens = {token: held for token, held in self.tokens.items() if held[0] != person}

    def code(self, email: str, secret: str = "") -> str:
        """Return the code that the person's authenticator app shows now."""
        return pyotp.TOTP(secret or self.people[email.casefold()].factor).at(self.clock())

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.down:
            raise Unavailable

    def _check_address(self, email: str) -> None:
        if not ADDRESS.fullmatch(email) or len(email) > MAX_ADDRESS:
            raise EmailRefused

    def _known(self, person: PersonId) -> Person:
        known = next((each for each in self.people.values() if each.id == person), None)
        if known is None:
            raise NotFound
        return known

    def _challenge(self, person: Person, kind: ChallengeKind) -> Challenge:
        session = secrets.token_urlsafe(32)
        self.challenges[session] = (person.id, kind, self._now() + CHALLENGE_SECONDS)
        return Challenge(kind, person.id, session)

    def _challenged_person(self, challenge: Challenge, kind: ChallengeKind) -> Person:
        person, expected_kind, ends = self.challenges.get(challenge.session, ("", None, 0))
        if person != challenge.person or expected_kind is not kind or self._now() >= ends:
            raise ChallengeOver
        return self._known(challenge.person)

    def _check(self, person: Person, secret: str, code: str) -> None:
        now = int(self._now()) // STEP
        match = next(
            (
                step
                for step in (now - 1, now, now + 1)
                if pyotp.TOTP(secret).at(step * STEP) == code
            ),
            None,
        )
        if match is None or (self.remembers_codes and match in person.used):
            raise WrongSecret
        person.used.add(match)

    def _new_tokens(self, person: Person) -> ProviderTokens:
        token = secrets.token_urlsafe(16)
        self.tokens[token] = (person.id, self._now() + TOKEN_SECONDS)
        return ProviderTokens(person.id, token, f"refresh-{token}")

    def _token_owner(self, tokens: ProviderTokens) -> Person:
        person, ends = self.tokens.get(tokens.access_token, ("", 0))
        if not person or self._now() >= ends:
            raise ChallengeOver
        return self._known(PersonId(person))

    def _unenrolled(self, tokens: ProviderTokens) -> Person:
        person = self._token_owner(tokens)
        if person.factor:
            raise ChallengeOver
        return person

    def _now(self) -> float:
        return self.clock().timestamp()
