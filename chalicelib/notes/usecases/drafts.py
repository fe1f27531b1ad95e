"""Stores the draft of a note for its author (docs/product.md#notes)."""

from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.ports import Clock
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import check_psychotherapy, to_milliseconds
from chalicelib.notes.domain.note_text import checked_text
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.notes.usecases.ports import NoteDraftStore


@dataclass(frozen=True, slots=True)
class NoteDrafts:
    """
    Stores what an author has typed but not saved.

    An author who no longer reaches the client no longer reaches the draft either.

    Raises:
        NotFound: The client does not exist, or the caller may not see the client.
    """

    rows: NoteDraftStore
    reach: NoteReach
    now: Clock

    def get(self, access: Access, client: ClientId) -> NoteDraft:
        self._require(access, client)
        return self.rows.get(access, client)

    def put(
        self, access: Access, client: ClientId, draft: NoteDraft, seen: int | None
    ) -> NoteDraft:
        """
        Store the draft, if no other tab has stored one since version `seen`.

        Raises:
            Invalid: The text or the level cannot be used. The error names the field.
            Conflict: Another tab has; the error carries the stored draft.
        """
        notes = self.reach.require(access, client)
        if draft.level:
            notes.require_writable(draft.level)
        check_psychotherapy(draft.level, psychotherapy=draft.psychotherapy)
        checked_text(draft.text, required=False)
        new = replace(draft, saved_at=to_milliseconds(self.now()))
        return self.rows.put(access, client, new, seen=seen)

    def discard(self, access: Access, client: ClientId, seen: int | None) -> None:
        """
        Delete the draft, if no other tab has stored one since version `seen`.

        None deletes any version. Nothing happens if there is no draft. Raises Conflict as `put`
        does.
        """
        self._require(access, client)
        self.rows.delete(access, client, seen=seen)

    def _require(self, access: Access, client: ClientId) -> None:
        access.require_role(Role.ADMIN, Role.PROVIDER)
        self.reach.require(access, client)
