"""Reads an invoice's ledger, and verifies its hash chain (S17)."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.store import keys
from chalicelib.billing.store.ledger_items import LedgerEntryItem
from chalicelib.kernel.errors import Unreadable
from chalicelib.kernel.ids import InvoiceId, PracticeId
from chalicelib.platform.audit.store import own_hash
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.tables import RecordItem
from chalicelib.platform.vault.vault import AuditedReader, Vault


def verified_chain(
    vault: Vault, practice: PracticeId, invoice: InvoiceId, count: int, head: str
) -> tuple[list[LedgerEntryItem], bool]:
    """
    Return an invoice's first `count` entry rows, and whether there are more.

    There are more if entries were added after the invoice's row was read, or if the row is
    an older copy that somebody has put back.

    Raises:
        Unreadable: The hash chain is broken, or does not end with the hash `head`. The
            vault also raises an alarm.
    """
    pk = partitions.invoice_partition(practice, invoice)
    kinds = {keys.LEDGER_ENTRIES: LedgerEntryItem}
    rows = queries.partition(RecordItem, pk, kinds, prefix=keys.LEDGER_ENTRIES)
    entries = [row for row in rows if isinstance(row, LedgerEntryItem)]
    chain = [row for row in entries if row.seq <= count]
    if not _is_intact(chain, count, head):
        vault.alarm(f"{pk} ledger")
        raise Unreadable
    return chain, len(entries) > len(chain)


def opened_entries(reader: AuditedReader, chain: Sequence[LedgerEntryItem]) -> tuple[Entry, ...]:
    return tuple(
        replace(reader.open(row.binding(), row.sealed_body, Entry), seq=int(row.seq))
        for row in chain
    )


def _is_intact(chain: Sequence[LedgerEntryItem], count: int, head: str) -> bool:
    hashes = ["", *(row.h for row in chain)]
    is_whole = [row.seq for row in chain] == list(range(1, count + 1)) and hashes[-1] == head
    return is_whole and all(
        row.prev == prev and row.h == own_hash(row)
        for row, prev in zip(chain, hashes, strict=False)
    )
