"""
Starts the message relays that the benchmarks compare.

Each relay comes with a function that returns pairs of sockets. The benchmarks then send
messages between the two sockets of a pair.
"""

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
const options = { host: '127.0.0.1', port: 0, path: '/' }
Object.assign(options, { concurrent_limit: 100000, alive_timeout: 600000 })
PeerServer(options, (listening) => {
  console.log(JSON.stringify({ url: 'ws://127.0.0.1:' + listening.address().port }))
})
"""
INSTALL_SECONDS = 120


@dataclass
class Relay:
    """A running message relay; `pairs(n)` returns n new pairs of sockets."""

    name: str
    process: subprocess.Popen[bytes]
    pairs: Callable[[int], Sequence[Pair]]

    def cpu_seconds(self) -> float:
        """Return the CPU time that the relay's process has used, in seconds."""
        return cpu_seconds(self.process.pid)

    def end(self) -> None:
        """
        End the relay's process.

        The product's own relay gets up to 10 seconds to end the processes that it started.
        """
        assert self.process.stdin
        self.process.stdin.close()
        if "bench.our_relays" not in self.process.args:
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()


def start(
    name: str,
    command: Sequence[str],
    pairs: Callable[[dict[str, Any]], Callable[[int], Sequence[Pair]]],
) -> Relay:
    """
    Start a relay by running a command.

    `pairs` is called with the first line that the relay prints, parsed as JSON. `pairs`
    returns a function that returns a given number of socket pairs.
    """
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    answer = _read_line(process)
    if answer is None:
        process.wait()
        raise NotHere(f"{name} did not start")
    return Relay(name, process, pairs(answer))


def _read_line(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout
    line = process.stdout.readline()
    return json.loads(line) if line else None


def install(package: str, version: str) -> None:
    """Install an npm package into `.tools`, unless it is installed there already."""
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


def session_description(size: int) -> str:
    """
    Return a session description (SDP) of `size` bytes, to send in a message.

    The character `@` in the session description is a placeholder for the message's number.
    """
    certificate = ":".join(["00"] * 32)
    start = f"v=0\\r\\na=fingerprint:sha-256 {certificate}\\r\\na=nr=@"
    return start + "x" * max(0, size - len(start))


def echo(size: int) -> Relay:
    """
    Start a server that sends each message back to its sender.

    The benchmarks use this server to measure the cost of a Python socket without a relay.
    """

    def pairs(answer: dict[str, Any]) -> Callable[[int], Sequence[Pair]]:
        return lambda n: [Pair(answer["url"], "", _plain(size)) for _ in range(n)]

    return start("bare echo", [sys.executable, "-m", "bench.relay_servers", "echo"], pairs)


def relay(size: int) -> Relay:
    """
    Start a relay that only passes messages on.

    The benchmarks use this relay to measure the cost of passing on a message in Python.
    """

    def pairs(answer: dict[str, Any]) -> Callable[[int], Sequence[Pair]]:
        urls = [f"{answer['url']}/{number}" for number in range(1000)]
        return lambda n: [
            Pair(url, url, _plain(size), awaits_a=["open"], awaits_b=["open"]) for url in urls[:n]
        ]

    return start("bare relay", [sys.executable, "-m", "bench.relay_servers", "relay"], pairs)


def peerjs(size: int) -> Relay:
    """Start PeerJS's server, a message relay that many small products use."""
    install("peer", PEERJS_VERSION)
    offer = {
        "type": "OFFER",
        "dst": "%B",
        "payload": {"sdp": {"type": "offer", "sdp": "%S"}, "type": "media", "connectionId": "c"},
    }
    frame = json.dumps(offer).replace("%S", session_description(size))

    def pairs(answer: dict[str, Any]) -> Callable[[int], Sequence[Pair]]:
        all_numbers = iter(range(10**6))

        def new_pairs(n: int) -> Sequence[Pair]:
            numbers = [next(all_numbers) for _ in range(n)]
            url = answer["url"] + "/peerjs?key=peerjs&token=t&version=1.5.5&id="
            return [
                Pair(
                    f"{url}a{k}",
                    f"{url}b{k}",
                    frame.replace("%B", f"b{k}"),
                    awaits_a=["OPEN"],
                    awaits_b=["OPEN"],
                )
                for k in numbers
            ]

        return new_pairs

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
    return start("PeerJS", command, pairs)


def ours(kind: str, name: str, size: int) -> Relay:
    """
    Start the product's signaling as a relay.

    `kind` is a KIND of `bench/our_relays.py`, `name` is the relay's name, and `size` is the
    size of a message in bytes.
    """
    relay = start(
        name,
        [sys.executable, "-m", "bench.our_relays", kind, str(size)],
        lambda _answer: lambda _n: [],
    )

    def new_pairs(n: int) -> Sequence[Pair]:
        assert relay.process.stdin
        relay.process.stdin.write(f"{n}\n".encode())
        relay.process.stdin.flush()
        return [Pair(**each) for each in _read_line(relay.process)]

    relay.pairs = new_pairs
    return relay


def _plain(size: int) -> str:
    return json.dumps({"to": "b", "d": "%"}).replace("%", session_description(size))
