"""Builds the keys of threads, messages, drafts and inbox sockets."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import (
    client_partition,
    practice_partition,
    provider,
    thread_partition,
)

THREADS_OF_CLIENT = "T#"
"""The sort keys of a client's threads in GSI1 begin with this prefix."""


def thread(p: str, t: str) -> Key:
    return Key(thread_partition(p, t), META)


def thread_message(p: str, t: str, n: int) -> Key:
    """Return the key of a thread's message; keys sort by the number."""
    return Key(thread_partition(p, t), f"M#{n:012d}")


def thread_of_client(p: str, c: str, t: str, last: datetime) -> Key:
    """Return the GSI1 key that lists a thread for its client, by the newest message."""
    return Key(client_partition(p, c), f"{THREADS_OF_CLIENT}{moment(last)}#{part(t)}")


def thread_in_practice(p: str, t: str, last: datetime) -> Key:
    """Return the GSI2 key that lists a thread in its practice, by the newest message."""
    return Key(threads(p), f"{moment(last)}#{part(t)}")


def threads(p: str) -> str:
    return f"{practice_partition(p)}#T"


def waiting_thread(p: str, t: str, since: datetime) -> Key:
    """Return the GSI3 key that lists a thread while it waits, the longest wait first."""
    return Key(waiting_threads(p), f"{moment(since)}#{part(t)}")


def waiting_threads(p: str) -> str:
    return f"{practice_partition(p)}#TW"


def message_draft(p: str, u: str, c: str, place: str) -> Key:
    """Return the key of a person's draft to a client, in a thread or for a new one."""
    return Key(provider(p, u), f"MDRAFT#{part(c)}#{part(place)}")


def inbox_ticket(digest: str) -> Key:
    """Return the key of a ticket, in the ephemeral table, as the keys below are."""
    return Key(f"INBOX#T#{part(digest)}", META)


def inbox_socket(digest: str) -> Key:
    return Key(f"INBOX#C#{part(digest)}", META)


def inbox_sockets_of(owner: str) -> Key:
    """Return the partition and key prefix of an owner's sockets."""
    return Key(inbox_shard(shard(owner)), f"{part(owner)}#")


def inbox_socket_of(owner: str, digest: str) -> Key:
    """Return the key of a socket's second row, among those of its owner."""
    return Key(inbox_shard(shard(owner)), f"{part(owner)}#{part(digest)}")


def inbox_shard(number: int) -> str:
    return f"INBOX#L#{number}"
