"""What signing in leaves behind for minutes: half-signed-in people, tries, used codes. All of it ends by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from pynamodb.attributes import NumberAttribute

from chalicelib.identity.domain.lockout import LOCKOUT_SECONDS, FailedAttempts
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
    """Half signed in; sealed under the platform's own key, since it holds the provider's tokens."""

    x = Sealed()


class FailedAttemptsItem(EphemeralItem):
    """Tries in a row against one secret."""

    count_ = NumberAttribute(attr_name="count")
    last = NumberAttribute()


class UsedCodeItem(EphemeralItem):
    """A code that was tried."""


@dataclass(frozen=True, slots=True)
class DynamoSignInSteps:
    """Implements `Steps`."""

    vault: Vault

    def put(self, secret: str, step: SignInStep, expires: int) -> None:
        """One write."""
        item = SignInStepItem(*_step(secret), expires=expires)
        item.x = self.vault.seal(_binding(item), step)
        with mapped_errors():
            item.save()

    def get(self, secret: str, now: int) -> SignInStep | None:
        """One consistent read."""
        with mapped_errors():
            try:
                item = SignInStepItem.get(*_step(secret), consistent_read=True)
            except SignInStepItem.DoesNotExist:
                return None
        return (
            self.vault.open_own(_binding(item), item.x, SignInStep) if now < item.expires else None
        )

    def take(self, secret: str) -> bool:
        """One conditional delete."""
        return _won(
            lambda: SignInStepItem(*_step(secret)).delete(condition=SignInStepItem.pk.exists())
        )


@dataclass(frozen=True, slots=True)
class DynamoFailedAttempts:
    """Implements `TriesRows`; `tag` is a keyed hash: what was typed is not stored."""

    tag: Callable[[str], str]

    def read(self, about: str) -> FailedAttempts:
        """One consistent read."""
        with mapped_errors():
            try:
                item = FailedAttemptsItem.get(*self._key(about), consistent_read=True)
            except FailedAttemptsItem.DoesNotExist:
                return FailedAttempts()
        return FailedAttempts(int(item.count_), int(item.last))

    def count(self, about: str, before: FailedAttempts, after: FailedAttempts) -> bool:
        """One conditional write."""
        item = FailedAttemptsItem(
            *self._key(about),
            count_=after.count,
            last=after.last,
            expires=after.last + LOCKOUT_SECONDS,
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
        """One delete."""
        with mapped_errors():
            FailedAttemptsItem(*self._key(about)).delete()

    def _key(self, about: str) -> key_parts.Key:
        return keys.sign_in_throttle(self.tag(about))


@dataclass(frozen=True, slots=True)
class DynamoUsedCodes:
    """Implements `UsedCodes`."""

    def claim(self, person: PersonId, code: str, now: int, expires: int) -> bool:
        """One conditional write."""
        item = UsedCodeItem(*keys.used_code(person, int(code)), expires=expires)
        free = UsedCodeItem.pk.does_not_exist() | (UsedCodeItem.expires <= now)
        return _won(lambda: item.save(condition=free))


def _step(secret: str) -> key_parts.Key:
    return keys.step(sha256(secret.encode()).hexdigest())


def _binding(item: SignInStepItem) -> Binding:
    return Binding(PLATFORM_PRACTICE, item.pk, item.sk, "Step.x")


def _won(write: Callable[[], object]) -> bool:
    try:
        with mapped_errors():
            write()
    except Conflict:
        return False
    return True
