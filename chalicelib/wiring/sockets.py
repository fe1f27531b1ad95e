"""Builds the store of open sockets, at first use."""

from functools import cache

from chalicelib.visits.store.connections import DynamoConnections
from chalicelib.wiring import platform


@cache
def socket_rows() -> DynamoConnections:
    platform.tables()
    return DynamoConnections(platform.clock)
