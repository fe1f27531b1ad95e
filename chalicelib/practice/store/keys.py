"""Builds the keys of practices, services and assignments."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import contact_partition, practice_partition, provider

SERVICES = "SVC#"
"""The sort keys of services and their assignments begin with this prefix."""


def practice(p: str) -> Key:
    return Key(practice_partition(p), META)


def practice_in_list(p: str) -> Key:
    """
    Return a practice's key in GSI1, in the list of all practices.

    The scheduled jobs read this list.
    """
    return Key(practices(shard(p)), part(p))


def practices(number: int) -> str:
    """
    Return the partition key of one shard of the list of all practices.

    `number` is the number of the shard, from 0 to SHARDS - 1.
    """
    return f"PRACTICES#{number}"


def baa(p: str, version: str) -> Key:
    return Key(practice_partition(p), f"BAA#{part(version)}")


def service(p: str, s: str) -> Key:
    return Key(practice_partition(p), f"SVC#{part(s)}")


def assignment(p: str, s: str, u: str) -> Key:
    return Key(practice_partition(p), f"SVC#{part(s)}#PRV#{part(u)}")


def assignment_of_provider(p: str, s: str, u: str) -> Key:
    """
    Return the GSI1 key of an assignment.

    In GSI1, the services to which a provider is assigned are listed under the provider.
    """
    return Key(provider(p, u), f"SVC#{part(s)}")


def contact_receivers(p: str) -> Key:
    return Key(practice_partition(p), "CONTACT")


def contact_request(p: str, r: str) -> Key:
    return Key(contact_partition(p, r), META)


def contact_form(p: str, digest: str) -> Key:
    """Return the key of the row that marks a contact form as sent."""
    return Key(contact_partition(p, digest), "FORM")


def contact_in_practice(p: str, r: str, at: datetime) -> Key:
    """Return the GSI2 key that lists what newcomers wrote, by time."""
    return Key(contact_requests(p), f"{moment(at)}#{part(r)}")


def contact_requests(p: str) -> str:
    return f"{practice_partition(p)}#CU"


def waiting_contact(p: str, r: str, at: datetime) -> Key:
    """Return the GSI3 key that lists a contact request while it waits."""
    return Key(waiting_contacts(p), f"{moment(at)}#{part(r)}")


def waiting_contacts(p: str) -> str:
    return f"{practice_partition(p)}#CUW"
