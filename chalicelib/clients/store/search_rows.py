"""
Builds and reads the rows by which clients are found.

See docs/records-and-keys.md#search.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute

from chalicelib.clients.domain.client import Client
from chalicelib.clients.domain.search_word import SearchWord, words_of_profile
from chalicelib.clients.store import keys
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import Transaction
from chalicelib.platform.vault.vault import Vault

CANDIDATES, MOST_CANDIDATES = 50, 2000
STEP_DIGITS = 4
"""Each further letter adds this many hex digits, so that a row tells little about its word."""


class ClientSearchItem(CoreRow):
    """A row that says that a client has a word."""

    client = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class SearchRows:
    """Builds the search rows of clients, and finds clients by them."""

    vault: Vault

    def of(self, client: Client) -> dict[Key, ClientSearchItem]:
        """Return all search rows of a client, by key."""
        words = words_of_profile(client.profile)
        places = [self._place(client.practice, word) for word in words]
        all_keys = [keys.client_search(client.practice, *place, client.id) for place in places]
        return {key: ClientSearchItem(*key, client=client.id) for key in all_keys}

    def add_change(self, write: Transaction, before: Client, after: Client) -> None:
        """Add the changes of a client's search rows to a transaction."""
        old, new = self.of(before), self.of(after)
        if old.keys() == new.keys():
            return
        # All new rows are saved, because a client of old may have none yet.
        for row in new.values():
            write.save(row)
        for key in old.keys() - new.keys():
            write.delete(old[key])

    def page(
        self, access: Access, words: Sequence[SearchWord], cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return a page of clients who have all these words, and the next cursor.

        The page may be empty although there is a next one. The first word is looked up page by
        page. Of each other word, only the first MOST_CANDIDATES clients are looked at.
        """
        first, *others = words
        bucket, path = self._place(access.practice, first)
        page = queries.page(
            ClientSearchItem,
            keys.search_bucket(access.practice, bucket),
            condition=ClientSearchItem.sk.startswith(path) if path else None,
            cursor=cursor,
            limit=CANDIDATES,
            newest_first=False,
        )
        hits = dict.fromkeys(ClientId(row.client) for row in page.items)
        for word in others:
            others_hits = self._all(access, word) if hits else ()
            hits = {client: None for client in hits if client in others_hits}
        return list(hits), page.next

    def _all(self, access: Access, word: SearchWord) -> Collection[str]:
        bucket, path = self._place(access.practice, word)
        page = queries.page(
            ClientSearchItem,
            keys.search_bucket(access.practice, bucket),
            condition=ClientSearchItem.sk.startswith(path) if path else None,
            limit=MOST_CANDIDATES,
            newest_first=False,
        )
        return {row.client for row in page.items}

    def _place(self, practice: PracticeId, word: SearchWord) -> tuple[str, str]:
        """
        Return the bucket of a word, and its path in the bucket.

        The bucket is the tag of the shortest beginning that can be looked up. The path has a part
        of the tag of each longer beginning. So the path of a beginning of a word is a beginning
        of the word's path.
        """
        field = f"client {word.kind}"
        first, *longer = (self.vault.tag(practice, field, text) for text in word.beginnings())
        return first, "".join(tag[:STEP_DIGITS] for tag in longer)
