"""Builds the table's keys for invoices, their ops, ledgers and executions."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import (
    client_partition,
    invoice_partition,
    practice_partition,
)

INVOICES = "I#"
OPS = "OP#"
EXECUTION = "EXECUTION"
LEDGER_ENTRIES = "E#"


def invoice(p: str, i: str) -> Key:
    return Key(invoice_partition(p, i), META)


def invoice_of_client(p: str, c: str, i: str) -> Key:
    """
    Return an invoice's key in GSI1, the index of each client's invoices.

    Invoice ids sort by creation time, so these keys also sort by creation time.
    """
    return Key(client_partition(p, c), f"I#{part(i)}")


def invoice_in_practice(p: str, i: str, created: datetime) -> Key:
    """Return an invoice's GSI2 key, which sorts by the invoice's creation time."""
    return Key(invoices(p), f"{moment(created)}#{part(i)}")


def invoices(p: str) -> str:
    return f"{practice_partition(p)}#I"


def invoice_by_status(p: str, status: str, i: str, created: datetime) -> Key:
    """
    Return an invoice's key in GSI3, the index of invoices by status.

    Invoices with the same status sort by creation time.
    """
    return Key(invoices_by_status(p, status), f"{moment(created)}#{part(i)}")


def invoices_by_status(p: str, status: str) -> str:
    return f"{invoices(p)}#{part(status)}"


def op(p: str, i: str, ref: str) -> Key:
    return Key(invoice_partition(p, i), f"OP#{part(ref)}")


def op_by_ref(p: str, ref: str) -> Key:
    """
    Return an op's key in GSI1, the index of ops by reference.

    The reference also identifies the op at the processor.
    """
    return Key(f"{practice_partition(p)}#OP", part(ref))


def op_due(ref: str, due: datetime) -> Key:
    """Return the GSI3 key of an unfinished op, which sorts by the op's due time."""
    return Key(op_queue(shard(ref)), moment(due))


def op_queue(number: int) -> str:
    """
    Return the key of one partition of the queue of due ops.

    `number` is the partition's number, from 0 to SHARDS - 1. The job `sweep` reads all the
    partitions.
    """
    return f"OPDUE#{number}"


def execution(p: str, i: str) -> Key:
    return Key(invoice_partition(p, i), EXECUTION)


def execution_due(i: str, due: datetime) -> Key:
    """Return the GSI3 key of an execution, which sorts by the execution's due time."""
    return Key(execution_queue(shard(i)), moment(due))


def execution_queue(number: int) -> str:
    return f"EXECDUE#{number}"


def ledger_entry(p: str, i: str, n: int) -> Key:
    """Return the key of ledger entry `n` of an invoice; `n` counts from 1."""
    if not 0 < n < 10**6:
        raise ValueError("an entry's number has one to six digits")
    return Key(invoice_partition(p, i), f"E#{n:06d}")


def sent_op(p: str, i: str, ref: str, tries: int) -> Key:
    """
    Return the key of the append-only row that marks an op's attempt as sent.

    `tries` is the number of earlier attempts at the processor.
    """
    return Key(invoice_partition(p, i), f"SENT#{part(ref)}#{tries}")


def card_token(p: str, ref: str) -> Key:
    """
    Return the key of the card token for the payment op with reference `ref`.

    The store deletes the token when the op ends.
    """
    return Key(f"CT#{part(p)}#{part(ref)}", META)


def webhook(account: str, event: str) -> Key:
    """
    Return the key of a processor's event.

    The key contains the account too, because event ids are unique within an account.
    """
    return Key(f"W#{part(account)}#{part(event)}", META)


def used_number(p: str, n: int) -> Key:
    """
    Return the key of the append-only row that marks invoice number `n` as used.

    Raises:
        ValueError: `n` is not between 1 and 999,999,999.
    """
    if not 0 < n < 10**9:
        raise ValueError("an invoice's number has one to nine digits")
    return Key(used_numbers(p), f"{n:09d}")


def used_numbers(p: str) -> str:
    return f"{practice_partition(p)}#NUMBER"


def number_sequence(p: str, of: str = "invoice") -> Key:
    """
    Return the key of the row that stores the last used number of a sequence.

    `of` identifies the number sequence of the practice. The default is the sequence of
    invoice numbers.
    """
    return Key(practice_partition(p), f"SEQ#{part(of)}")
