"""Keys of practices, their services and assignments."""

from chalicelib.platform.dynamodb.key_parts import META, Key, part, shard
from chalicelib.platform.dynamodb.partitions import practice_partition, provider

SERVICES = "SVC#"
"""Prefix of services with their assignments, sorted service by service."""


def practice(p: str) -> Key:
    return Key(practice_partition(p), META)


def practice_in_list(p: str) -> Key:
    """GSI1: all practices, for the sweeps."""
    return Key(practices(shard(p)), part(p))


def practices(number: int) -> str:
    """One of the SHARDS partitions of all practices, from 0."""
    return f"PRACTICES#{number}"


def baa(p: str, version: str) -> Key:
    return Key(practice_partition(p), f"BAA#{part(version)}")


def service(p: str, s: str) -> Key:
    return Key(practice_partition(p), f"SVC#{part(s)}")


def assignment(p: str, s: str, u: str) -> Key:
    return Key(practice_partition(p), f"SVC#{part(s)}#PRV#{part(u)}")


def assignment_of_provider(p: str, s: str, u: str) -> Key:
    """GSI1: the services a provider is assigned to."""
    return Key(provider(p, u), f"SVC#{part(s)}")
