"""Builds the gateway to open sockets, and their store, at first use."""

import random
import time
from functools import cache

from chalicelib.platform import aws
from chalicelib.platform.settings import settings
from chalicelib.visits.gateway_sockets import GatewaySockets
from chalicelib.visits.store.connections import DynamoConnections
from chalicelib.visits.usecases.socket_gateway import Sockets
from chalicelib.wiring import platform

POST_SECONDS = 1.5


def _pause(longest: float) -> None:
    time.sleep(random.uniform(0, longest))  # noqa: S311 - the random pause only spreads retries


@cache
def sockets() -> Sockets:
    """Return the object that sends messages to sockets through API Gateway."""
    endpoint = settings().socket_endpoint
    gateway = aws.client(
        "apigatewaymanagementapi", attempts=1, endpoint=endpoint, read_seconds=POST_SECONDS
    )
    return GatewaySockets(gateway, _pause)


@cache
def socket_rows() -> DynamoConnections:
    platform.tables()
    return DynamoConnections(platform.clock)
