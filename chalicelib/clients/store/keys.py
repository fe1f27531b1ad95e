"""Builds the keys of clients."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition, provider

CLIENT_PROFILE = "PROFILE"
CLIENT_PROVIDERS = "PRV#"
PROFILE_AND_PROVIDERS = "PR"
"""The prefix of the two kinds of rows above, and of no others in a client's partition."""
OWN_CLIENTS = "CL#"
CONSENTS, WITHDRAWALS = "CON#", "WD#"
PERMISSION_CHANGES = "NP#"


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


def consents(p: str, c: str) -> str:
    """Return the partition of a client's consents and their withdrawals, in `records`."""
    return f"{client_partition(p, c)}#CON"


def consent(p: str, c: str, consent: str) -> Key:
    return Key(consents(p, c), f"{CONSENTS}{part(consent)}")


def withdrawal(p: str, c: str, consent: str) -> Key:
    """Return the key of a consent's withdrawal; a consent can be withdrawn once."""
    return Key(consents(p, c), f"{WITHDRAWALS}{part(consent)}")


def notice_permissions(p: str, c: str) -> Key:
    """Return the key of the row with the topics about which a client wants no notices."""
    return Key(client_partition(p, c), "NOTICES")


def permission_changes(p: str, c: str) -> str:
    return f"{client_partition(p, c)}#NP"


def permission_change(p: str, c: str, n: int) -> Key:
    """Return the key of the `n`-th change of a client's notice permissions."""
    return Key(permission_changes(p, c), f"{PERMISSION_CHANGES}{n:08d}")


def search_bucket(p: str, tag: str) -> str:
    """Return the partition of clients who have a word with this tag."""
    return f"{practice_partition(p)}#X#{part(tag)}"


def client_search(p: str, tag: str, path: str, c: str) -> Key:
    """Return the key of a word's row; `path` continues the tag of its beginning."""
    return Key(search_bucket(p, tag), f"{path}#{part(c)}")


def merge_record(p: str, c: str, version: int) -> Key:
    """Return the key of a record of a merge or of its undoing, in `version`."""
    return Key(f"{client_partition(p, c)}#MRG", f"MRG#{version:08d}")
