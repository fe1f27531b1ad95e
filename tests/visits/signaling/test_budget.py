"""Tests how many data calls each message costs (docs/video.md#messages)."""

from collections import Counter
from contextlib import contextmanager

import pytest

from tests.platform.aws_faults import faults

READS = ("BatchGetItem", "GetItem", "Query")
JOIN, SIGNAL = 6, 2


@contextmanager
def counted(harness):
    """
    Provide a counter of DynamoDB calls, by operation, and of posts to sockets.

    The counter is filled when the `with` block ends.
    """
    harness.gateway.wait_until_idle()
    counts, posts = Counter(), harness.gateway.connections.posts
    with faults(harness.store.dynamodb, lambda _: None) as calls:
        yield counts
        harness.gateway.wait_until_idle()
    counts.update(name for name, _ in calls)
    counts["posts"] = harness.gateway.connections.posts - posts


def _data(counts):
    return {name: count for name, count in counts.items() if name != "posts"}


def test_a_signal_costs_two_reads_no_write_and_one_post(harness, visit):
    pat, cleo = visit.all_in()
    with counted(harness) as counts:
        cleo.signal(pat)
        pat.next("signal")
    assert sum(_data(counts).values()) == SIGNAL
    assert set(_data(counts)) <= set(READS)
    assert counts["posts"] == 1


def test_a_ping_costs_two_reads_and_one_post(harness, visit):
    _, cleo = visit.all_in()
    with counted(harness) as counts:
        cleo.say("ping", c=1)
        cleo.next("pong")
    assert sum(_data(counts).values()) == 2
    assert set(_data(counts)) <= set(READS)


def test_a_state_message_costs_no_write(harness, visit):
    pat, cleo = visit.all_in()
    with counted(harness) as counts:
        cleo.say("state", mic=False)
        pat.next("state")
    assert set(_data(counts)) <= set(READS)


@pytest.mark.parametrize("who", ["a host", "a client who waits", "a client who comes back"])
def test_a_join_costs_six_data_calls_at_most(harness, visit, who):
    if who == "a client who comes back":
        pat, cleo = visit.all_in()
        cleo.close()
        pat.next("peer", seat=cleo.seat, state="away")
        pat.ask("note", text="missed")
        page, how = visit.people[1].opens(cleo.inst), {"resume": True}
    else:
        page, how = visit.people[who != "a host"].opens(), {}
    with counted(harness) as counts:
        page.join(**how)
    assert sum(_data(counts).values()) <= JOIN, counts


def test_a_note_costs_five_data_calls_at_most(harness, visit):
    pat, cleo = visit.all_in()
    with counted(harness) as counts:
        cleo.ask("note", text="hello")
        pat.next("note")
    assert sum(_data(counts).values()) <= 5, counts
    assert counts["posts"] == 2
