"""
Builds the partition keys that several subjects use.

In all functions `p` is a practice's id, `u` a person's, `c` a client's, `i` an invoice's and `a` an
appointment's.
"""

from chalicelib.platform.dynamodb.key_parts import META, Key, digest, part


def person(u: str) -> str:
    """
    Return the partition key of a person.

    The partition has their memberships in the index GSI1, and their sessions in the table
    `ephemeral`.
    """
    return f"U#{part(u)}"


def provider(p: str, u: str) -> str:
    """
    Return the partition key of a provider in the index GSI1.

    The partition has their services, with sort keys `SVC#…`, and their clients, with `CL#…`.
    """
    return f"{practice_partition(p)}#U#{part(u)}"


def client_partition(p: str, c: str) -> str:
    """
    Return the partition key of a client.

    The partition has their profile, providers, invoices and audit entries.
    """
    return f"{practice_partition(p)}#C#{part(c)}"


def invoice_partition(p: str, i: str) -> str:
    """
    Return the partition key of an invoice.

    The partition has the invoice, and its ops, execution, notices and ledger.
    """
    return f"{practice_partition(p)}#I#{part(i)}"


def idempotency(p: str, u: str, operation: str, given: str) -> Key:
    """
    Return the key of the row for an Idempotency-Key.

    `given` is the Idempotency-Key as the API client sent it; any text is allowed.
    """
    return Key(f"K#{digest(p, u, operation, given)}", META)


def practice_partition(p: str) -> str:
    return f"P#{part(p)}"


def appointment_partition(p: str, a: str) -> str:
    """
    Return the partition key of an appointment.

    The partition has the appointment's participants, notices, chat notes, facts and files.
    """
    return f"{appointments(p)}#{part(a)}"


def appointments(p: str) -> str:
    return f"{practice_partition(p)}#A"
