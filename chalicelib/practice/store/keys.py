"""Builds the keys of practices, services and assignments."""

from chalicelib.platform.dynamodb.key_parts import META, Key, part, shard
from chalicelib.platform.dynamodb.partitions import practice_partition, provider

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
