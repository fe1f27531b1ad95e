"""Keys of processor accounts."""

from chalicelib.platform.dynamodb.key_parts import Key, part
from chalicelib.platform.dynamodb.partitions import practice_partition

PROCESSOR_ACCOUNTS = "PROC#"


def processor_account(p: str, account: str) -> Key:
    return Key(practice_partition(p), f"PROC#{part(account)}")


def processor_keys(p: str, account: str, n: int) -> Key:
    """One version of an account's sealed keys, from 1; kept as long as the practice."""
    return Key(practice_partition(p), f"CRED#{part(account)}#{n:06d}")
