"""
Writes chat notes while the server that stores them is killed repeatedly.

The server process runs the product's functions behind a stand-in for API Gateway, and
is killed with SIGKILL. The tables are in the AWS emulator, which is not killed. After a
kill, the writer does what our page does: it gets a new ticket, joins with `resume`, and
sends each unacknowledged note again with the same id.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.relay_kinds import ROOT
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.wiring import visits as wiring_visits
from localstack.emulator import Emulator
from localstack.processes import free_port
from tests.platform import record_store
from tests.platform.http import front
from tests.platform.http.browser import ORIGIN
from tests.visits.signaling.signaling_harness import (
    RELAYS,
    SignalingHarness,
    VisitMember,
    signaling_harness,
)

MAX_UNACKNOWLEDGED, MAX_ACKNOWLEDGEMENTS, MAX_DELAY_SECONDS = 4, 8, 0.03
"""
The limits within which notes are sent and the server is killed.

They are the most notes that wait for an acknowledgement at a time, the most acknowledgements before
a kill, and the most seconds between the last of these acknowledgements and the kill.
"""
PATIENCE_SECONDS = 30


@dataclass
class Kills:
    """
    Holds the results of writing chat notes while the server is killed.

    `acknowledged` maps the id of each acknowledged note to the note's number. `stored` has
    all stored notes, in the form in which a page receives them. `deaths` is how many times
    the server was killed.
    """

    acknowledged: dict[str, int] = field(default_factory=dict)
    stored: Sequence[dict[str, Any]] = ()
    deaths: int = 0

    @property
    def sound(self) -> float:
        """
        The share of acknowledged notes that are stored with the right number.

        The right number of a note is the number in its acknowledgement. The share is 0 if the
        numbers of the stored notes have a gap, or if a note is stored twice.
        """
        numbers = [each["n"] for each in self.stored]
        if numbers != list(range(1, len(numbers) + 1)) or len(
            {each["id"] for each in self.stored}
        ) != len(self.stored):
            return 0.0
        number_by_id = {each["id"]: each["n"] for each in self.stored}
        return sum(number_by_id.get(own) == n for own, n in self.acknowledged.items()) / max(
            1, len(self.acknowledged)
        )


def write_through_kills(times: int) -> Kills:
    """
    Write chat notes while the server is killed repeatedly; return the results.

    `times` is how many times the server is killed.
    """
    rng = random.Random(times)  # noqa: S311 - the same kills each time
    with _tables() as harness:
        writer = Writer(harness.practice().visit().people[0])
        for _ in range(times):
            with _server(harness) as (url, process):
                writer.write_until_kill(
                    process,
                    url,
                    rng.randint(1, MAX_ACKNOWLEDGEMENTS),
                    rng.uniform(0, MAX_DELAY_SECONDS),
                )
        with _server(harness) as (url, _):
            writer.finish(url)
    return writer.kills


@dataclass
class Writer:
    """
    Writes chat notes as one browser page does.

    `unacknowledged` maps the id of each note that the server has not acknowledged yet to
    the note's text.
    """

    member: VisitMember
    kills: Kills = field(default_factory=Kills)
    unacknowledged: dict[str, str] = field(default_factory=dict)

    def write_until_kill(self, process: Any, url: str, count: int, delay: float) -> None:
        """
        Write notes until `count` more are acknowledged, then kill the server.

        The server is killed at most `delay` seconds after the last of these acknowledgements.
        """
        socket, _ = self._join(url)
        goal = len(self.kills.acknowledged) + count
        with socket:
            self._send(socket, *self.unacknowledged)
            while len(self.kills.acknowledged) < goal:
                while len(self.unacknowledged) < MAX_UNACKNOWLEDGED:
                    own = RandomIdGenerator().id()
                    self.unacknowledged[own] = f"note {own}"
                    self._send(socket, own)
                self._receive(socket, PATIENCE_SECONDS)
            with suppress(TimeoutError):
                self._receive(socket, delay)
            process.kill()
            process.wait()
            self.kills.deaths += 1
            with suppress(ConnectionClosed):
                # Acknowledgements that the server sent before the kill count too.
                while True:
                    self._receive(socket, PATIENCE_SECONDS)

    def finish(self, url: str) -> None:
        """Send the unacknowledged notes again, and read all stored notes."""
        socket, _ = self._join(url)
        with socket:
            self._send(socket, *self.unacknowledged)
            while self.unacknowledged:
                self._receive(socket, PATIENCE_SECONDS)
        socket, self.kills.stored = self._join(url)
        socket.close()

    def _join(self, url: str) -> tuple[ClientConnection, Sequence[dict[str, Any]]]:
        self.member.practice.harness.clock.at = datetime.now(UTC)
        ticket = wiring_visits.tickets().issue(self.member.access, self.member.room).secret
        socket = connect(
            f"{url}?ticket={ticket}", ping_interval=None, compression=None, close_timeout=1
        )
        socket.send(
            json.dumps(
                {
                    "action": "join",
                    "v": 1,
                    "id": RandomIdGenerator().id(),
                    "inst": "one",
                    "resume": True,
                    "after": 0,
                }
            )
        )
        while (message := json.loads(socket.recv(PATIENCE_SECONDS)))["t"] != "joined":
            pass
        return socket, message["notes"]

    def _send(self, socket: ClientConnection, *ids: str) -> None:
        for own in ids:
            text = self.unacknowledged[own]
            socket.send(json.dumps({"action": "note", "v": 1, "id": own, "text": text}))

    def _receive(self, socket: ClientConnection, patience: float) -> None:
        message = json.loads(socket.recv(patience))
        if message["t"] == "note" and self.unacknowledged.pop(message.get("re"), None):
            self.kills.acknowledged[message["re"]] = message["note"]["n"]
        elif message["t"] == "error" and message["re"] in self.unacknowledged:
            self._send(socket, message["re"])


@contextmanager
def _server(harness: SignalingHarness) -> Iterator[tuple[str, Any]]:
    """
    Run the server in a new process that uses the tables of the harness.

    The process is killed when the `with` block ends.
    """
    command = [sys.executable, "-m", "tests.visits.gateway"]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(harness), stdout=subprocess.PIPE)
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())["url"], process
    finally:
        process.kill()
        process.wait()


def _environment(harness: SignalingHarness) -> dict[str, str]:
    core, records, audit, ephemeral = (
        getattr(record_store.NAMES, name) for name in ("core", "records", "audit", "ephemeral")
    )
    tables = {
        "CORE_TABLE": core,
        "RECORDS_TABLE": records,
        "AUDIT_TABLE": audit,
        "EPHEMERAL_TABLE": ephemeral,
    }
    store = harness.store.store
    keys = {
        "KEYSTORE_TABLE": store.table,
        "KEYSTORE_NAME": store.name,
        "KMS_KEY_ARN": store.key_arn,
        "ORIGIN": ORIGIN,
    }
    return dict(os.environ) | tables | keys | RELAYS


@contextmanager
def _tables() -> Iterator[SignalingHarness]:
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        emulator = Emulator(Path(home), free_port(0), persist=False)
        emulator.start()
        try:
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                patch.setenv(name, "testing")
            patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
            patch.setattr(front, "a_store", _emulated_store)
            with signaling_harness(emulated=False) as harness:
                yield harness
        finally:
            emulator.stop()


@contextmanager
def _emulated_store() -> Iterator[record_store.RecordStore]:
    store = record_store.filled()
    store.clock.at = datetime.now(UTC)
    yield store
