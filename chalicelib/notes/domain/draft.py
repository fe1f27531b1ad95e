"""Defines the draft of a note, which only its author can read."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.notes.domain.note import ClientNote, NoteLevel


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """
    The unsaved text of a person's next note about a client.

    `level` is None until the author has chosen who may read the note. `version` grows
    each time the author's draft about the client is stored or ends, so that no later draft has
    it; 0 means that no draft is stored.
    """

    text: str = field(default="", repr=False)
    level: NoteLevel | None = None
    psychotherapy: bool = False
    version: int = 0
    saved_at: datetime | None = None

    def with_note(self, note: ClientNote) -> "NoteDraft":
        """
        Return the draft after its author has taken a note back.

        If a later draft exists, its text follows. The author then chooses again who may read it.
        """
        if not self.text:
            return NoteDraft(note.text, note.level, note.psychotherapy, self.version)
        return NoteDraft(f"{note.text}\n\n{self.text}", version=self.version)
