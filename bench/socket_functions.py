"""
Calls the product's socket functions directly, without a relay.

The benchmarks measure these calls, and count the DynamoDB requests that the calls make.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache

from bench import relay_kinds


@contextmanager
def a_handler(size: int) -> Iterator[Callable[[], object]]:
    """
    Provide a function that passes one signal to the product's message handler.

    Each call of the function sends a signal from one person in a visit to the other person.
    """
    import app  # noqa: PLC0415 - only when this row is measured
    from chalicelib.visits.usecases import rate_limiter  # noqa: PLC0415
    from tests.visits.fake_sockets import FakeSockets  # noqa: PLC0415
    from tests.visits.gateway.functions import Handshake  # noqa: PLC0415
    from tests.visits.room_harness import PAT, PIA  # noqa: PLC0415
    from tests.visits.signaling.memory import in_memory  # noqa: PLC0415

    limits = rate_limiter.MAX_MESSAGES, rate_limiter.FLOOD_MESSAGES
    rate_limiter.MAX_MESSAGES = rate_limiter.FLOOD_MESSAGES = 10**7
    with without_logs(), in_memory(None, sockets=FakeSockets()) as visit:
        pat, pia = visit.joins(PAT), visit.joins(PIA)
        shake = Handshake(pat.socket, "ws", {}, "", visit.clock())
        signal = {
            "action": "signal",
            "v": 1,
            "id": visit.id(),
            "to": PIA,
            "epoch": 1,
            "inst": pia.inst,
        }
        sdp = relay_kinds.session_description(size).replace("\\r\\n", "\r\n")
        event = shake.message(
            json.dumps(signal | {"d": {"desc": {"type": "offer", "sdp": sdp}}}), visit.clock()
        )
        yield lambda: app.message(event, None)
        assert pia.received("signal")
    rate_limiter.MAX_MESSAGES, rate_limiter.FLOOD_MESSAGES = limits


@cache
def data_calls() -> dict[str, float]:
    from tests.visits.signaling.signaling_harness import signaling_harness  # noqa: PLC0415

    # This is imported here, because only these rows need it.
    from tests.visits.signaling.test_budget import counted  # noqa: PLC0415

    os.environ |= {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    calls_of = {}
    with without_logs(), signaling_harness() as harness:
        visit = harness.practice().visit()
        pat, page = visit.people[0].joins(), visit.people[1].opens()
        with counted(harness) as calls:
            page.join()
        calls_of["join"] = float(sum(calls.values()) - calls["posts"])
        pat.say("admit", all=True)
        page.next("joined")
        with counted(harness) as calls:
            page.signal(pat)
            pat.next("signal")
        calls_of["signal"] = float(sum(calls.values()) - calls["posts"])
    return calls_of


@contextmanager
def without_logs() -> Iterator[None]:
    """Discard the log lines that the product's functions write in a `with` block."""
    from bench.our_relays import Nowhere  # noqa: PLC0415 - it imports the tests

    with redirect_stdout(Nowhere()):
        yield
