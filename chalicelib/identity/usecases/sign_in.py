"""From a password to a session: first factor, second factor, first visit (S5 to S8)."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.identity.domain.password import PASSWORD_RULE, check_password
from chalicelib.identity.usecases.guess_limits import WRONG_CODE, GuessLimits
from chalicelib.identity.usecases.identity_provider import (
    Challenge,
    ChallengeKind,
    ChallengeOver,
    IdentityProvider,
    ProviderTokens,
    WeakPassword,
    WrongSecret,
)
from chalicelib.identity.usecases.sessions import Sessions
from chalicelib.identity.usecases.sign_in_steps import (
    STEP_SECONDS,
    NextStep,
    PersonMemberships,
    SignInProgress,
    SignInStep,
    SignInSteps,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Invalid, SignedOut
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId, PracticeId
from chalicelib.kernel.ports import Clock

WRONG_PASSWORD = "This e-mail and password do not match. Check both and try again."
START_AGAIN = "Too much time has passed. Start again with your password."
_NEXT = {ChallengeKind.TOTP: NextStep.TOTP, ChallengeKind.NEW_PASSWORD: NextStep.NEW_PASSWORD}


@dataclass(frozen=True)
class SignIn:
    """Signs people in. `new_secret`: 256 random bits as 43 characters."""

    identity: IdentityProvider
    steps: SignInSteps
    guessing: GuessLimits
    members: PersonMemberships
    sessions: Sessions
    clock: Clock
    new_secret: Callable[[], str]

    def password(self, email: str, password: str, caller: Caller) -> SignInProgress:
        """
        Begin with e-mail and password. Known and unknown people cost the same work and get the same answers (S8).

        Raises:
            SignedOut: They do not match.
            TooMany: Slowed down or locked; the password was not looked at.
        """
        email = email.strip().casefold()
        about = f"password {email}"
        self.guessing.count(about)
        try:
            said = self.identity.password(email, password)
        except WrongSecret:
            raise self.guessing.wrong(_nobody(caller), "sign in", WRONG_PASSWORD) from None
        membership = self._membership(said.person)
        if membership is None:
            raise self.guessing.wrong(_nobody(caller), "sign in", WRONG_PASSWORD)
        self.guessing.right(about)
        return self._go_on(said, membership, caller)

    def first_password(self, secret: str, password: str, caller: Caller) -> SignInProgress:
        """
        Replace the temporary password of an invited person.

        Raises:
            Invalid: The password is too weak; the step stays.
            SignedOut: This step is over.
        """
        step = self._step(secret, NextStep.NEW_PASSWORD)
        try:
            said = self.identity.first_password(_challenge(step), check_password(password))
        except WeakPassword:
            raise Invalid(PASSWORD_RULE, fields={"password": PASSWORD_RULE}) from None
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None
        return self._go_on(said, self._taken(secret, step), caller)

    def totp(self, secret: str, code: str, caller: Caller) -> SignInProgress:
        """
        Prove the second factor.

        Raises:
            SignedOut: The code is wrong or was used before, or the step is over.
            TooMany: Slowed down or locked.
        """
        step = self._step(secret, NextStep.TOTP)
        access, about = _half(step, caller), _factor(step)
        self.guessing.claim(access, about, code)
        try:
            tokens = self.identity.totp(_challenge(step), code)
        except WrongSecret:
            raise self.guessing.wrong(access, "second factor", WRONG_CODE) from None
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None
        self.guessing.right(about)
        return self._open(tokens, self._taken(secret, step), caller)

    def enrol(self, secret: str) -> str:
        """A new second factor's secret in base32, for the person's app; not in force until `verify`."""
        step = self._step(secret, NextStep.ENROL_TOTP)
        try:
            return self.identity.begin_totp(_tokens(step))
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None

    def verify(self, secret: str, code: str, caller: Caller) -> SignInProgress:
        """Put the new second factor in force and finish signing in. Raises as `totp` does."""
        step = self._step(secret, NextStep.ENROL_TOTP)
        access, about = _half(step, caller), _factor(step)
        self.guessing.claim(access, about, code)
        try:
            self.identity.finish_totp(_tokens(step), code)
        except WrongSecret:
            raise self.guessing.wrong(access, "enrol second factor", WRONG_CODE) from None
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None
        self.guessing.right(about)
        return self._open(_tokens(step), self._taken(secret, step), caller)

    def _go_on(
        self, said: ProviderTokens | Challenge, membership: Membership, caller: Caller
    ) -> SignInProgress:
        if isinstance(said, Challenge):
            return self._wait(
                SignInStep(
                    _NEXT[said.kind],
                    membership.practice,
                    said.person,
                    challenge=said,
                    epoch=membership.epoch,
                )
            )
        if membership.is_staff:
            # The provider let him in with a password alone: no second factor is enrolled yet (S6).
            return self._wait(
                SignInStep(
                    NextStep.ENROL_TOTP,
                    membership.practice,
                    said.person,
                    tokens=said,
                    epoch=membership.epoch,
                )
            )
        return self._open(said, membership, caller)

    def _open(
        self, tokens: ProviderTokens, membership: Membership, caller: Caller
    ) -> SignInProgress:
        self.identity.forget(tokens)
        if membership.status is MembershipStatus.INVITED:
            membership = self.members.activate(membership)
        return SignInProgress(NextStep.DONE, session=self.sessions.open(membership, caller))

    def _wait(self, step: SignInStep) -> SignInProgress:
        secret = self.new_secret()
        self.steps.put(secret, step, self._now() + STEP_SECONDS)
        return SignInProgress(step.next, secret)

    def _step(self, secret: str, expected: NextStep) -> SignInStep:
        step = self.steps.get(secret, self._now()) if secret else None
        if step is None or step.next is not expected:
            raise SignedOut(START_AGAIN)
        return step

    def _taken(self, secret: str, step: SignInStep) -> Membership:
        # Of two answers at once only one goes on; the other starts again.
        membership = self._membership(step.person) if self.steps.take(secret) else None
        if membership is None or membership.epoch != step.epoch:
            raise SignedOut(START_AGAIN)
        return membership

    def _membership(self, person: PersonId) -> Membership | None:
        return next((each for each in self.members.of_person(person) if each.may_enter), None)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _factor(step: SignInStep) -> str:
    return f"factor {step.person}"


def _challenge(step: SignInStep) -> Challenge:
    if step.challenge is None:
        raise SignedOut(START_AGAIN)
    return step.challenge


def _tokens(step: SignInStep) -> ProviderTokens:
    if step.tokens is None:
        raise SignedOut(START_AGAIN)
    return step.tokens


def _nobody(caller: Caller) -> Access:
    return _seen(PLATFORM_PRACTICE, PersonId("unknown"), caller)


def _half(step: SignInStep, caller: Caller) -> Access:
    return _seen(step.practice, step.person, caller)


def _seen(practice: PracticeId, person: PersonId, caller: Caller) -> Access:
    return Access(
        practice, person, Role.SYSTEM, request=caller.request, ip=caller.ip, agent=caller.agent
    )
