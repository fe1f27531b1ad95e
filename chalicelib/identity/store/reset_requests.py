"""Codes for a forgotten password: one row an address, over in minutes."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.identity.store import keys
from chalicelib.identity.usecases.password_recovery import ResetRequest
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import EphemeralItem


class ResetRequestItem(EphemeralItem):
    """`code` is a keyed hash; `person` an id."""

    person = UnicodeAttribute()
    code = UnicodeAttribute()
    tries = NumberAttribute()


@dataclass(frozen=True, slots=True)
class DynamoResetRequests:
    """Implements `Codes`; `tag` is a keyed hash: what was typed is not stored."""

    tag: Callable[[str], str]

    def put(self, email: str, asked: ResetRequest, expires: int) -> None:
        """One write."""
        item = ResetRequestItem(
            *self._key(email),
            person=asked.person,
            code=asked.code,
            tries=asked.tries,
            expires=expires,
        )
        with mapped_errors():
            item.save()

    def tried(self, email: str, now: int, most: int) -> ResetRequest | None:
        """One conditional update, so that a hundred tries at once count as a hundred."""
        item = ResetRequestItem(*self._key(email))
        try:
            with mapped_errors():
                item.update(
                    [ResetRequestItem.tries.add(1)],
                    condition=(ResetRequestItem.tries < most) & (ResetRequestItem.expires > now),
                )
        except Conflict:
            return None
        return ResetRequest(PersonId(item.person), item.code, int(item.tries))

    def forget(self, email: str) -> None:
        """One delete."""
        with mapped_errors():
            ResetRequestItem(*self._key(email)).delete()

    def _key(self, email: str) -> key_parts.Key:
        return keys.password_reset(self.tag(f"reset {email}"))
