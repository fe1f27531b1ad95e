"""Keys of clients."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition, provider

CLIENT_PROFILE = "PROFILE"
CLIENT_PROVIDERS = "PRV#"
OWN_CLIENTS = "CL#"


def client(p: str, c: str) -> Key:
    return Key(client_partition(p, c), CLIENT_PROFILE)


def client_in_list(p: str, c: str, created: datetime) -> Key:
    """GSI1: all clients of a practice, oldest first."""
    return Key(clients(p), f"{moment(created)}#{part(c)}")


def clients(p: str) -> str:
    return f"{practice_partition(p)}#CL"


def client_provider(p: str, c: str, u: str) -> Key:
    return Key(client_partition(p, c), f"PRV#{part(u)}")


def client_of_provider(p: str, c: str, u: str) -> Key:
    """GSI1: a provider's own clients."""
    return Key(provider(p, u), f"CL#{part(c)}")


def client_email(p: str, tag: str) -> Key:
    """
    Reserve an e-mail for the one client of the practice who has it.

    `tag` is a keyed hash of the e-mail; a plain hash could be guessed.
    """
    return Key(f"{practice_partition(p)}#X#EMAIL#{part(tag)}", META)
