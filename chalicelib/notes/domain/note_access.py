"""Decides which notes of a client a person may read and write."""

from dataclasses import dataclass

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId
from chalicelib.notes.domain.note import NoteLevel

OF_CARE_TEAM = frozenset({NoteLevel.CARE_TEAM, NoteLevel.PRACTICE, NoteLevel.SHARED})
OF_STAFF = frozenset({NoteLevel.PRACTICE, NoteLevel.SHARED})
OF_CLIENT = frozenset({NoteLevel.SHARED})
NOT_YOURS = (
    "Choose Practice or Shared with client:"
    " only a provider assigned to this client may use the other types."
)


@dataclass(frozen=True, slots=True)
class NoteAccess:
    """
    Tells what a person who may open a client may read of the client's notes.

    `role` is the role in which the person acts. `assigned` says whether the person is one of
    the client's providers now.
    """

    person: PersonId
    role: Role
    assigned: bool

    @property
    def levels(self) -> frozenset[NoteLevel]:
        """The levels that the person reads, whoever wrote the note."""
        if self.role is Role.CLIENT:
            return OF_CLIENT
        if self.role not in {Role.ADMIN, Role.PROVIDER}:
            return frozenset()
        return OF_CARE_TEAM if self.assigned else OF_STAFF

    @property
    def reads_private(self) -> bool:
        """Whether the person also reads the private notes that they wrote."""
        return self.assigned and self.role in {Role.ADMIN, Role.PROVIDER}

    @property
    def writable(self) -> frozenset[NoteLevel]:
        """The levels at which the person may write: nobody writes what they cannot read."""
        if self.role not in {Role.ADMIN, Role.PROVIDER}:
            return frozenset()
        return self.levels | {NoteLevel.PRIVATE} if self.reads_private else self.levels

    def may_read(self, level: NoteLevel, author: PersonId) -> bool:
        """Return whether the person may read a sealed note of this level by this author."""
        is_own = level is NoteLevel.PRIVATE and author == self.person
        return level in self.levels or (self.reads_private and is_own)

    def may_read_held(self, level: NoteLevel, author: PersonId) -> bool:
        """Return whether the person may read a held note of this level by this author."""
        return author == self.person and level in self.writable

    def require_writable(self, level: NoteLevel) -> None:
        """Raise Invalid at the field `level` if the person may not write at this level."""
        if level not in self.writable:
            raise Invalid(fields={"level": NOT_YOURS})
