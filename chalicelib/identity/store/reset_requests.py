"""Stores password reset requests."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.identity.store import keys
from chalicelib.identity.usecases.reset_requests import ResetRequest
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import EphemeralItem


class ResetRequestItem(EphemeralItem):
    """A row for a reset request. Its code and its browser are stored as keyed hashes."""

    person = UnicodeAttribute()
    code = UnicodeAttribute()
    browser = UnicodeAttribute()
    tries = NumberAttribute()


@dataclass(frozen=True, slots=True)
class DynamoResetRequests:
    """
    Implements `ResetRequests` with DynamoDB.

    `tag` is a function that returns the keyed hash of a string. No e-mail address is stored.
    """

    tag: Callable[[str], str]

    def put(self, about: str, request: ResetRequest, expires: int) -> None:
        item = ResetRequestItem(
            *self._key(about),
            person=request.person,
            code=request.code,
            browser=request.browser,
            tries=request.tries,
            expires=expires,
        )
        with mapped_errors():
            item.save()

    def count_attempt(self, about: str, now: int, most: int) -> ResetRequest | None:
        """
        Count an attempt to enter the reset code, with one conditional update.

        The update is atomic, so that simultaneous attempts are all counted.
        """
        item = ResetRequestItem(*self._key(about))
        try:
            with mapped_errors():
                item.update(
                    [ResetRequestItem.tries.add(1)],
                    condition=(ResetRequestItem.tries < most) & (ResetRequestItem.expires > now),
                )
        except Conflict:
            return None
        return ResetRequest(PersonId(item.person), item.code, item.browser, int(item.tries))

    def expiry(self, about: str) -> int:
        with mapped_errors():
            try:
                item = ResetRequestItem.get(*self._key(about), consistent_read=True)
            except ResetRequestItem.DoesNotExist:
                return 0
        return int(item.expires)

    def forget(self, about: str) -> None:
        with mapped_errors():
            ResetRequestItem(*self._key(about)).delete()

    def _key(self, about: str) -> key_parts.Key:
        return keys.password_reset(self.tag(f"reset {about}"))
