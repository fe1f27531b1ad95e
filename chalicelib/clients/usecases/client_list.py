"""Lists the clients of a practice, for an Admin with who is assigned to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.clients.usecases.client_ports import (
    ClientFilter,
    ClientRow,
    ClientStore,
    ColleagueReader,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import ClientId, PersonId

ALL = ClientFilter()
MAX_COLLEAGUES = 100
"""The names of at most so many colleagues are read at once."""


@dataclass(frozen=True, slots=True)
class ListedClient:
    """
    A client in a list.

    `providers` holds the id and name of each assigned provider; it is None except for an Admin.
    """

    row: ClientRow
    providers: Sequence[tuple[PersonId, str]] | None = None


@dataclass(frozen=True, slots=True)
class ClientList:
    """Lists clients. A provider sees only the clients assigned to them (S2)."""

    rows: ClientStore
    colleagues: ColleagueReader

    def page(
        self, access: Access, cursor: str | None, filters: ClientFilter = ALL
    ) -> tuple[Sequence[ListedClient], str | None]:
        """
        Return a page of clients whom the caller may see, and the next page's cursor.

        With `unassigned`, a page may be empty although there is a next one, and only the clients
        in it are opened.

        Raises:
            NotAllowed: The caller is a client, or a provider who filters.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        if access.role is Role.PROVIDER:
            return self._own_page(access, cursor, filters)
        if filters.unassigned:
            return self._unassigned_page(access, cursor, filters)
        rows, following = self.rows.page(access, filters.provider, cursor)
        providers = self._providers(access, [row.id for row in rows])
        return [ListedClient(row, providers[row.id]) for row in rows], following

    def _own_page(
        self, access: Access, cursor: str | None, filters: ClientFilter
    ) -> tuple[Sequence[ListedClient], str | None]:
        if filters != ALL:
            raise NotAllowed("Only an Admin can list clients by their providers.")
        rows, following = self.rows.page(access, access.person, cursor)
        return [ListedClient(row) for row in rows], following

    def _unassigned_page(
        self, access: Access, cursor: str | None, filters: ClientFilter
    ) -> tuple[Sequence[ListedClient], str | None]:
        ids, following = self.rows.page_of_ids(access, filters.provider, cursor)
        providers = self._providers(access, ids)
        rows = self.rows.rows_of(access, [each for each in ids if not providers[each]])
        return [ListedClient(row, []) for row in rows], following

    def _providers(
        self, access: Access, clients: Sequence[ClientId]
    ) -> Mapping[ClientId, Sequence[tuple[PersonId, str]]]:
        assigned = self.rows.providers_of(access, clients)
        names = self._names(access, {each for people in assigned.values() for each in people})
        return {client: _named(names, people) for client, people in assigned.items()}

    def _names(self, access: Access, people: Collection[PersonId]) -> Mapping[PersonId, str]:
        """Return the names of those people who are providers of the practice now."""
        ids, names = sorted(people), dict[PersonId, str]()
        for start in range(0, len(ids), MAX_COLLEAGUES):
            batch = self.colleagues.colleagues(access, ids[start : start + MAX_COLLEAGUES])
            names |= {
                person: summary.name
                for person, (member, summary) in batch.items()
                if member.is_provider
            }
        return names


def _named(
    names: Mapping[PersonId, str], people: Collection[PersonId]
) -> Sequence[tuple[PersonId, str]]:
    pairs = [(person, names[person]) for person in people if person in names]
    return sorted(pairs, key=lambda pair: pair[1].casefold())
