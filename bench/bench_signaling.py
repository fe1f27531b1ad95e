"""
Measures signaling (docs/measurements.md).

Some measurements compare the cost and the time of a signal in the product with those in
other message relays. Further measurements let many people reconnect at the same time,
or kill the server while people write chat notes. The figures do not include AWS's
network, which adds some tens of milliseconds per signal.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from statistics import median

from bench import relay_kinds
from bench.note_kills import write_through_kills
from bench.relay_kinds import ROOT, Relay
from bench.relay_load import Load, Measurement, measure
from bench.run import NotHere, p50_ms, row
from bench.socket_functions import a_handler, data_calls, without_logs

ROUNDS, WARM, COUNT, SIZE = 5, 20, 200, 1500
PAIRS, WINDOW, SECONDS = 50, 4, 1.0
KILLS, SOCKETS = 4, 500
ECHO, RELAY, PEERJS = "bare echo", "bare relay", "PeerJS"
MEMORY, POSTS, TABLES = "ours, memory", "ours, over HTTP", "ours, durable"
KINDS: dict[str, Callable[[], Relay]] = {
    ECHO: lambda: relay_kinds.echo(SIZE),
    RELAY: lambda: relay_kinds.relay(SIZE),
    PEERJS: lambda: relay_kinds.peerjs(SIZE),
    MEMORY: lambda: relay_kinds.ours("memory", MEMORY, SIZE),
    POSTS: lambda: relay_kinds.ours("posts", POSTS, SIZE),
    TABLES: lambda: relay_kinds.ours("tables", TABLES, SIZE),
}
HEADS = ("  ", "p50 ms", "spread", "p99 ms", "msg/s", "cpu s/1,000", "set-up ms", "50 pairs/s")
AT_ONCE = (ECHO, RELAY, PEERJS, MEMORY, POSTS)
"""The relays measured with many pairs. The emulator would limit the durable one."""


@dataclass
class Rounds:
    """
    Holds the measurements of one kind of relay; each list has one value per run.

    `p50` and `p99` are the median and the 99th percentile of the time that a message takes,
    in milliseconds. `set_up` is the time to open a pair of sockets, in milliseconds. `rate`
    is the number of messages per second through one pair, and `many` is the total number of
    messages per second through many pairs. `cpu` is the relay's CPU time for 1,000
    messages, in seconds.
    """

    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    set_up: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, measurement: Measurement, cpu_seconds: float) -> None:
        """
        Add the results of one round with one pair of sockets.

        `cpu_seconds` is the CPU time that the relay used in the round, in seconds.
        """
        times = sorted(measurement.times)
        self.p50.append(1000 * median(times))
        self.p99.append(1000 * times[int(len(times) * 0.99)])
        self.rate.append(len(times) / measurement.seconds)
        self.set_up.append(1000 * measurement.set_up)
        self.cpu.append(1000 * cpu_seconds / len(times))


@row("a signal, relayed: p50 over PeerJS's, stores in memory", unit="×", most=1.5)
def memory_over_peerjs() -> float:
    return _ratio(MEMORY, PEERJS)


@row("a signal, relayed: p50 over the bare relay's, stores in memory", unit="×", most=3)
def memory_over_relay() -> float:
    return _ratio(MEMORY, RELAY)


@row("a signal with its POST over HTTP: p50", unit="ms", most=10)
def over_http() -> float:
    return median(_rounds(POSTS).p50)


@row("a signal with its POST, from durable tables (emulator): p50", unit="ms", most=25)
def durable() -> float:
    return median(_rounds(TABLES).p50)


@row("50 pairs at once: messages a second over PeerJS's, in memory", unit="×", least=0.2)
def many_over_peerjs() -> float:
    return median(_rounds(MEMORY).many) / median(_rounds(PEERJS).many)


@row("a signal through the handler alone: p50", unit="ms", most=0.5)
def handler_alone() -> float:
    with a_handler(SIZE) as handle:
        return p50_ms(handle, times=1000)


@row("data calls of a signal: 2 reads", unit="calls", most=2)
def calls_of_a_signal() -> float:
    return data_calls()["signal"]


@row("data calls of a join", unit="calls", most=6)
def calls_of_a_join() -> float:
    return data_calls()["join"]


@row(f"{SOCKETS} sockets drop at once: all are back after", unit="s", most=10)
def storm() -> float:
    # This is imported here, because only this row needs it.
    from tests.visits.signaling.storm import Storm  # noqa: PLC0415

    with without_logs():
        after = Storm(SOCKETS).run()
    assert not after.doubled
    assert not after.missing
    return after.seconds


@row(f"acknowledged chat notes that are there after {KILLS} kills", unit="×", least=1)
def notes_after_kills() -> float:
    with without_logs():
        kills = write_through_kills(KILLS)
    notes = f"{len(kills.acknowledged)} notes acknowledged, {len(kills.stored)} kept"
    print(f"  {kills.deaths} kills, {notes}")
    return kills.sound


def _ratio(one: str, other: str) -> float:
    """
    Return the ratio of relay `one`'s message time to relay `other`'s.

    In each round, the median time of a message through `one` is divided by the median time
    through `other`. The result is the median of these ratios over all rounds.
    """
    pairs = zip(_rounds(one).p50, _rounds(other).p50, strict=True)
    return median(a / b for a, b in pairs)


def _rounds(kind: str) -> Rounds:
    rounds = _all_rounds()[kind]
    if not rounds.p50:
        raise NotHere(f"{kind} did not run")
    return rounds


@cache
def _all_rounds() -> dict[str, Rounds]:
    """
    Measure all relays, and return the measurements of each relay by relay name.

    Each round measures every relay. The order of the relays differs from round to round.
    """
    rounds: dict[str, Rounds] = defaultdict(Rounds)
    relays = _start_relays()
    try:
        for number in range(ROUNDS):
            for relay in relays[number % len(relays) :] + relays[: number % len(relays)]:
                _one_pair(relay, rounds[relay.name])
        for relay in relays * 2:
            if relay.name in AT_ONCE:
                rounds[relay.name].many.append(_many_pairs(relay))
    finally:
        for relay in relays:
            relay.end()
    _print(rounds)
    return rounds


def _start_relays() -> list[Relay]:
    relays = []
    for name, start in KINDS.items():
        try:
            relays.append(start())
        except NotHere as reason:
            print(f"{name:<62} not measured: {reason}")
    return relays


def _one_pair(relay: Relay, rounds: Rounds) -> None:
    asyncio.run(measure(Load(relay.pairs(1), count=WARM)))
    pairs, before = relay.pairs(1), relay.cpu_seconds()
    measurement = asyncio.run(measure(Load(pairs, count=COUNT)))
    rounds.add(measurement, relay.cpu_seconds() - before)


def _many_pairs(relay: Relay) -> float:
    """
    Return how many messages per second a relay passes on between many pairs.

    The result is the total for all socket pairs. Two processes send the messages, because
    one sending process would be the bottleneck.
    """
    pairs = relay.pairs(PAIRS)
    command = [sys.executable, "-m", "bench.relay_load"]
    loads = [
        json.dumps(asdict(Load(half, WINDOW, seconds=SECONDS)))
        for half in (pairs[::2], pairs[1::2])
    ]
    clients = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in loads
    ]
    rate = 0.0
    for client, load in zip(clients, loads, strict=True):
        assert client.stdin
        client.stdin.write(load)
        client.stdin.close()
    for client in clients:
        assert client.stdout
        measurement = json.loads(client.stdout.read())
        client.wait()
        rate += len(measurement["times"]) / measurement["seconds"]
    return rate


def _print(rounds: dict[str, Rounds]) -> None:
    print(
        f"  one pair, window 1, {SIZE} bytes, {ROUNDS} rounds of {COUNT}; "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    print(f"{HEADS[0]:<18}" + "".join(f"{head:>14}" for head in HEADS[1:]))
    for name, each in rounds.items():
        spread = f"{min(each.p50):.2f}-{max(each.p50):.2f}"
        many = f"{median(each.many):.0f}" if each.many else "-"
        cells = (
            f"{median(each.p50):.2f}",
            spread,
            f"{median(each.p99):.2f}",
            f"{median(each.rate):.0f}",
            f"{median(each.cpu):.2f}",
        )
        print(
            f"  {name:<16}"
            + "".join(f"{cell:>14}" for cell in (*cells, f"{median(each.set_up):.1f}", many))
        )
