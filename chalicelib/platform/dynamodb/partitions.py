"""Builds the partition keys that several subjects share."""

from chalicelib.platform.dynamodb.key_parts import META, Key, digest, part


def person(u: str) -> str:
    """Return a person's partition: memberships in GSI1, sessions in ephemeral."""
    return f"U#{part(u)}"


def provider(p: str, u: str) -> str:
    """Return a provider's partition in GSI1: services `SVC#` and clients `CL#`."""
    return f"{practice_partition(p)}#U#{part(u)}"


def client_partition(p: str, c: str) -> str:
    """Return a client's partition: profile, providers, invoices, audit entries."""
    return f"{practice_partition(p)}#C#{part(c)}"


def invoice_partition(p: str, i: str) -> str:
    """Return an invoice's partition: the invoice, ops, execution, notices, ledger."""
    return f"{practice_partition(p)}#I#{part(i)}"


def idempotency(p: str, u: str, operation: str, given: str) -> Key:
    """Return the key of one Idempotency-Key; `given` may be any text."""
    return Key(f"K#{digest(p, u, operation, given)}", META)


def practice_partition(p: str) -> str:
    return f"P#{part(p)}"


def appointment_partition(p: str, a: str) -> str:
    """Return an appointment's partition: participants, notices, notes, facts, files."""
    return f"{appointments(p)}#{part(a)}"


def appointments(p: str) -> str:
    return f"{practice_partition(p)}#A"
