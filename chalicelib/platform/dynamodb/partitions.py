"""Builds the partition keys that several subjects share."""

from chalicelib.platform.dynamodb.key_parts import META, Key, digest, part


def person(u: str) -> str:
    """GSI1 of core; in ephemeral, a person's sessions."""
    return f"U#{part(u)}"


def provider(p: str, u: str) -> str:
    """GSI1: a provider's services `SVC#` and clients `CL#`."""
    return f"{practice_partition(p)}#U#{part(u)}"


def client_partition(p: str, c: str) -> str:
    """Core: profile and providers. GSI1: invoices `I#`. Audit: the client's entries."""
    return f"{practice_partition(p)}#C#{part(c)}"


def invoice_partition(p: str, i: str) -> str:
    """Core: the invoice, its ops, driver row and notices. Records: its ledger."""
    return f"{practice_partition(p)}#I#{part(i)}"


def idempotency(p: str, u: str, operation: str, given: str) -> Key:
    """One row per person, operation and Idempotency-Key; `given`: any text."""
    return Key(f"K#{digest(p, u, operation, given)}", META)


def practice_partition(p: str) -> str:
    return f"P#{part(p)}"


def appointment_partition(p: str, a: str) -> str:
    """Core: appointment, participants, notices. Records: chat notes, facts, files."""
    return f"{appointments(p)}#{part(a)}"


def appointments(p: str) -> str:
    return f"{practice_partition(p)}#A"
