"""Signs people in by password and second factor (S5 to S8)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.identity.domain.password import check_password, normalized, refused
from chalicelib.identity.usecases.anonymous_access import anonymous_access
from chalicelib.identity.usecases.guess_limits import WRONG_CODE, Guess, GuessLimits
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
    OpenVisits,
    PersonMemberships,
    SignInProgress,
    SignInStep,
    SignInSteps,
)
from chalicelib.kernel.access import SignInMethod
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, NotFound, SignedOut
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.text import email_key

WRONG_PASSWORD = "This e-mail and password do not match. Check both and try again."
START_AGAIN = "This sign-in took too long. Start again with your password."
WITH_CODE = SignInMethod.PASSWORD_AND_CODE
_NEXT = {ChallengeKind.TOTP: NextStep.TOTP, ChallengeKind.NEW_PASSWORD: NextStep.NEW_PASSWORD}


@dataclass(frozen=True)
class SignIn:
    """
    Signs people in, step by step.

    `new_secret` returns 256 random bits, encoded as 43 characters. Each sign-in step is identified
    by a new secret, which the browser stores in a cookie. `ask_first` in a method: whether to stop
    at the step `in_visit` before the sign-in ends a visit in another browser.
    """

    identity: IdentityProvider
    steps: SignInSteps
    guessing: GuessLimits
    members: PersonMemberships
    sessions: Sessions
    visits: OpenVisits
    clock: Clock
    new_secret: Callable[[], str]

    def after_reset(self, email: str, person: PersonId) -> SignInProgress:
        """
        Begin the sign-in of a person who has just reset their password.

        With the secret of this step, other people's wrong passwords do not keep them from entering
        the new one.
        """
        membership = self._membership(person)
        if membership is None:
            return SignInProgress(NextStep.PASSWORD)
        practice, epoch = membership.practice, membership.epoch
        email = email_key(email)
        return self._save(SignInStep(NextStep.PASSWORD, practice, person, epoch=epoch, email=email))

    def password(
        self,
        email: str,
        password: str,
        caller: Caller,
        *,
        secret: str = "",
        ask_first: bool = False,
    ) -> SignInProgress:
        """
        Begin a sign-in with an e-mail address and a password.

        For known and unknown people, a failed sign-in causes the same work and gets the same
        response (S8). `secret` is the secret of a step, perhaps of `after_reset`: its attempts are
        counted by themselves.

        Raises:
            Invalid: The string is not exactly one e-mail address.
            SignedOut: The e-mail address and password do not match.
            TooMany: The sign-in is paused or locked. The password was not checked.
        """
        email = email_key(email)
        guess = self._password_guess(email, secret, caller)
        self.guessing.count(guess)
        try:
            result = self.identity.password(email, normalized(password))
        except WrongSecret:
            raise self.guessing.wrong(guess, WRONG_PASSWORD) from None
        membership = self._membership(result.person)
        if membership is None:
            raise self.guessing.wrong(guess, WRONG_PASSWORD)
        self.guessing.right(guess.about)
        if guess.owner == secret:
            self.steps.take(secret)
        return self._continue(result, membership, email, caller, ask_first=ask_first)

    def first_password(self, secret: str, password: str, caller: Caller) -> SignInProgress:
        """
        Replace an invited person's temporary password with their own password.

        Raises:
            Invalid: The new password is too weak. The person may try another password.
            SignedOut: The sign-in step expired.
        """
        step = self._step(secret, NextStep.NEW_PASSWORD)
        # Whoever began with a temporary password must not choose one after it became void.
        self._require_valid(step)
        try:
            result = self.identity.first_password(
                _challenge(step), check_password(password, step.email)
            )
        except WeakPassword:
            raise refused() from None
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None
        return self._continue(result, self._take(secret, step), step.email, caller)

    def totp(
        self, secret: str, code: str, caller: Caller, *, ask_first: bool = False
    ) -> SignInProgress:
        """
        Check a second-factor code and sign the person in.

        Raises:
            SignedOut: The code is wrong or was used before, or the sign-in step expired.
            TooMany: The sign-in is paused or locked.
        """
        step = self._step(secret, NextStep.TOTP)
        guess = _factor_guess(step, "second factor", caller)
        self.guessing.claim(guess, code)
        try:
            tokens = self.identity.totp(_challenge(step), code)
        except WrongSecret:
            raise self.guessing.wrong(guess, WRONG_CODE) from None
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None
        self.guessing.right(guess.about)
        membership = self._take(secret, step)
        return self._open(tokens, membership, caller, WITH_CODE, ask_first=ask_first)

    def confirm(self, secret: str, caller: Caller) -> SignInProgress:
        """
        Sign a person in who agreed that this ends their visit in another browser.

        Raises SignedOut when the sign-in step expired.
        """
        step = self._step(secret, NextStep.IN_VISIT)
        membership = self._take(secret, step)
        session = self.sessions.open(membership, caller, step.method)
        return SignInProgress(NextStep.DONE, session=session)

    def enrol(self, secret: str) -> str:
        """
        Create a second factor and return its secret in base32.

        `verify` activates the second factor. Raises SignedOut when the sign-in step expired.
        """
        step = self._step(secret, NextStep.ENROL_TOTP)
        try:
            return self.identity.begin_totp(_tokens(step))
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None

    def verify(self, secret: str, code: str, caller: Caller) -> SignInProgress:
        """
        Activate the new second factor and sign the person in.

        Raises:
            SignedOut: The code is wrong or was used before, or the sign-in step expired.
            TooMany: The sign-in is paused or locked.
        """
        step = self._step(secret, NextStep.ENROL_TOTP)
        guess = _factor_guess(step, "enrol second factor", caller)
        self.guessing.claim(guess, code)
        try:
            self.identity.finish_totp(_tokens(step), code)
        except WrongSecret:
            raise self.guessing.wrong(guess, WRONG_CODE) from None
        except ChallengeOver:
            raise SignedOut(START_AGAIN) from None
        self.guessing.right(guess.about)
        return self._open(_tokens(step), self._take(secret, step), caller, WITH_CODE)

    def _password_guess(self, email: str, secret: str, caller: Caller) -> Guess:
        step = self.steps.get(secret, self._now()) if secret else None
        is_after_reset = step and step.next is NextStep.PASSWORD and step.email == email
        kind, owner = ("password after reset", secret) if is_after_reset else ("password", email)
        return Guess(anonymous_access(caller), kind, owner, email, "sign in")

    def _continue(
        self,
        result: ProviderTokens | Challenge,
        membership: Membership,
        email: str,
        caller: Caller,
        *,
        ask_first: bool = False,
    ) -> SignInProgress:
        step = SignInStep(
            NextStep.ENROL_TOTP,
            membership.practice,
            result.person,
            epoch=membership.epoch,
            email=email,
        )
        if isinstance(result, Challenge):
            return self._save(replace(step, next=_NEXT[result.kind], challenge=result))
        if membership.is_staff:
            # The provider accepted the password alone, so no second factor is enrolled yet (S6).
            return self._save(replace(step, tokens=result))
        method = SignInMethod.PASSWORD
        return self._open(result, membership, caller, method, ask_first=ask_first)

    def _open(
        self,
        tokens: ProviderTokens,
        membership: Membership,
        caller: Caller,
        method: SignInMethod,
        *,
        ask_first: bool = False,
    ) -> SignInProgress:
        self.identity.forget(tokens)
        if membership.status is MembershipStatus.INVITED:
            membership = self._activated(membership)
        if ask_first and self._would_end_visit(membership.person, caller):
            step = SignInStep(NextStep.IN_VISIT, membership.practice, membership.person)
            return self._save(replace(step, epoch=membership.epoch, method=method))
        session = self.sessions.open(membership, caller, method)
        return SignInProgress(NextStep.DONE, session=session)

    def _activated(self, membership: Membership) -> Membership:
        try:
            return self.members.activate(membership)
        except (Conflict, NotFound):
            raise SignedOut(START_AGAIN) from None

    def _would_end_visit(self, person: PersonId, caller: Caller) -> bool:
        present = self.sessions.rows.newest(person, caller.device)
        return present is not None and present.sign_in_id in self.visits.sign_ins(person)

    def _save(self, step: SignInStep) -> SignInProgress:
        secret = self.new_secret()
        self.steps.put(secret, step, self._now() + STEP_SECONDS)
        return SignInProgress(step.next, secret)

    def _step(self, secret: str, expected: NextStep) -> SignInStep:
        step = self.steps.get(secret, self._now()) if secret else None
        if step is None or step.next is not expected:
            raise SignedOut(START_AGAIN)
        return step

    def _require_valid(self, step: SignInStep) -> Membership:
        membership = self._membership(step.person)
        if membership is None or membership.epoch != step.epoch:
            raise SignedOut(START_AGAIN)
        return membership

    def _take(self, secret: str, step: SignInStep) -> Membership:
        # Of two simultaneous requests for one step only one continues; the other starts again.
        if not self.steps.take(secret):
            raise SignedOut(START_AGAIN)
        return self._require_valid(step)

    def _membership(self, person: PersonId) -> Membership | None:
        return next((each for each in self.members.of_person(person) if each.may_enter), None)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _factor_guess(step: SignInStep, purpose: str, caller: Caller) -> Guess:
    access = anonymous_access(caller, step.practice, step.person)
    return Guess(access, "factor", step.person, step.email, purpose)


def _challenge(step: SignInStep) -> Challenge:
    if step.challenge is None:
        raise SignedOut(START_AGAIN)
    return step.challenge


def _tokens(step: SignInStep) -> ProviderTokens:
    if step.tokens is None:
        raise SignedOut(START_AGAIN)
    return step.tokens
