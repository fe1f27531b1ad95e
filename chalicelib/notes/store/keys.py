"""
Builds the keys of notes about clients, of drafts, and of the hash chain.

In all functions `p` is the id of a practice, `c` of a client, `u` of a note's author and `n` the
number of a record in the chain of its client.
"""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition

RECORDS = "N#"
LINKS = "L#"


def notes(p: str, c: str) -> str:
    """Return the partition of a client's notes that are not private."""
    return f"{client_partition(p, c)}#N"


def private_notes(p: str, c: str, u: str) -> str:
    """Return the partition of the private notes about a client by one author."""
    return f"{client_partition(p, c)}#PN#{part(u)}"


def note(p: str, c: str, n: int) -> Key:
    return Key(notes(p, c), note_number(n))


def private_note(p: str, c: str, u: str, n: int) -> Key:
    return Key(private_notes(p, c, u), note_number(n))


def addendum(p: str, c: str, follows: int, n: int) -> Key:
    """
    Return the key of an addendum to note number `follows`.

    An addendum stands directly behind its note, so that one Query reads both.
    """
    return Key(notes(p, c), _addendum_number(follows, n))


def private_addendum(p: str, c: str, u: str, follows: int, n: int) -> Key:
    return Key(private_notes(p, c, u), _addendum_number(follows, n))


def note_number(n: int) -> str:
    """Return the sort key of note number `n`; `n` starts at 1."""
    return f"N#{_digits(n)}"


def chain_link(p: str, c: str, n: int) -> Key:
    """
    Return the key of the row with the hash of record number `n`.

    The rows of a client's chain are in one partition, although private notes are in others.
    """
    return Key(chain(p, c), f"L#{_digits(n)}")


def chain(p: str, c: str) -> str:
    return f"{client_partition(p, c)}#NCHAIN"


def chain_head(p: str, c: str) -> Key:
    """Return the key of the row that counts the records of a client's chain."""
    return Key(client_partition(p, c), "NOTES#HEAD")


def held_note(p: str, c: str, note: str) -> Key:
    return Key(client_partition(p, c), f"HELD#{part(note)}")


def note_draft(p: str, c: str, u: str) -> Key:
    return Key(client_partition(p, c), f"DRAFT#{part(u)}")


def note_entry(p: str, note: str) -> Key:
    """Return the key of the row that says where a note or an addendum is."""
    return Key(f"{practice_partition(p)}#NOTE#{part(note)}", META)


def note_due(note: str, due: datetime) -> Key:
    """Return the GSI3 key of a held note, which sorts by the time its hold ends."""
    return Key(note_queue(shard(note)), moment(due))


def note_queue(number: int) -> str:
    """Return one partition of the queue of held notes; `number` is 0 to SHARDS - 1."""
    return f"NOTEDUE#{number}"


def _addendum_number(follows: int, n: int) -> str:
    return f"{note_number(follows)}#A#{_digits(n)}"


def _digits(n: int) -> str:
    if not 0 < n < 10**12:
        raise ValueError("a record's number has one to twelve digits")
    return f"{n:012d}"
