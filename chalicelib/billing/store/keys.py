"""Keys of invoices, their ops, ledgers and executions."""

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
    """GSI1: a client's invoices; the id is a ULID, so sorted by creation."""
    return Key(client_partition(p, c), f"I#{part(i)}")


def invoice_in_practice(p: str, i: str, created: datetime) -> Key:
    """GSI2: all invoices of a practice by creation."""
    return Key(invoices(p), f"{moment(created)}#{part(i)}")


def invoices(p: str) -> str:
    return f"{practice_partition(p)}#I"


def invoice_by_status(p: str, status: str, i: str, created: datetime) -> Key:
    """GSI3: a practice's invoices of one status by creation."""
    return Key(invoices_by_status(p, status), f"{moment(created)}#{part(i)}")


def invoices_by_status(p: str, status: str) -> str:
    return f"{invoices(p)}#{part(status)}"


def op(p: str, i: str, ref: str) -> Key:
    return Key(invoice_partition(p, i), f"OP#{part(ref)}")


def op_by_ref(p: str, ref: str) -> Key:
    """GSI1: an op by its reference, which the processor also has."""
    return Key(f"{practice_partition(p)}#OP", part(ref))


def op_due(ref: str, due: datetime) -> Key:
    """GSI3, while an op is unfinished: when the sweep looks at it, over all practices."""
    return Key(op_queue(shard(ref)), moment(due))


def op_queue(number: int) -> str:
    """One of the SHARDS partitions that the sweep reads, from 0."""
    return f"OPDUE#{number}"


def execution(p: str, i: str) -> Key:
    """The invoice's execution."""
    return Key(invoice_partition(p, i), EXECUTION)


def execution_due(i: str, due: datetime) -> Key:
    """GSI3: when the sweep looks at an execution, over all practices."""
    return Key(execution_queue(shard(i)), moment(due))


def execution_queue(number: int) -> str:
    return f"EXECDUE#{number}"


def ledger_entry(p: str, i: str, n: int) -> Key:
    """Records: the n-th entry of an invoice's ledger, from 1."""
    if not 0 < n < 10**6:
        raise ValueError("an entry's number has one to six digits")
    return Key(invoice_partition(p, i), f"E#{n:06d}")


def card_token(p: str, ref: str) -> Key:
    """A payment's sealed card token, deleted when the op ends."""
    return Key(f"CT#{part(p)}#{part(ref)}", META)


def webhook(account: str, event: str) -> Key:
    """A processor's event; event ids are unique within an account."""
    return Key(f"W#{part(account)}#{part(event)}", META)


def number_sequence(p: str, of: str = "invoice") -> Key:
    """The practice's last number, taken in the transaction that uses it."""
    return Key(practice_partition(p), f"SEQ#{part(of)}")
