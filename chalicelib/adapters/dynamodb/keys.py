"""
Every key of every table, and nobody else writes a `#` (data-and-crypto.md §5).

Functions return the pair (partition, sort) of a row or of its place in an index; a function that returns a string
names a partition to query. Keys are in clear everywhere: an id in one never says anything about a person.
"""

from datetime import datetime
from typing import NamedTuple

from chalicelib.adapters.dynamodb.key_parts import digest, moment, part, shard

META = "META"
SERVICES = "SVC#"
"""Prefix of services with their assignments, sorted service by service."""
PROCESSOR_ACCOUNTS = "PROC#"
CLIENT_PROFILE = "PROFILE"
CLIENT_PROVIDERS = "PRV#"
OWN_CLIENTS = "CL#"
INVOICES = "I#"
OPS = "OP#"
DRIVER = "DRIVER"
INVOICE_EVENTS = "E#"


class Key(NamedTuple):
    """Where a row is, in a table or in one of its indexes."""

    pk: str
    sk: str

    def __str__(self) -> str:
        return f"{self.pk}|{self.sk}"


def practice(p: str) -> Key:
    return Key(_of(p), META)


def practice_in_list(p: str) -> Key:
    """GSI1: all practices, for the sweeps."""
    return Key(practices(shard(p)), part(p))


def practices(number: int) -> str:
    """One of the SHARDS partitions of all practices, from 0."""
    return f"PRACTICES#{number}"


def baa(p: str, version: str) -> Key:
    return Key(_of(p), f"BAA#{part(version)}")


def membership(p: str, u: str) -> Key:
    return Key(_of(p), f"MEM#{part(u)}")


def membership_of_person(p: str, u: str) -> Key:
    """GSI1: the practices a person belongs to."""
    return Key(person(u), _of(p))


def staff_member(p: str, u: str) -> Key:
    """GSI2: a practice's colleagues, without its clients."""
    return Key(staff(p), part(u))


def staff(p: str) -> str:
    return f"{_of(p)}#STAFF"


def person(u: str) -> str:
    """GSI1 of core, and the partition of a person's sessions in ephemeral."""
    return f"U#{part(u)}"


def service(p: str, s: str) -> Key:
    return Key(_of(p), f"SVC#{part(s)}")


def assignment(p: str, s: str, u: str) -> Key:
    return Key(_of(p), f"SVC#{part(s)}#PRV#{part(u)}")


def assignment_of_provider(p: str, s: str, u: str) -> Key:
    """GSI1: the services a provider is assigned to."""
    return Key(provider(p, u), f"SVC#{part(s)}")


def provider(p: str, u: str) -> str:
    """GSI1: what is a provider's own: services `SVC#`, clients `CL#`."""
    return f"{_of(p)}#U#{part(u)}"


def processor_account(p: str, account: str) -> Key:
    return Key(_of(p), f"PROC#{part(account)}")


def processor_keys(p: str, account: str, n: int) -> Key:
    """One version of an account's sealed keys, from 1; kept as long as the practice."""
    return Key(_of(p), f"CRED#{part(account)}#{n:06d}")


def number_sequence(p: str, of: str = "invoice") -> Key:
    """The practice's last given number; taken in the transaction that uses it, so there are no gaps."""
    return Key(_of(p), f"SEQ#{part(of)}")


def client(p: str, c: str) -> Key:
    return Key(client_partition(p, c), CLIENT_PROFILE)


def client_partition(p: str, c: str) -> str:
    """Core: the profile and its providers. GSI1: a client's invoices, `I#`. Audit: who looked at this client."""
    return f"{_of(p)}#C#{part(c)}"


def client_in_list(p: str, c: str, created: datetime) -> Key:
    """GSI1: all clients of a practice, oldest first."""
    return Key(clients(p), f"{moment(created)}#{part(c)}")


def clients(p: str) -> str:
    return f"{_of(p)}#CL"


def client_provider(p: str, c: str, u: str) -> Key:
    return Key(client_partition(p, c), f"PRV#{part(u)}")


def client_of_provider(p: str, c: str, u: str) -> Key:
    """GSI1: a provider's own clients."""
    return Key(provider(p, u), f"CL#{part(c)}")


def client_email(p: str, tag: str) -> Key:
    """Held by the one client of the practice with this e-mail; `tag`: a keyed hash of it, a plain one could be guessed."""
    return Key(f"{_of(p)}#X#EMAIL#{part(tag)}", META)


def invoice(p: str, i: str) -> Key:
    return Key(invoice_partition(p, i), META)


def invoice_partition(p: str, i: str) -> str:
    """Core: the invoice, its ops, its driver, its notices. Records: its events."""
    return f"{_of(p)}#I#{part(i)}"


def invoice_of_client(p: str, c: str, i: str) -> Key:
    """GSI1: a client's invoices; the id is a ULID, so sorted by creation."""
    return Key(client_partition(p, c), f"I#{part(i)}")


def invoice_in_practice(p: str, i: str, created: datetime) -> Key:
    """GSI2: all invoices of a practice by creation."""
    return Key(invoices(p), f"{moment(created)}#{part(i)}")


def invoices(p: str) -> str:
    return f"{_of(p)}#I"


def invoice_by_status(p: str, status: str, i: str, created: datetime) -> Key:
    """GSI3: a practice's invoices of one status by creation."""
    return Key(invoices_by_status(p, status), f"{moment(created)}#{part(i)}")


def invoices_by_status(p: str, status: str) -> str:
    return f"{invoices(p)}#{part(status)}"


def op(p: str, i: str, ref: str) -> Key:
    return Key(invoice_partition(p, i), f"OP#{part(ref)}")


def op_by_ref(p: str, ref: str) -> Key:
    """GSI1: an op by the reference that the processor knows."""
    return Key(f"{_of(p)}#OP", part(ref))


def op_due(ref: str, due: datetime) -> Key:
    """GSI3, only while unfinished: when the sweep should look at an op again, over all practices."""
    return Key(op_queue(shard(ref)), moment(due))


def op_queue(number: int) -> str:
    """One of the SHARDS partitions a sweep reads, from 0."""
    return f"OPDUE#{number}"


def driver(p: str, i: str) -> Key:
    """The invoice's execution: attempt, task token, rounds (lifecycle.md §6)."""
    return Key(invoice_partition(p, i), DRIVER)


def driver_due(i: str, due: datetime) -> Key:
    """GSI3: when an invoice's execution should be looked at, over all practices."""
    return Key(driver_queue(shard(i)), moment(due))


def driver_queue(number: int) -> str:
    return f"DRVDUE#{number}"


def notice(p: str, i: str, event: str) -> Key:
    """The outbox: one row for each event of an invoice that is told by mail."""
    return Key(invoice_partition(p, i), f"NOTICE#{part(event)}")


def notice_due(i: str, due: datetime) -> Key:
    """GSI3, only until sent."""
    return Key(notice_queue(shard(i)), moment(due))


def notice_queue(number: int) -> str:
    return f"NOTICEDUE#{number}"


def invoice_event(p: str, i: str, n: int) -> Key:
    """Records: the n-th event of an invoice, from 1."""
    if not 0 < n < 10**6:
        raise ValueError("an event's number has one to six digits")
    return Key(invoice_partition(p, i), f"E#{n:06d}")


def audit_of_client(p: str, c: str, at: datetime, entry: str) -> Key:
    return Key(client_partition(p, c), f"{moment(at)}#{part(entry)}")


def audit_of_practice(p: str, at: datetime, entry: str) -> Key:
    """What concerns no single client: lists, Setup, sign-ins; a partition a month."""
    return Key(audit_month(p, at), f"{moment(at)}#{part(entry)}")


def audit_month(p: str, at: datetime) -> str:
    return f"{_of(p)}#SYS#{at:%Y%m}"


def audit_of_person(p: str, u: str, at: datetime, entry: str) -> Key:
    """GSI1 of audit: all that one person did."""
    return Key(provider(p, u), f"{moment(at)}#{part(entry)}")


def session(digest: str) -> Key:
    """Ephemeral, as all below; `digest` is the SHA-256 of the cookie's whole value, never the value."""
    return Key(f"S#{part(digest)}", META)


def session_of_person(u: str, digest: str) -> Key:
    return Key(person(u), f"S#{part(digest)}")


def step(digest: str) -> Key:
    """Half signed in: known by password, not yet by second factor."""
    return Key(f"STEP#{part(digest)}", META)


def card_token(p: str, ref: str) -> Key:
    """A pay op's sealed one-time token; gone when the op ends."""
    return Key(f"CT#{part(p)}#{part(ref)}", META)


def sign_in_throttle(tag: str) -> Key:
    """`tag`: a keyed hash of what was typed as e-mail, or of an address; a plain hash could be guessed."""
    return Key(f"TRY#{part(tag)}", META)


def password_reset(tag: str) -> Key:
    """The code mailed to an address; `tag` as in `sign_in_throttle`."""
    return Key(f"RESET#{part(tag)}", META)


def used_code(u: str, counter: int) -> Key:
    """A TOTP code is accepted once; `counter` is the number of its 30-second step."""
    return Key(f"TOTP#{part(u)}", f"{counter:012d}")


def idempotency(p: str, u: str, operation: str, given: str) -> Key:
    """One row for each Idempotency-Key of a person and operation; `given` may be any text."""
    return Key(f"K#{digest(p, u, operation, given)}", META)


def webhook(account: str, event: str) -> Key:
    """A processor's event is handled once; event ids are unique to an account."""
    return Key(f"W#{part(account)}#{part(event)}", META)


def _of(p: str) -> str:
    return f"P#{part(p)}"
