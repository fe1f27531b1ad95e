"""Builds what all parts of the product share: clock, ids, tables, audit and vault."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from chalicelib.platform import aws
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.platform.keyed_hash import KeyedHash
from chalicelib.platform.settings import settings
from chalicelib.platform.vault.branch_keys import BranchKeys
from chalicelib.platform.vault.cursor_sealer import CursorSealer
from chalicelib.platform.vault.key_store import KeyStore
from chalicelib.platform.vault.vault import Vault


def clock() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def ids() -> RandomIdGenerator:
    return RandomIdGenerator()


def origin() -> str:
    """Return the scheme and host of the web client."""
    return settings().origin


@cache
def tables() -> None:
    """Set the names of the tables; call this before a table is used."""
    config = settings()
    names = connection.TableNames(
        config.core_table, config.records_table, config.audit_table, config.ephemeral_table
    )
    connection.connect(names)


@cache
def audit() -> DynamoAudit:
    tables()
    return DynamoAudit(clock, ids().id)


@cache
def vault() -> Vault:
    tables()
    config = settings()
    store = KeyStore(
        connection.client(),
        aws.client("kms"),
        config.keystore_table,
        config.keystore_name,
        config.kms_key_arn,
    )
    return Vault(BranchKeys(store), audit())


def cursors() -> CursorSealer:
    return CursorSealer(vault().keys)


@cache
def _hash() -> Callable[[str], str]:
    return KeyedHash(settings().user_pool_client_secret.encode())


def keyed_hash(text: str) -> str:
    """
    Return the keyed hash of an IP address, a user agent or an e-mail address.

    Audit entries and table rows contain the hash instead of the original value.
    """
    return _hash()(text)
