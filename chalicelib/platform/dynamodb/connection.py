"""
Holds the only DynamoDB client of this process.

See docs/records-and-keys.md#dynamodb-client.
"""

from dataclasses import dataclass
from typing import Any

from botocore.client import BaseClient
from pynamodb.connection import Connection, TableConnection
from pynamodb.connection.base import MetaTable

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS, POOL = 1.0, 2.5, 3, 10


@dataclass(frozen=True, slots=True)
class TableNames:
    """Holds the names that the four tables have in this deployment."""

    core: str
    records: str
    audit: str
    ephemeral: str


class _Shared:
    """Holds the connection that the whole process shares, in class attributes."""

    names = TableNames("core", "records", "audit", "ephemeral")
    attempts = ATTEMPTS
    connection: Connection | None = None
    tables: dict[str, TableConnection] = {}  # noqa: RUF012 - replaced whole by connect()


def connect(names: TableNames, *, attempts: int = ATTEMPTS) -> None:
    """
    Set the names of the tables, and discard the current client.

    This function sends no request. `attempts` is the maximum number of attempts for each
    call to DynamoDB, including the first attempt.
    """
    _Shared.names, _Shared.attempts, _Shared.connection, _Shared.tables = names, attempts, None, {}


def connection() -> Connection:
    """
    Return the connection that all tables share; the first call creates it.

    A separate client for each model class would cost 50 ms and 6 MB per class. This
    function configures the retries, because pynamodb ignores the retry settings in a
    model's `Meta`.
    """
    if _Shared.connection is None:
        _Shared.connection = Connection(
            connect_timeout_seconds=CONNECT_SECONDS,
            read_timeout_seconds=READ_SECONDS,
            max_pool_connections=POOL,
            retry_configuration={"mode": "standard", "total_max_attempts": _Shared.attempts},
        )
    return _Shared.connection


def client() -> BaseClient:
    """Return the shared botocore client, for calls that use several tables."""
    return connection().client


def name_of(table: str) -> str:
    """
    Return the name of a table in this deployment.

    `table` is `core`, `records`, `audit` or `ephemeral`.
    """
    names = _Shared.names
    return {
        "core": names.core,
        "records": names.records,
        "audit": names.audit,
        "ephemeral": names.ephemeral,
    }[table]


def table_connection(table: str, schema: dict[str, Any]) -> TableConnection:
    """
    Return the connection for one table.

    `schema` describes the table's keys and indexes in the format of DynamoDB's CreateTable.
    """
    name = name_of(table)
    if name not in _Shared.tables:
        connection().add_meta_table(MetaTable({"TableName": name} | schema))
        shared = TableConnection(name)
        shared.connection = connection()
        _Shared.tables[name] = shared
    return _Shared.tables[name]
