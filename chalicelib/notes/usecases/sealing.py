"""Makes held notes permanent when their two minutes have passed."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.kernel.errors import Unavailable, Unreadable
from chalicelib.kernel.ports import Clock
from chalicelib.notes.usecases.ports import NoteEntry, NoteSealer


@dataclass(frozen=True, slots=True)
class Sealing:
    """
    Seals notes whose hold has passed, whether or not their author is signed in.

    It runs every minute, and before a list of a client's notes is read.
    """

    notes: NoteSealer
    now: Clock

    def seal_due(self) -> int:
        """
        Seal the due notes of all practices, and return how many were sealed.

        A note that cannot be sealed now does not stop the others; the next run tries it again.
        """
        return self._seal(self.notes.due(self.now()))

    def seal_passed(self, held: Sequence[NoteEntry]) -> int:
        """Seal those of a client's held notes whose hold has passed."""
        return self._seal([each for each in held if each.seals_at <= self.now()])

    def _seal(self, due: Sequence[NoteEntry]) -> int:
        sealed = 0
        for note in sorted(due, key=lambda each: (each.seals_at, each.id)):
            try:
                sealed += self.notes.seal(note)
            except (Unavailable, Unreadable):
                # The vault has raised an alarm for a damaged record.
                continue
        return sealed
