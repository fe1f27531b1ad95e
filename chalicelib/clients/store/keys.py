"""Builds the keys of clients."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition, provider

CLIENT_PROFILE = "PROFILE"
CLIENT_PROVIDERS = "PRV#"
OWN_CLIENTS = "CL#"


def client(p: str, c: str) -> Key:
    return Key(client_partition(p, c), CLIENT_PROFILE)


def client_in_list(p: str, c: str, created: datetime) -> Key:
    """
    Return the GSI1 key that lists a client among the clients of their practice.

    The index sorts the clients by the time `created`, oldest first.
    """
    return Key(clients(p), f"{moment(created)}#{part(c)}")


def clients(p: str) -> str:
    return f"{practice_partition(p)}#CL"


def client_provider(p: str, c: str, u: str) -> Key:
    return Key(client_partition(p, c), f"PRV#{part(u)}")


def client_of_provider(p: str, c: str, u: str) -> Key:
    """Return the GSI1 key that lists a client among an assigned provider's clients."""
    return Key(provider(p, u), f"CL#{part(c)}")
