"""Numbers a practice's invoices without a gap and without a repeat (T3)."""

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.store import keys
from chalicelib.billing.store.ledger_items import SequenceItem, UsedNumberItem
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.transactions import Transaction
from chalicelib.platform.vault.vault import Vault


def next_number(vault: Vault, practice: PracticeId) -> int:
    """
    Return the number for the practice's next invoice.

    The append-only rows of used numbers decide. The row with the last number is only for
    practices that sent invoices before those rows existed. If that row has a lower number
    than the newest used number, somebody has put back an older copy of the row, and the
    vault raises an alarm.
    """
    # The append-only rows are read first: a number that is used meanwhile is then no evidence.
    newest = _newest_used_number(practice)
    key = keys.number_sequence(practice)
    row = queries.batch_get((SequenceItem, key))[0]
    last = int(row.n) if row else 0
    if last < newest:
        vault.alarm(f"{key} older than its numbers")
    return max(last, newest) + 1


def use_number(rows: Transaction, invoice: Invoice) -> None:
    """
    Add writes to a transaction that mark the invoice's number as used.

    The transaction fails if the number is already used.
    """
    number = invoice.number
    used = UsedNumberItem(*keys.used_number(invoice.practice, number), invoice=invoice.id)
    rows.save(used, condition=UsedNumberItem.pk.does_not_exist())
    last = SequenceItem(*keys.number_sequence(invoice.practice), n=number)
    rows.save(last, condition=SequenceItem.pk.does_not_exist() | (SequenceItem.n < number))


def _newest_used_number(practice: PracticeId) -> int:
    with mapped_errors():
        newest = UsedNumberItem.query(
            keys.used_numbers(practice), scan_index_forward=False, limit=1, consistent_read=True
        )
        return next((int(row.sk) for row in newest), 0)
