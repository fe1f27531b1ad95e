"""What signing in leaves behind for minutes: half-signed-in people, tries, used codes. All of it ends by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from pynamodb.attributes import NumberAttribute

from chalicelib.identity.domain.lockout import LOCKED, Tries
from chalicelib.identity.store import keys
from chalicelib.identity.usecases.sign_in_steps import Step
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import EphemeralItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault


class StepItem(EphemeralItem):
    """Half signed in; sealed under the platform's own key, since it holds the provider's tokens."""

    x = Sealed()


class TriesItem(EphemeralItem):
    """Tries in a row against one secret."""

    count_ = NumberAttribute(attr_name="count")
    last = NumberAttribute()


class UsedCodeItem(EphemeralItem):
    """A code that was tried."""


@dataclass(frozen=True, slots=True)
class DynamoSteps:
    """Implements `Steps`."""

    vault: Vault

    def put(self, secret: str, step: Step, expires: int) -> None:
        """One write."""
        item = StepItem(*_step(secret), expires=expires)
        item.x = self.vault.seal(_binding(item), step)
        with mapped_errors():
            item.save()

    def get(self, secret: str, now: int) -> Step | None:
        """One consistent read."""
        with mapped_errors():
            try:
                item = StepItem.get(*_step(secret), consistent_read=True)
            except StepItem.DoesNotExist:
                return None
        return self.vault.open_own(_binding(item), item.x, Step) if now < item.expires else None

    def take(self, secret: str) -> bool:
        """One conditional delete."""
        return _won(lambda: StepItem(*_step(secret)).delete(condition=StepItem.pk.exists()))


@dataclass(frozen=True, slots=True)
class DynamoTries:
    """Implements `TriesRows`; `tag` is a keyed hash: what was typed is not stored."""

    tag: Callable[[str], str]

    def read(self, about: str) -> Tries:
        """One consistent read."""
        with mapped_errors():
            try:
                item = TriesItem.get(*self._key(about), consistent_read=True)
            except TriesItem.DoesNotExist:
                return Tries()
        return Tries(int(item.count_), int(item.last))

    def count(self, about: str, before: Tries, after: Tries) -> bool:
        """One conditional write."""
        item = TriesItem(
            *self._key(about), count_=after.count, last=after.last, expires=after.last + LOCKED
        )
        unchanged = (TriesItem.count_ == before.count) & (TriesItem.last == before.last)
        return _won(
            lambda: item.save(
                condition=unchanged if before.count else TriesItem.pk.does_not_exist()
            )
        )

    def clear(self, about: str) -> None:
        """One delete."""
        with mapped_errors():
            TriesItem(*self._key(about)).delete()

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


def _binding(item: StepItem) -> Binding:
    return Binding(PLATFORM_PRACTICE, item.pk, item.sk, "Step.x")


def _won(write: Callable[[], object]) -> bool:
    try:
        with mapped_errors():
            write()
    except Conflict:
        return False
    return True
