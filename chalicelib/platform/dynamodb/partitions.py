"""Partitions that several subjects share, and the key of a remembered request."""

from chalicelib.platform.dynamodb.key_parts import META, Key, digest, part


def person(u: str) -> str:
    """GSI1 of core, and the partition of a person's sessions in ephemeral."""
    return f"U#{part(u)}"


def provider(p: str, u: str) -> str:
    """GSI1: what is a provider's own: services `SVC#`, clients `CL#`."""
    return f"{practice_partition(p)}#U#{part(u)}"


def client_partition(p: str, c: str) -> str:
    """Core: the profile and its providers. GSI1: a client's invoices, `I#`. Audit: who looked at this client."""
    return f"{practice_partition(p)}#C#{part(c)}"


def invoice_partition(p: str, i: str) -> str:
    """Core: the invoice, its ops, its driver, its notices. Records: its events."""
    return f"{practice_partition(p)}#I#{part(i)}"


def idempotency(p: str, u: str, operation: str, given: str) -> Key:
    """One row for each Idempotency-Key of a person and operation; `given` may be any text."""
    return Key(f"K#{digest(p, u, operation, given)}", META)


def practice_partition(p: str) -> str:
    return f"P#{part(p)}"


def appointment_partition(p: str, a: str) -> str:
    """Core: the appointment, its participants, its notices. Records: chat notes, facts and files of its visits."""
    return f"{appointments(p)}#{part(a)}"


def appointments(p: str) -> str:
    return f"{practice_partition(p)}#A"
