"""
Builds the table keys for the rows of processor accounts.

An account has one row, and each version of the account's sealed keys has its own row.
"""

from chalicelib.platform.dynamodb.key_parts import Key, part
from chalicelib.platform.dynamodb.partitions import practice_partition

PROCESSOR_ACCOUNTS = "PROC#"


def processor_account(p: str, account: str) -> Key:
    return Key(practice_partition(p), f"PROC#{part(account)}")


def processor_keys(p: str, account: str, n: int) -> Key:
    """
    Return the table key of the row with version `n` of an account's keys.

    The versions are counted from 1.
    """
    return Key(practice_partition(p), f"CRED#{part(account)}#{n:06d}")
