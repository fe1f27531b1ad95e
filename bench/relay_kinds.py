"""Starts the relays to compare, each a process, and describes pairs of sockets through them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import cpu_seconds
from bench.relay_load import Pair
from bench.run import NotHere

ROOT = Path(__file__).parents[1]
PEERJS = ROOT / ".tools" / "peer"
PEERJS_VERSION = "1.0.2"
PEERJS_SERVER = """
const { PeerServer } = require('peer')
const asked = { host: '127.0.0.1', port: 0, path: '/' }
Object.assign(asked, { concurrent_limit: 100000, alive_timeout: 600000 })
PeerServer(asked, (listening) => {
  console.log(JSON.stringify({ url: 'ws://127.0.0.1:' + listening.address().port }))
})
"""
INSTALL_SECONDS = 120


@dataclass
class Relay:
    """A running one. `pairs(n)`: n fresh pairs."""

    name: str
    process: subprocess.Popen[bytes]
    pairs: Callable[[int], Sequence[Pair]]

    def cpu_seconds(self) -> float:
        """What the process has used of a processor so far."""
        return cpu_seconds(self.process.pid)

    def end(self) -> None:
        """End the process: first by the end of its stdin, so that it ends its own."""
        assert self.process.stdin
        self.process.stdin.close()
        if "bench.our_relays" not in self.process.args:
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()


def started(
    name: str,
    command: Sequence[str],
    pairs: Callable[[dict[str, Any]], Callable[[int], Sequence[Pair]]],
) -> Relay:
    """Start a relay; its first line of JSON says where it is."""
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    said = _line(process)
    if said is None:
        process.wait()
        raise NotHere(f"{name} did not start")
    return Relay(name, process, pairs(said))


def _line(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout
    line = process.stdout.readline()
    return json.loads(line) if line else None


def fetched(package: str, version: str) -> None:
    """Install a package of npm's into `.tools`, if it is not there."""
    if (PEERJS / "node_modules" / package).is_dir():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise NotHere("there is no npm")
    PEERJS.mkdir(parents=True, exist_ok=True)
    command = [
        npm,
        "install",
        "--prefix",
        str(PEERJS),
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
    ]
    try:
        subprocess.run(
            [*command, f"{package}@{version}"],
            check=True,
            capture_output=True,
            timeout=INSTALL_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
        raise NotHere(f"npm could not install {package}@{version}") from failed


def filled(head: str, size: int) -> str:
    """A description of that many bytes, with the number of its message in it."""
    begins = f"v=0\\r\\na=fingerprint:sha-256 00\\r\\na=nr=@{head}"
    return begins + "x" * max(0, size - len(begins))


def echo(size: int) -> Relay:
    """Start an echo server: the cost of a socket in Python."""

    def pairs(said: dict[str, Any]) -> Callable[[int], Sequence[Pair]]:
        return lambda n: [Pair(said["url"], "", _plain(size)) for _ in range(n)]

    return started("bare echo", [sys.executable, "-m", "bench.relay_servers", "echo"], pairs)


def relay(size: int) -> Relay:
    """Start a bare relay: the cost of passing a message on in Python."""

    def pairs(said: dict[str, Any]) -> Callable[[int], Sequence[Pair]]:
        at = [f"{said['url']}/{number}" for number in range(1000)]
        return lambda n: [
            Pair(each, each, _plain(size), awaits_a=["open"], awaits_b=["open"]) for each in at[:n]
        ]

    return started("bare relay", [sys.executable, "-m", "bench.relay_servers", "relay"], pairs)


def peerjs(size: int) -> Relay:
    """Start PeerJS's server, which most small products run."""
    fetched("peer", PEERJS_VERSION)
    offer = {
        "type": "OFFER",
        "dst": "%B",
        "payload": {"sdp": {"type": "offer", "sdp": "%S"}, "type": "media", "connectionId": "c"},
    }
    frame = json.dumps(offer).replace("%S", filled("", size))

    def pairs(said: dict[str, Any]) -> Callable[[int], Sequence[Pair]]:
        made = iter(range(10**6))

        def some(n: int) -> Sequence[Pair]:
            numbers = [next(made) for _ in range(n)]
            at = said["url"] + "/peerjs?key=peerjs&token=t&version=1.5.5&id="
            return [
                Pair(
                    f"{at}a{k}",
                    f"{at}b{k}",
                    frame.replace("%B", f"b{k}"),
                    awaits_a=["OPEN"],
                    awaits_b=["OPEN"],
                )
                for k in numbers
            ]

        return some

    node = shutil.which("node")
    if node is None:
        raise NotHere("there is no node")
    command = [
        node,
        "-e",
        PEERJS_SERVER.replace(
            "require('peer')", f"require({json.dumps(str(PEERJS / 'node_modules/peer'))})"
        ),
    ]
    return started("PeerJS", command, pairs)


def ours(kind: str, name: str, size: int) -> Relay:
    """The product's; see `bench/our_relays.py`."""
    relay = started(
        name,
        [sys.executable, "-m", "bench.our_relays", kind, str(size)],
        lambda _said: lambda _n: [],
    )

    def some(n: int) -> Sequence[Pair]:
        assert relay.process.stdin
        relay.process.stdin.write(f"{n}\n".encode())
        relay.process.stdin.flush()
        return [Pair(**each) for each in _line(relay.process)]

    relay.pairs = some
    return relay


def _plain(size: int) -> str:
    return json.dumps({"to": "b", "d": "%"}).replace("%", filled("", size))
