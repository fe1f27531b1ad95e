"""
Runs the product's own signaling behind the stand-in gateway: `python -m bench.our_relays KIND`.

`memory`: the functions over stores in memory, in the gateway's own thread. `posts`: the same, with
posts over HTTP by boto3 from threads, as on AWS. `tables`: as `posts`, over the emulator's
DynamoDB. A number on a line of stdin is answered by that many new pairs. The rate limit is lifted.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import app
from bench.relay_kinds import filled
from chalicelib.platform import aws
from chalicelib.visits.gateway_sockets import GatewaySockets
from chalicelib.visits.usecases import rate_limiter
from chalicelib.wiring import visits as wiring_visits
from localstack.emulator import Emulator
from localstack.processes import free_port
from tests.platform import record_store
from tests.platform.http import front
from tests.visits.gateway.functions import Functions
from tests.visits.gateway.gateway import Gateway
from tests.visits.signaling.memory import book, in_memory
from tests.visits.signaling.signaling_harness import signaling_harness

NO_LIMIT = 10**7
OWN = "01K00000000000000000000000"
Pairs = Callable[[int], Sequence[dict[str, Any]]]


class Nowhere(io.TextIOBase):
    """A stream that discards log lines: the cost of writing them is the machine's, not ours."""

    def write(self, text: str) -> int:
        """Discard the text."""
        return len(text)


@contextmanager
def memory(size: int) -> Iterator[Pairs]:
    """Nothing but the handlers."""
    with Gateway(Functions.of(app), workers=0) as gateway, in_memory(gateway) as visit:
        yield lambda n: _booked(gateway, visit, n, size)


@contextmanager
def posts(size: int) -> Iterator[Pairs]:
    """With a call by HTTP for each message that is told."""
    with pytest.MonkeyPatch.context() as patch, Gateway(Functions.of(app), workers=4) as gateway:
        _credentials(patch)
        client = aws.client("apigatewaymanagementapi", attempts=1, endpoint=gateway.endpoint)
        with in_memory(gateway, sockets=GatewaySockets(client, lambda _longest: None)) as visit:
            yield lambda n: _booked(gateway, visit, n, size)


@contextmanager
def tables(size: int) -> Iterator[Pairs]:
    """With durable state: DynamoDB and KMS of the emulator, a process of its own."""
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        running = Emulator(Path(home), free_port(0), persist=False)
        running.start()
        try:
            _credentials(patch)
            patch.setenv("AWS_ENDPOINT_URL", running.endpoint)
            patch.setattr(front, "a_store", _standing)
            with signaling_harness(workers=4, emulated=False) as harness:
                yield lambda n: [
                    _visited(harness.practice().visit(providers=2), size) for _ in range(n)
                ]
        finally:
            running.stop()


@contextmanager
def _standing() -> Iterator[record_store.RecordStore]:
    yield record_store.filled()


def _credentials(patch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def _booked(gateway: Gateway, visit: Any, count: int, size: int) -> Sequence[dict[str, Any]]:
    first = len(visit.bookings.rows)
    guests = [book(visit, number)[:2] for number in range(first, first + count)]
    return [
        _pair(*(each.address(visit, gateway) for each in both), both[1].seat, size)
        for both in guests
    ]


def _visited(visit: Any, size: int) -> dict[str, Any]:
    a, b = visit.people[:2]
    gateway = a.practice.harness.gateway
    secrets = [wiring_visits.tickets().issue(each.access, visit.room).secret for each in (a, b)]
    return _pair(*(f"{gateway.url}?ticket={secret}" for secret in secrets), b.seat, size)


def _pair(a: str, b: str, seat: str, size: int) -> dict[str, Any]:
    join = {"action": "join", "v": 1, "id": OWN, "resume": False, "after": 0}
    signal = {
        "action": "signal",
        "v": 1,
        "id": OWN,
        "to": seat,
        "epoch": 1,
        "inst": "b",
        "d": {"desc": {"type": "offer", "sdp": "%"}},
    }
    opens = {f"opens_{each}": json.dumps(join | {"inst": each}) for each in "ab"}
    frame = json.dumps(signal).replace("%", filled("", size))
    return {"a": a, "b": b, "frame": frame, "awaits_a": ["joined"], "awaits_b": ["joined"], **opens}


def main(kind: str, size: int) -> None:
    """Serve until stdin ends."""
    told, sys.stdout = sys.stdout, Nowhere()
    rate_limiter.MAX_MESSAGES = rate_limiter.FLOOD_MESSAGES = NO_LIMIT
    with {"memory": memory, "posts": posts, "tables": tables}[kind](size) as pairs:
        print("{}", file=told, flush=True)
        for line in sys.stdin:
            print(json.dumps(pairs(int(line))), file=told, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
