"""
Runs the product's signaling behind a stand-in for API Gateway.

    python -m bench.our_relays KIND SIZE

KIND says where state is kept and how messages are sent:

- `memory`: the state is in memory, and the signaling functions run in the gateway's
  thread.
- `posts`: the state is in memory, and threads post messages by boto3 over HTTP, as
  on AWS.
- `tables`: like `posts`, but the state is in the emulator's DynamoDB.

SIZE is the size of a message in bytes. Each line on stdin is a number of socket pairs;
the program prints that many new pairs as one line of JSON. The rate limit of the
signaling is switched off.
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
from bench.relay_kinds import session_description
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
    """A stream that discards log lines, so that writing them is not measured."""

    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def memory(size: int) -> Iterator[Pairs]:
    """
    Run the product's signaling with its state in memory.

    Yields a function that returns a given number of new socket pairs.
    """
    with Gateway(Functions.of(app), workers=0) as gateway, in_memory(gateway) as visit:
        yield lambda n: _book(gateway, visit, n, size)


@contextmanager
def posts(size: int) -> Iterator[Pairs]:
    """
    Run the product's signaling in memory, and post its messages over HTTP.

    Yields a function that returns a given number of new socket pairs.
    """
    with pytest.MonkeyPatch.context() as patch, Gateway(Functions.of(app), workers=4) as gateway:
        _credentials(patch)
        client = aws.client("apigatewaymanagementapi", attempts=1, endpoint=gateway.endpoint)
        with in_memory(gateway, sockets=GatewaySockets(client, lambda _longest: None)) as visit:
            yield lambda n: _book(gateway, visit, n, size)


@contextmanager
def tables(size: int) -> Iterator[Pairs]:
    """
    Run the product's signaling with the DynamoDB and KMS of an emulator.

    The emulator runs in another process. Yields a function that returns a given number of
    new socket pairs.
    """
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        emulator = Emulator(Path(home), free_port(0), persist=False)
        emulator.start()
        try:
            _credentials(patch)
            patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
            patch.setattr(front, "a_store", _emulated_store)
            with signaling_harness(workers=4, emulated=False) as harness:
                yield lambda n: [
                    _pair_of(harness.practice().visit(providers=2), size) for _ in range(n)
                ]
        finally:
            emulator.stop()


@contextmanager
def _emulated_store() -> Iterator[record_store.RecordStore]:
    yield record_store.filled()


def _credentials(patch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def _book(gateway: Gateway, visit: Any, count: int, size: int) -> Sequence[dict[str, Any]]:
    first = len(visit.appointments.rows)
    guests = [book(visit, number)[:2] for number in range(first, first + count)]
    return [
        _pair(*(each.address(visit, gateway) for each in both), both[1].seat, size)
        for both in guests
    ]


def _pair_of(visit: Any, size: int) -> dict[str, Any]:
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
    frame = json.dumps(signal).replace("%", session_description(size))
    return {"a": a, "b": b, "frame": frame, "awaits_a": ["joined"], "awaits_b": ["joined"], **opens}


def main(kind: str, size: int) -> None:
    """
    Read a number from each line of stdin, and print that many new socket pairs.

    The pairs for one number are printed as one line of JSON.
    """
    answers, sys.stdout = sys.stdout, Nowhere()
    rate_limiter.MAX_MESSAGES = rate_limiter.FLOOD_MESSAGES = NO_LIMIT
    with {"memory": memory, "posts": posts, "tables": tables}[kind](size) as pairs:
        print("{}", file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(pairs(int(line))), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
