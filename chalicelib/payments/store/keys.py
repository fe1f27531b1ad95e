"""Builds the table's keys for processor accounts and their sealed keys."""

from chalicelib.platform.dynamodb.key_parts import Key, part
from chalicelib.platform.dynamodb.partitions import practice_partition

PROCESSOR_ACCOUNTS = "PROC#"


def processor_account(p: str, account: str) -> Key:
    return Key(practice_partition(p), f"PROC#{part(account)}")


def processor_keys(p: str, account: str, n: int) -> Key:
    """Return the table's key for version `n` of an account's keys; `n` counts from 1."""
    return Key(practice_partition(p), f"CRED#{part(account)}#{n:06d}")
