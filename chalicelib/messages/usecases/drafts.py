"""Keeps the messages that people are still writing."""

from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, ThreadId
from chalicelib.messages.domain.draft import NEW, MessageDraft
from chalicelib.messages.usecases.ports import MessageDraftStore
from chalicelib.messages.usecases.threads import Threads


@dataclass(frozen=True, slots=True)
class MessageDrafts:
    """
    Stores a draft for each author and place: a thread, or a new thread.

    Only the author reads a draft. Sending the message ends the version that its author saw.

    Raises:
        NotFound: The client or thread does not exist, or the caller may not see it.
    """

    rows: MessageDraftStore
    threads: Threads

    def get(self, access: Access, client: ClientId, place: str) -> MessageDraft | None:
        self._require(access, client, place)
        return self.rows.get(access, client, place)

    def put(
        self, access: Access, client: ClientId, place: str, draft: MessageDraft, seen: int | None
    ) -> MessageDraft:
        """
        Store the draft, if no other tab or device has stored one since version `seen`.

        Raises:
            Conflict: Another has; the error carries the stored draft, or NO_DRAFT.
        """
        self._require(access, client, place)
        return self.rows.put(access, client, place, draft, seen)

    def delete(self, access: Access, client: ClientId, place: str, seen: int | None) -> None:
        """Delete the draft; raises Conflict as `put` does."""
        self._require(access, client, place)
        self.rows.delete(access, client, place, seen)

    def _require(self, access: Access, client: ClientId, place: str) -> None:
        self.threads.client_access.require(access, client)
        if place != NEW and self.threads.reached(access, ThreadId(place)).client != client:
            raise NotFound
