"""
Builds the partition keys that several packages use.

In all functions `p` is the id of a practice, `u` of a person, `c` of a client, `i` of
an invoice and `a` of an appointment.
"""

from chalicelib.platform.dynamodb.key_parts import META, Key, digest, part


def person(u: str) -> str:
    """
    Return the partition key of a person.

    The partition holds the person's memberships in the index GSI1, and the person's
    sessions in the table `ephemeral`.
    """
    return f"U#{part(u)}"


def provider(p: str, u: str) -> str:
    """
    Return the partition key of a provider in the index GSI1.

    The partition lists the provider's services, with sort keys `SVC#…`, and the
    provider's clients, with sort keys `CL#…`.
    """
    return f"{practice_partition(p)}#U#{part(u)}"


def client_partition(p: str, c: str) -> str:
    """
    Return the partition key of a client.

    The partition contains the client's profile, providers, invoices and audit entries.
    """
    return f"{practice_partition(p)}#C#{part(c)}"


def invoice_partition(p: str, i: str) -> str:
    """
    Return the partition key of an invoice.

    The partition contains the invoice with its ops, execution, notices and ledger
    entries.
    """
    return f"{practice_partition(p)}#I#{part(i)}"


def idempotency(p: str, u: str, operation: str, client_key: str) -> Key:
    """
    Return the key of the row that stores an Idempotency-Key.

    `client_key` is the Idempotency-Key as the API client sent it. Any string is allowed,
    because the row's key contains only a hash.
    """
    return Key(f"K#{digest(p, u, operation, client_key)}", META)


def practice_partition(p: str) -> str:
    return f"P#{part(p)}"


def appointment_partition(p: str, a: str) -> str:
    """
    Return the partition key of an appointment.

    The partition contains the appointment's participants, notices, chat notes, facts
    and files.
    """
    return f"{appointments(p)}#{part(a)}"


def appointments(p: str) -> str:
    return f"{practice_partition(p)}#A"


def thread_partition(p: str, t: str) -> str:
    """
    Return the partition key of a message thread.

    The partition contains the thread with its messages and notices.
    """
    return f"{practice_partition(p)}#T#{part(t)}"


CLIENT_DOCUMENTS = "D#"


def client_document(p: str, c: str, d: str) -> Key:
    """
    Return the key of a document or of a visit's file among a client's documents.

    The ids begin with the time at which they were made, so the newest document sorts last.
    """
    return Key(client_partition(p, c), f"D#{part(d)}")


def contact_partition(p: str, r: str) -> str:
    """Return the partition key of what a newcomer wrote, and of its notices."""
    return f"{practice_partition(p)}#CU#{part(r)}"


def document_partition(p: str, d: str) -> str:
    """Return the partition key of a document's notices and of the row of its client."""
    return f"{practice_partition(p)}#D#{part(d)}"
