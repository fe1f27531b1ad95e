"""Lists the clients of a practice, for an Admin with who is assigned to them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_ports import (
    ClientFilter,
    ClientRow,
    ClientStore,
    ColleagueReader,
    RelatedRecords,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import ClientId, PersonId

ClientPages = Callable[[Access, str | None], tuple[Sequence[ClientId], str | None]]
ALL = ClientFilter()
FULL_PAGE, MAX_SORTED = 50, 500
"""A list of up to MAX_SORTED clients is sorted by name; a longer one is in order of creation."""
MAX_PAGES, MAX_PAGES_OF_APPOINTMENTS = 10, 2
"""A filter looks at so many pages for a full page of clients who fit."""
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
    client_access: ClientAccess

    def page(
        self,
        access: Access,
        cursor: str | None,
        filters: ClientFilter = ALL,
        related: RelatedRecords | None = None,
    ) -> tuple[Sequence[ListedClient], str | None]:
        """
        Return a page of clients whom the caller may see, and the next page's cursor.

        Merged profiles are listed only by a search.

        With filters, a page may be empty although there is a next one, and only the clients
        in it are opened. With `by_name`, the first page has all clients, sorted by name, if
        they are not too many. `related` is needed for `unpaid`, `without_next` and `waiting`.

        Raises:
            NotAllowed: The caller is a client, or a provider who asks for others' clients.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        if access.role is Role.PROVIDER and (filters.provider or filters.unassigned):
            raise NotAllowed("Only an Admin can list clients by their providers.")
        if filters.by_name and cursor is None:
            ids, following = self._selected(access, None, filters, related, MAX_SORTED)
            if following is None:
                return self._opened(access, ids, filters), None
        if filters.is_plain:
            rows, following = self.rows.page(access, _provider(access, filters), cursor)
            in_use = [row for row in rows if row.merged_at is None]
            return self._listed(access, in_use), following
        ids, following = self._selected(access, cursor, filters, related, FULL_PAGE)
        return self._opened(access, ids, filters), following

    def _selected(
        self,
        access: Access,
        cursor: str | None,
        filters: ClientFilter,
        related: RelatedRecords | None,
        most: int,
    ) -> tuple[Sequence[ClientId], str | None]:
        chosen: dict[ClientId, None] = {}
        for _ in range(MAX_PAGES_OF_APPOINTMENTS if filters.without_next else MAX_PAGES):
            ids, cursor = self._candidates(access, cursor, filters, related, most)
            chosen |= dict.fromkeys(self._fitting(access, ids, filters, related))
            if cursor is None or len(chosen) >= most:
                break
        return list(chosen), cursor

    def _candidates(
        self,
        access: Access,
        cursor: str | None,
        filters: ClientFilter,
        related: RelatedRecords | None,
        most: int,
    ) -> tuple[Sequence[ClientId], str | None]:
        """Return a page of ids from the shortest list that has all clients who fit."""
        if filters.words:
            return self.rows.found(access, filters.words, cursor)
        if filters.waiting and related:
            return related.threads.waiting_clients(access, cursor)
        if filters.unpaid and related:
            return related.invoices.unpaid_clients(access, cursor)
        limit = most if filters.is_plain else FULL_PAGE
        return self.rows.page_of_ids(access, _provider(access, filters), cursor, limit)

    def _fitting(
        self,
        access: Access,
        clients: Sequence[ClientId],
        filters: ClientFilter,
        related: RelatedRecords | None,
    ) -> Collection[ClientId]:
        """Return those clients whom the caller may see and who pass all filters, in order."""
        fitting = self.client_access.reached(access, clients)
        if filters.waiting and filters.words and related:
            fitting = _all_of(related.threads.waiting_clients, access).intersection(fitting)
        if filters.unpaid and (filters.words or filters.waiting) and related:
            fitting = _all_of(related.invoices.unpaid_clients, access).intersection(fitting)
        if filters.provider or filters.unassigned:
            fitting = self._by_providers(access, list(fitting), filters)
        if filters.without_next and related:
            fitting = related.appointments.without_next(access, fitting)
        return [each for each in clients if each in fitting]

    def _by_providers(
        self, access: Access, clients: Sequence[ClientId], filters: ClientFilter
    ) -> Collection[ClientId]:
        assigned = self.rows.providers_of(access, clients)
        if filters.provider:
            return {client for client, people in assigned.items() if filters.provider in people}
        named = self._named(access, assigned)
        return {client for client in clients if not named[client]}

    def _opened(
        self, access: Access, clients: Sequence[ClientId], filters: ClientFilter
    ) -> Sequence[ListedClient]:
        rows = self.rows.rows_of(access, clients)
        if not filters.words:
            # Whoever searches may know a client only by the profile that was merged.
            rows = [row for row in rows if row.merged_at is None]
        if filters.by_name or filters.words:
            rows = sorted(rows, key=lambda row: row.summary.name.casefold())
        return self._listed(access, rows)

    def _listed(self, access: Access, rows: Sequence[ClientRow]) -> Sequence[ListedClient]:
        if access.role is Role.PROVIDER:
            return [ListedClient(row) for row in rows]
        unknown = [row.id for row in rows if row.providers is None]
        assigned = dict(self.rows.providers_of(access, unknown)) | {
            row.id: row.providers for row in rows if row.providers is not None
        }
        named = self._named(access, assigned)
        return [ListedClient(row, named[row.id]) for row in rows]

    def _named(
        self, access: Access, assigned: Mapping[ClientId, Collection[PersonId]]
    ) -> Mapping[ClientId, Sequence[tuple[PersonId, str]]]:
        names = self._names(access, {each for people in assigned.values() for each in people})
        return {client: _by_name(names, people) for client, people in assigned.items()}

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


def _provider(access: Access, filters: ClientFilter) -> PersonId | None:
    return access.person if access.role is Role.PROVIDER else filters.provider


def _all_of(pages: ClientPages, access: Access) -> set[ClientId]:
    """Return the clients of all pages, so that a search leaves none of them out."""
    page, cursor = pages(access, None)
    clients = set(page)
    while cursor is not None:
        page, cursor = pages(access, cursor)
        clients.update(page)
    return clients


def _by_name(
    names: Mapping[PersonId, str], people: Collection[PersonId]
) -> Sequence[tuple[PersonId, str]]:
    pairs = [(person, names[person]) for person in people if person in names]
    return sorted(pairs, key=lambda pair: pair[1].casefold())
