"""
Measures the first screen of a client's profile, and of each of its tabs.

Each request that the web client sends goes through the whole handler: session, access, audit
entry, and the JSON of the response. The session and the membership are one BatchGet; the
data calls are those besides it. The record grows from 10 notes to 1,000, and the messages,
appointments, documents and invoices in proportion.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from statistics import median
from typing import Any

from bench.profile_record import ProfileRecord, profile_record
from bench.quick_setup import bare_calls
from bench.run import p50_ms, row
from chalicelib.platform.dynamodb import connection
from tests.platform.aws_faults import faults

# These are dummy credentials: moto emulates AWS in this process, and no request leaves it.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}
SIZES = FEW, MORE, MANY = 10, 100, 1_000
TIMES, WARM = 15, 3
CALLS, BILLING_CALLS = 4, 8
BILLING = "profile, tab Billing"
OWN = "/clients/{client_id}"
SCREENS: Mapping[str, tuple[str, ...]] = {
    "profile, first screen": (
        "/threads/attention",
        OWN,
        "/appointments?from&client",
        f"{OWN}/consents",
        f"{OWN}/notice-permissions",
    ),
    "profile, tab Appointments": (f"{OWN}/unattended", "/appointments?from&client"),
    "profile, tab Messages": ("/threads?client_id",),
    "profile, tab Notes": (f"{OWN}/notes", f"{OWN}/note-draft"),
    "profile, tab Documents": (f"{OWN}/documents",),
    BILLING: (f"{OWN}/invoices",),
}
"""The requests of each screen, by the names of their routes and query parameters."""


@dataclass(frozen=True)
class Screen:
    """
    What the requests of a screen cost together.

    `ours` and `bare` are milliseconds: the handlers', and those of the same data calls sent
    without our code. `calls` are the data calls of its busiest request.
    """

    ours: float
    bare: float
    calls: int


def _add_rows(screen: str, most: int) -> None:
    @row(f"{screen}, 1,000 notes: our time over the bare calls", unit="ms", most=60)
    def over_bare() -> float:
        measured = _screens()[MANY, screen]
        return measured.ours - measured.bare

    @row(f"{screen}: data calls of its busiest request", unit="calls", most=most)
    def calls() -> float:
        return float(_screens()[MANY, screen].calls)

    @row(
        f"{screen}: its data calls with 1,000 notes instead of 10",
        unit="×",
        most=1 if most == CALLS else None,
    )
    def more_calls() -> float:
        return _screens()[MANY, screen].calls / _screens()[FEW, screen].calls

    @row(f"{screen}, 100 notes: our time over the bare calls", unit="ms")
    def over_bare_of_more() -> float:
        measured = _screens()[MORE, screen]
        return measured.ours - measured.bare

    @row(f"{screen}, 1,000 notes: our time with the calls, over the bare calls", unit="×")
    def ratio() -> float:
        measured = _screens()[MANY, screen]
        return measured.ours / measured.bare


for _screen in SCREENS:
    _add_rows(_screen, BILLING_CALLS if _screen == BILLING else CALLS)


@cache
def _screens() -> Mapping[tuple[int, str], Screen]:
    """Measure all screens at all sizes, because filling the record takes minutes."""
    screens: dict[tuple[int, str], Screen] = {}
    with _quiet(), profile_record() as record:
        for size in SIZES:
            record.grow(size)
            for name, requests in SCREENS.items():
                costs = [_cost(record, each) for each in requests]
                screens[size, name] = Screen(
                    sum(each.ours for each in costs),
                    sum(each.bare for each in costs),
                    max(each.calls for each in costs),
                )
    return screens


def _cost(record: ProfileRecord, request: str) -> Screen:
    route, _, names = request.partition("?")
    values = {"from": record.now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    query: dict[str, Any] = {
        each: values.get(each, record.client) for each in names.split("&") if each
    }

    def send() -> None:
        path = route.replace("{client_id}", record.client)
        answer = record.browser.get(path, resource=route, **query)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{request}: {answer.status} {answer.text}")

    # The first request may load the practice's key, and store when the person was last active.
    send()
    with ExitStack() as stack:
        clients = connection.client(), record.api.store.kms
        lists = [stack.enter_context(faults(each, lambda _: None)) for each in clients]
        send()
    ours, bare = _medians(send, bare_calls(connection.client(), send))
    return Screen(ours, bare, sum(map(len, lists)) - 1)


def _medians(*acts: Callable[[], None]) -> Sequence[float]:
    """Return the median time of each, in milliseconds; they take turns."""
    rounds = [[p50_ms(act, times=1, warm=0) for act in acts] for _ in range(TIMES + WARM)]
    return [median(times) for times in zip(*rounds[WARM:], strict=True)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log lines of the requests out of the measurements' list."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
