"""Ends the drafts of messages whose requests do not say which version they send."""

from contextlib import suppress
from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId
from chalicelib.messages.usecases.ports import MessageDraftStore


@dataclass(frozen=True, slots=True)
class SentDrafts:
    """Finds the draft of a request by the Idempotency-Key stored with it."""

    rows: MessageDraftStore

    def version(
        self, access: Access, client: ClientId, place: str, key: IdempotencyKey | None
    ) -> int | None:
        """Return the version of the caller's draft if it has this key."""
        if key is None:
            return None
        try:
            draft = self.rows.get(access, client, place)
        except Unreadable:
            # A damaged draft stops no message.
            return None
        return draft.version if draft and draft.key == key.key else None

    def end(self, access: Access, client: ClientId, place: str, key: IdempotencyKey | None) -> None:
        """End the caller's draft if an earlier request with this key has sent it."""
        version = self.version(access, client, place, key)
        if version is None:
            return
        # Another text that was stored meanwhile stays.
        with suppress(Conflict):
            self.rows.delete(access, client, place, version)
