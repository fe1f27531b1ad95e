"""Builds the DynamoDB keys of rooms, seats, tickets, sockets and visits' records."""

from chalicelib.platform.dynamodb.key_parts import META, Key, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition

SEATS = "SEAT#"
NOTES = "NOTE#"
FACTS = "FACT#"
FILES = "FILE#"


def chat_note(p: str, a: str, n: int) -> Key:
    """Return the key of chat note number `n` of an appointment; `n` starts at 1."""
    if not 0 < n < 10**12:
        raise ValueError("a chat note's number has one to twelve digits")
    return Key(appointment_partition(p, a), f"NOTE#{n:012d}")


def chat_note_once(p: str, a: str, seat: str, message: str) -> Key:
    """
    Return the key of the row that marks a seat's message as already stored.

    If the same message arrives twice, the row prevents a second chat note. `message`: the
    id of the message.
    """
    return Key(appointment_partition(p, a), f"ONCE#{part(seat)}#{part(message)}")


def visit_fact(p: str, a: str, fact: str) -> Key:
    return Key(appointment_partition(p, a), f"FACT#{part(fact)}")


def visit_file(p: str, a: str, f: str) -> Key:
    return Key(appointment_partition(p, a), f"FILE#{part(f)}")


def room(a: str) -> Key:
    """
    Return the key of a room.

    The row of a room is in the ephemeral table. The functions below this one in this file also
    build keys of that table.

    The key contains no practice id, because appointment ids are unique across all
    practices.
    """
    return Key(room_partition(a), META)


def room_partition(a: str) -> str:
    """
    Return the key of the partition that holds a room and its seats.

    One Query can read the room with all its seats.
    """
    return f"ROOM#{part(a)}"


def seat(a: str, s: str) -> Key:
    return Key(room_partition(a), f"SEAT#{part(s)}")


def connection(digest: str) -> Key:
    """
    Return the key of an open socket.

    `digest`: a hash of API Gateway's id for the socket.
    """
    return Key(f"CONN#{part(digest)}", META)


def live(u: str, digest: str) -> Key:
    """
    Return the key of a socket's second row.

    The second row is stored under the id `u` of the person, so that all sockets of a
    person can be found. `digest`: a hash of API Gateway's id for the socket.
    """
    return Key(live_shard(shard(u)), f"{live_of(u).sk}{part(digest)}")


def live_of(u: str) -> Key:
    """Return the partition and the sort key prefix of a person's open sockets."""
    return Key(live_shard(shard(u)), f"{part(u)}#")


def live_shard(number: int) -> str:
    """
    Return the partition key of one shard of the open sockets.

    `number`: the number of the shard, from 0 to SHARDS - 1.
    """
    return f"LIVE#{number}"


def ticket(digest: str) -> Key:
    """
    Return a ticket's key.

    `digest`: the SHA-256 hash of the ticket's secret.
    """
    return Key(f"TICKET#{part(digest)}", META)
