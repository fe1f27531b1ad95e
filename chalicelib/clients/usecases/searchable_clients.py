"""Makes clients searchable who are older than the search."""

from dataclasses import dataclass

from chalicelib.clients.usecases.client_ports import ClientStore
from chalicelib.kernel.access import system
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import ClientId, PracticeId

MAX_PAGES = 10


@dataclass(frozen=True, slots=True)
class SearchableClients:
    """Stores the rows by which clients are found, for clients who may have none."""

    rows: ClientStore

    def make(self, practice: PracticeId, cursor: str | None) -> tuple[int, str | None]:
        """
        Make a part of a practice's clients searchable.

        Returns:
            The number of clients who are searchable now, and the cursor of the next part.
        """
        access, count = system(practice, request="make searchable"), 0
        for _ in range(MAX_PAGES):
            clients, cursor = self.rows.page_of_ids(access, None, cursor)
            count += sum(self._is_made(practice, client) for client in clients)
            if cursor is None:
                break
        return count, cursor

    def _is_made(self, practice: PracticeId, client: ClientId) -> bool:
        access = system(practice, request="make searchable")
        try:
            self.rows.make_searchable(access, client)
        except NotFound:
            return False
        except Conflict:
            # Somebody edited the client at this moment, so the row is read once more.
            self.rows.make_searchable(access, client)
        return True
