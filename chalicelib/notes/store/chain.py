"""
Appends records to the hash chain of a client, and verifies the chain (S17).

A client's notes and addenda are one chain, although private notes have partitions of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from pynamodb.expressions.update import Action

from chalicelib.kernel.errors import Unreadable
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.notes.store import keys
from chalicelib.notes.store.items import ChainHeadItem, ChainLinkItem, ClientNoteItem
from chalicelib.platform.audit.store import own_hash
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.tables import RecordItem
from chalicelib.platform.dynamodb.transactions import Transaction
from chalicelib.platform.vault.vault import Vault

MAX_APPEND_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The number and the hash of the last record of a client's chain."""

    n: int
    h: str

    @property
    def next(self) -> int:
        return self.n + 1


def head_of(practice: PracticeId, client: ClientId) -> ChainHeadItem | None:
    head: ChainHeadItem | None = queries.batch_get(
        (ChainHeadItem, keys.chain_head(practice, client))
    )[0]
    return head


def end_of(head: ChainHeadItem | None) -> ChainEnd:
    return ChainEnd(int(head.n or 0), head.h or "") if head else ChainEnd(0, "")


def append(write: Transaction, end: ChainEnd, item: ClientNoteItem, *head_changes: Action) -> None:
    """
    Add a sealed record behind the end of the chain to a transaction.

    The transaction fails if another record was appended since the end was read.
    """
    item.prev, item.h = end.h, ""
    item.h = own_hash(item)
    practice, client = PracticeId(item.practice), ClientId(item.client)
    link = ChainLinkItem(*keys.chain_link(practice, client, end.next), n=end.next, h=item.h)
    write.save(item, condition=ClientNoteItem.pk.does_not_exist())
    write.save(link, condition=ChainLinkItem.pk.does_not_exist())
    is_last = ChainHeadItem.n == end.n if end.n else ChainHeadItem.n.does_not_exist()
    changes = [ChainHeadItem.n.set(end.next), ChainHeadItem.h.set(item.h), *head_changes]
    write.update(ChainHeadItem(*keys.chain_head(practice, client)), changes, condition=is_last)


def check_head(
    vault: Vault, practice: PracticeId, client: ClientId, end: ChainEnd, lost: frozenset[Key]
) -> None:
    """
    Check a failed append: another request may have been first, which a retry mends.

    Raises:
        Unreadable: The head has the number that was read, and yet the next record exists. The
            head is an older copy that somebody has put back; an alarm was raised.
    """
    head = keys.chain_head(practice, client)
    if keys.chain_link(practice, client, end.next) in lost and head not in lost:
        vault.alarm(f"{head} older than its chain")
        raise Unreadable


def is_whole(item: ClientNoteItem) -> bool:
    """Return whether a row is unchanged since it was appended."""
    return bool(item.h == own_hash(item))


@dataclass(frozen=True, slots=True)
class ClientChain:
    """Verifies the chain of a client's notes without opening them."""

    vault: Vault

    def verify(self, practice: PracticeId, client: ClientId) -> int:
        """
        Return the number of records, if all are as they were written.

        Raises:
            Unreadable: A record was altered, removed, inserted or swapped. The alarm has the
                number of the first one.
        """
        head = head_of(practice, client)
        records = sorted(_records(practice, client, head), key=lambda item: int(item.n))
        rows = queries.partition(
            RecordItem, keys.chain(practice, client), {keys.LINKS: ChainLinkItem}
        )
        links = [row for row in rows if isinstance(row, ChainLinkItem)]
        bad = _first_bad(records, links, end_of(head))
        if bad:
            self.vault.alarm(f"{keys.chain(practice, client)} {bad}")
            raise Unreadable
        return len(records)


def _records(
    practice: PracticeId, client: ClientId, head: ChainHeadItem | None
) -> Iterator[ClientNoteItem]:
    authors = head.authors or () if head else ()
    partitions = [
        keys.notes(practice, client),
        *(keys.private_notes(practice, client, author) for author in authors),
    ]
    for partition in partitions:
        rows = queries.partition(RecordItem, partition, {keys.RECORDS: ClientNoteItem})
        yield from (row for row in rows if isinstance(row, ClientNoteItem))


def _first_bad(
    records: list[ClientNoteItem], links: list[ChainLinkItem], end: ChainEnd
) -> int | None:
    prev = ""
    for number, (item, link) in enumerate(zip_longest(records, links), 1):
        is_next = item is not None and item.n == number and item.prev == prev and is_whole(item)
        if not is_next or link is None or (link.n, link.h) != (number, item.h):
            return number
        prev = item.h
    return None if end == ChainEnd(len(records), prev) else len(records) + 1
