"""Keys of rooms, seats, sockets and what is kept of a visit."""

from chalicelib.platform.dynamodb.key_parts import META, Key, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition

SEATS = "SEAT#"
NOTES = "NOTE#"
FACTS = "FACT#"
FILES = "FILE#"


def chat_note(p: str, a: str, n: int) -> Key:
    """Records: the n-th chat note of an appointment, from 1."""
    if not 0 < n < 10**12:
        raise ValueError("a chat note's number has one to twelve digits")
    return Key(appointment_partition(p, a), f"NOTE#{n:012d}")


def chat_note_once(p: str, a: str, seat: str, given: str) -> Key:
    """Records: a seat's message id has its note already."""
    return Key(appointment_partition(p, a), f"ONCE#{part(seat)}#{part(given)}")


def visit_fact(p: str, a: str, fact: str) -> Key:
    return Key(appointment_partition(p, a), f"FACT#{part(fact)}")


def visit_file(p: str, a: str, f: str) -> Key:
    return Key(appointment_partition(p, a), f"FILE#{part(f)}")


def upload(p: str, a: str, f: str) -> Key:
    """Ephemeral: a file on its way."""
    return Key(appointment_partition(p, a), f"UPLOAD#{part(f)}")


def room(a: str) -> Key:
    """Ephemeral, as all below; appointments' ids are unique over all practices."""
    return Key(room_partition(a), META)


def room_partition(a: str) -> str:
    """The room and its seats: one read shows who may hear what."""
    return f"ROOM#{part(a)}"


def seat(a: str, s: str) -> Key:
    return Key(room_partition(a), f"SEAT#{part(s)}")


def connection(digest: str) -> Key:
    """An open socket, by the hash of the gateway's id for it."""
    return Key(f"CONN#{part(digest)}", META)


def live(u: str, digest: str) -> Key:
    """A person's open socket, where whoever ends sessions finds it."""
    return Key(live_shard(shard(u)), f"{live_of(u).sk}{part(digest)}")


def live_of(u: str) -> Key:
    """The partition of a person's open sockets, and the prefix of their sort keys."""
    return Key(live_shard(shard(u)), f"{part(u)}#")


def live_shard(number: int) -> str:
    """One of the SHARDS partitions of all open sockets, from 0."""
    return f"LIVE#{number}"


def ticket(digest: str) -> Key:
    """`digest`: SHA-256 of the ticket, never the ticket."""
    return Key(f"TICKET#{part(digest)}", META)
