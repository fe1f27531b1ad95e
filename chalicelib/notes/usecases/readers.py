"""Lists the people who could read a note now, before it is saved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.notes.usecases.ports import CareTeamReader, PeopleReader

MAX_COLLEAGUES = 100
"""The names of at most so many colleagues are read at once."""


@dataclass(frozen=True, slots=True)
class NoteReader:
    """A person who could read a note; `role` is why they could."""

    name: str = field(repr=False)
    role: Role


@dataclass(frozen=True, slots=True)
class NoteReaders:
    """Tells an author who could read a note of each level now."""

    reach: NoteReach
    care_team: CareTeamReader
    people: PeopleReader

    def of(self, access: Access, client: ClientId, level: NoteLevel) -> Sequence[NoteReader]:
        """
        Return the readers of a note that the caller would save at this level.

        Raises:
            NotFound: The caller does not reach the client.
            Invalid: The caller may not write at this level.
        """
        self.reach.require(access, client).require_writable(level)
        readers = self._staff(access, client, level)
        if level is NoteLevel.SHARED:
            name = self.people.client_names(access, [client]).get(client)
            readers += [NoteReader(name, Role.CLIENT)] if name else []
        return readers

    def _staff(self, access: Access, client: ClientId, level: NoteLevel) -> list[NoteReader]:
        team, admins = {access.person}, frozenset[PersonId]()
        if level is not NoteLevel.PRIVATE:
            team |= self.care_team.current_providers(access, client)
        if level in {NoteLevel.PRACTICE, NoteLevel.SHARED}:
            admins = frozenset(self.people.admins(access))
        members = self._members(access, team | admins)
        readers = [
            NoteReader(summary.name, role)
            for person, (member, summary) in members.items()
            if (role := _role(access, member, is_admin=person in admins))
        ]
        return sorted(readers, key=lambda reader: (reader.role.value, reader.name.casefold()))

    def _members(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        ids, members = sorted(people), dict[PersonId, tuple[Membership, PersonSummary]]()
        for start in range(0, len(ids), MAX_COLLEAGUES):
            members |= self.people.colleagues(access, ids[start : start + MAX_COLLEAGUES])
        return members


def _role(access: Access, member: Membership, *, is_admin: bool) -> Role | None:
    if is_admin:
        return Role.ADMIN
    if member.person == access.person:
        return access.role
    return Role.PROVIDER if member.is_provider else None
