"""
Writes chat notes while the server that stores them is killed again and again.

The server is the product's functions behind the stand-in gateway, in a process that SIGKILL ends;
its tables are the emulator's, which survives. The page behaves like ours: a new ticket, join with
resume, and every unacknowledged note again under its own id.
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

AT_ONCE, MOST_HEARD, LATER = 4, 8, 0.03
"""Notes under way at a time; acknowledgements before a kill; seconds until it, at most."""
PATIENCE_SECONDS = 30


@dataclass
class Kills:
    """`acknowledged`: numbers of notes by id; `kept`: all stored notes, as a page reads them."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    kept: Sequence[dict[str, Any]] = ()
    deaths: int = 0

    @property
    def sound(self) -> float:
        """Return the share of acknowledged notes stored once under their number without a gap."""
        numbers = [each["n"] for each in self.kept]
        if numbers != list(range(1, len(numbers) + 1)) or len(
            {each["id"] for each in self.kept}
        ) != len(self.kept):
            return 0.0
        there = {each["id"]: each["n"] for each in self.kept}
        return sum(there.get(own) == n for own, n in self.acknowledged.items()) / max(
            1, len(self.acknowledged)
        )


def killed(times: int) -> Kills:
    """Kill the server so many times while notes are written."""
    chance = random.Random(times)  # noqa: S311 - the same kills each time
    with _tables() as harness:
        writing = Writing(harness.practice().visit().people[0])
        for _ in range(times):
            with _server(harness) as (url, process):
                writing.until(process, url, chance.randint(1, MOST_HEARD), chance.uniform(0, LATER))
        with _server(harness) as (url, _):
            writing.finish(url)
    return writing.found


@dataclass
class Writing:
    """One page. `waiting` are the notes that were not acknowledged yet, by id."""

    writer: VisitMember
    found: Kills = field(default_factory=Kills)
    waiting: dict[str, str] = field(default_factory=dict)

    def until(self, process: Any, url: str, heard: int, later: float) -> None:
        """Write, and kill the server `later` seconds after `heard` acknowledgements."""
        socket, _ = self._joined(url)
        enough = len(self.found.acknowledged) + heard
        with socket:
            self._say(socket, *self.waiting)
            while len(self.found.acknowledged) < enough:
                while len(self.waiting) < AT_ONCE:
                    own = RandomIdGenerator().id()
                    self.waiting[own] = f"note {own}"
                    self._say(socket, own)
                self._hear(socket, PATIENCE_SECONDS)
            with suppress(TimeoutError):
                self._hear(socket, later)
            process.kill()
            process.wait()
            self.found.deaths += 1
            with suppress(ConnectionClosed):
                # Messages that were still on the network count too.
                while True:
                    self._hear(socket, PATIENCE_SECONDS)

    def finish(self, url: str) -> None:
        """Write what is left, and read all."""
        socket, _ = self._joined(url)
        with socket:
            self._say(socket, *self.waiting)
            while self.waiting:
                self._hear(socket, PATIENCE_SECONDS)
        socket, self.found.kept = self._joined(url)
        socket.close()

    def _joined(self, url: str) -> tuple[ClientConnection, Sequence[dict[str, Any]]]:
        self.writer.practice.harness.clock.at = datetime.now(UTC)
        ticket = wiring_visits.tickets().issue(self.writer.access, self.writer.room).secret
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
        while (said := json.loads(socket.recv(PATIENCE_SECONDS)))["t"] != "joined":
            pass
        return socket, said["notes"]

    def _say(self, socket: ClientConnection, *ids: str) -> None:
        for own in ids:
            socket.send(
                json.dumps({"action": "note", "v": 1, "id": own, "text": self.waiting[own]})
            )

    def _hear(self, socket: ClientConnection, patience: float) -> None:
        said = json.loads(socket.recv(patience))
        if said["t"] == "note" and self.waiting.pop(said.get("re"), None):
            self.found.acknowledged[said["re"]] = said["note"]["n"]
        elif said["t"] == "error" and said["re"] in self.waiting:
            self._say(socket, said["re"])


@contextmanager
def _server(harness: SignalingHarness) -> Iterator[tuple[str, Any]]:
    """A fresh process of the functions, on those tables."""
    command = [sys.executable, "-m", "tests.visits.gateway"]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(harness), stdout=subprocess.PIPE)
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())["url"], process
    finally:
        process.kill()
        process.wait()


def _environment(harness: SignalingHarness) -> dict[str, str]:
    core, kept, audit, ephemeral = (
        getattr(record_store.NAMES, name) for name in ("core", "records", "audit", "ephemeral")
    )
    tables = {
        "CORE_TABLE": core,
        "RECORDS_TABLE": kept,
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
        running = Emulator(Path(home), free_port(0), persist=False)
        running.start()
        try:
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                patch.setenv(name, "testing")
            patch.setenv("AWS_ENDPOINT_URL", running.endpoint)
            patch.setattr(front, "a_store", _standing)
            with signaling_harness(emulated=False) as harness:
                yield harness
        finally:
            running.stop()


@contextmanager
def _standing() -> Iterator[record_store.RecordStore]:
    made = record_store.filled()
    made.clock.at = datetime.now(UTC)
    yield made
