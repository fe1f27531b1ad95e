"""Connects the clock, ids, settings, audit trail and vault that all subjects share. Each is made at first use."""

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
from chalicelib.platform.vault.key_store import KeyStore
from chalicelib.platform.vault.vault import Vault


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def ids() -> RandomIdGenerator:
    """New ids."""
    return RandomIdGenerator()


def origin() -> str:
    """The one origin that people see."""
    return settings().origin


@cache
def tables() -> None:
    """Name the tables; whatever touches one goes through here first."""
    here = settings()
    names = connection.TableNames(
        here.core_table, here.records_table, here.audit_table, here.ephemeral_table
    )
    connection.connect(names)


@cache
def audit() -> DynamoAudit:
    """The trail of what was seen and done."""
    tables()
    return DynamoAudit(clock, ids().id)


@cache
def vault() -> Vault:
    """The one door to sealed records."""
    tables()
    here = settings()
    store = KeyStore(
        connection.client(),
        aws.client("kms"),
        here.keystore_table,
        here.keystore_name,
        here.kms_key_arn,
    )
    return Vault(BranchKeys(store), audit())


@cache
def _hash() -> Callable[[str], str]:
    return KeyedHash(settings().user_pool_client_secret.encode())


def keyed_hash(text: str) -> str:
    """What audit entries keep of an address or a browser."""
    return _hash()(text)
