"""Stores sign-in steps, failed attempts and used codes. All these rows expire."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from pynamodb.attributes import NumberAttribute

from chalicelib.identity.domain.lockout import FORGET_SECONDS, FailedAttempts
from chalicelib.identity.store import keys
from chalicelib.identity.usecases.sign_in_steps import SignInStep
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import EphemeralItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault


class SignInStepItem(EphemeralItem):
    """
    A row for a sign-in step.

    The step is sealed, because it may contain tokens of the identity provider.
    """

    sealed_body = Sealed()


class FailedAttemptsItem(EphemeralItem):
    """A row that counts the consecutive failed attempts for one secret."""

    count_ = NumberAttribute(attr_name="count")
    last = NumberAttribute()


class UsedCodeItem(EphemeralItem):
    """A row that marks a second-factor code as used."""


@dataclass(frozen=True, slots=True)
class DynamoSignInSteps:
    """Implements `SignInSteps` with DynamoDB."""

    vault: Vault

    def put(self, secret: str, step: SignInStep, expires: int) -> None:
        item = SignInStepItem(*_step(secret), expires=expires)
        item.sealed_body = self.vault.seal(_binding(item), step)
        with mapped_errors():
            item.save()

    def get(self, secret: str, now: int) -> SignInStep | None:
        with mapped_errors():
            try:
                item = SignInStepItem.get(*_step(secret), consistent_read=True)
            except SignInStepItem.DoesNotExist:
                return None
        return (
            self.vault.open_own(_binding(item), item.sealed_body, SignInStep)
            if now < item.expires
            else None
        )

    def take(self, secret: str) -> bool:
        return _won(
            lambda: SignInStepItem(*_step(secret)).delete(condition=SignInStepItem.pk.exists())
        )


@dataclass(frozen=True, slots=True)
class DynamoFailedAttempts:
    """
    Implements `FailedAttemptRows` with DynamoDB.

    `tag` is a function that returns the keyed hash of the string that identifies a secret.
    """

    tag: Callable[[str], str]

    def read(self, about: str) -> FailedAttempts:
        with mapped_errors():
            try:
                item = FailedAttemptsItem.get(*self._key(about), consistent_read=True)
            except FailedAttemptsItem.DoesNotExist:
                return FailedAttempts()
        return FailedAttempts(int(item.count_), int(item.last))

    def count(self, about: str, before: FailedAttempts, after: FailedAttempts) -> bool:
        item = FailedAttemptsItem(
            *self._key(about),
            count_=after.count,
            last=after.last,
            expires=after.last + FORGET_SECONDS,
        )
        unchanged = (FailedAttemptsItem.count_ == before.count) & (
            FailedAttemptsItem.last == before.last
        )
        return _won(
            lambda: item.save(
                condition=unchanged if before.count else FailedAttemptsItem.pk.does_not_exist()
            )
        )

    def clear(self, about: str) -> None:
        with mapped_errors():
            FailedAttemptsItem(*self._key(about)).delete()

    def _key(self, about: str) -> key_parts.Key:
        return keys.sign_in_throttle(self.tag(about))


@dataclass(frozen=True, slots=True)
class DynamoUsedCodes:
    """Implements `UsedCodes` with DynamoDB."""

    def claim(self, person: PersonId, code: str, now: int, expires: int) -> bool:
        item = UsedCodeItem(*keys.used_code(person, int(code)), expires=expires)
        free = UsedCodeItem.pk.does_not_exist() | (UsedCodeItem.expires <= now)
        return _won(lambda: item.save(condition=free))


def _step(secret: str) -> key_parts.Key:
    return keys.step(sha256(secret.encode()).hexdigest())


def _binding(item: SignInStepItem) -> Binding:
    return Binding(PLATFORM_PRACTICE, item.pk, item.sk, "SignInStep.sealed_body")


def _won(write: Callable[[], object]) -> bool:
    try:
        with mapped_errors():
            write()
    except Conflict:
        return False
    return True
