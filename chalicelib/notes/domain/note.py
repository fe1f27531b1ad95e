"""Defines notes about a client, which become permanent two minutes after Save."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, NoteId, PersonId

ONLY_PRIVATE = "Only a private note can be a psychotherapy note. Choose Private."
HOLD = timedelta(minutes=2)
"""How long the author may take a saved note back."""


class NoteLevel(StrEnum):
    """Lists who may read a note (docs/product.md#notes)."""

    PRIVATE = "private"
    CARE_TEAM = "care_team"
    PRACTICE = "practice"
    SHARED = "shared"


class NoteState(StrEnum):
    """
    Lists the states of a note.

    A held note can be taken back. A sealed note is permanent: nobody edits or deletes it (S19).
    """

    HELD = "held"
    SEALED = "sealed"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class NoteAuthor:
    """Identifies who wrote a note or an addendum, with their name when they wrote it."""

    id: PersonId
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addendum:
    """A text that follows a sealed note, and is as permanent as the note (S20)."""

    id: NoteId
    note: NoteId
    author: NoteAuthor
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientNote:
    """
    A note about a client.

    `at` is the time of Save. `seals_at` is the time at which a held note becomes permanent.
    `psychotherapy` marks a private note that prints, exports and shares leave out (S39).
    """

    id: NoteId
    client: ClientId
    level: NoteLevel
    author: NoteAuthor
    at: datetime
    text: str = field(repr=False)
    psychotherapy: bool = False
    state: NoteState = NoteState.HELD
    addenda: tuple[Addendum, ...] = ()

    @property
    def seals_at(self) -> datetime:
        return self.at + HOLD


def to_milliseconds(at: datetime) -> datetime:
    """Return a time as exactly as it is stored."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def check_psychotherapy(level: NoteLevel | None, *, psychotherapy: bool) -> None:
    """Raise Invalid if a note that is not private is marked as psychotherapy."""
    if psychotherapy and level is not NoteLevel.PRIVATE:
        raise Invalid(fields={"psychotherapy": ONLY_PRIVATE})
