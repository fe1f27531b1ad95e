"""
Writes chat notes while the server that stores them is killed again and again.

The server runs the product's functions behind the stand-in gateway, in a process that SIGKILL ends.
Its tables are in the emulator, which keeps running. Like our page, the writer then gets a new
ticket, joins with `resume`, and sends each unacknowledged note again under its own id.
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
"""Notes sent ahead; acknowledgements before a kill; seconds between the last and the kill."""
PATIENCE_SECONDS = 30


@dataclass
class Kills:
    """
    What happened to the notes.

    `acknowledged`: numbers of notes by id. `stored`: all stored notes as a page receives them.
    `deaths`: how often the server was killed.
    """

    acknowledged: dict[str, int] = field(default_factory=dict)
    stored: Sequence[dict[str, Any]] = ()
    deaths: int = 0

    @property
    def sound(self) -> float:
        """
        The share of acknowledged notes that are stored under their acknowledged number.

        It is 0 if the stored notes have a gap or any of them twice.
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
    """Kill the server `times` times while notes are written."""
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
    """Writes notes like one page. `unacknowledged`: texts of notes by id."""

    member: VisitMember
    kills: Kills = field(default_factory=Kills)
    unacknowledged: dict[str, str] = field(default_factory=dict)

    def write_until_kill(self, process: Any, url: str, count: int, delay: float) -> None:
        """Write, and kill the server `delay` seconds after `count` acknowledgements."""
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
                # Messages that were still on the network count too.
                while True:
                    self._receive(socket, PATIENCE_SECONDS)

    def finish(self, url: str) -> None:
        """Send the unacknowledged notes, and read all stored ones."""
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
    """Start the server in a new process, on the harness's tables; end it afterwards."""
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
