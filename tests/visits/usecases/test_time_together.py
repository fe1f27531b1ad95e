"""Tests that time together needs two open pages, whatever pages come and go."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib.visits.domain.fact_sheet import fact_sheet
from chalicelib.visits.domain.signal import Admit, End, Leave, State
from tests.billing.builders import NOW
from tests.visits.room_harness import CLEO, PAT, Browser, Visit

SHOWN = {"mic": True, "cam": True, "screen": False, "hand": False}
SETTLE_SECONDS = 2
"""How long pages need to connect media, or to notice that the other page is gone."""
ACTIONS = ("page", "reload", "second tab", "socket", "leave")


@dataclass
class Meeting:
    """
    Two people whose pages and sockets come and go, with pages that report media.

    `together`: the seconds in which both had a page, which is the most that a fact sheet
    may count. `changes`: how many pages came or went.
    """

    visit: Visit = field(default_factory=Visit)
    pages: dict[str, Browser] = field(default_factory=dict)
    connected: set[str] = field(default_factory=set)
    reported: dict[tuple[str, str], str] = field(default_factory=dict)
    together: float = 0
    changes: int = 0

    def __post_init__(self):
        self.opens(PAT)
        self.opens(CLEO)
        self.pages[PAT].say(Admit(self.visit.id(), CLEO))
        self.reports()

    def opens(self, seat, inst=None):
        self.pages[seat] = self.visit.joins(seat, inst, resume=inst is not None)
        self.connected.add(seat)
        self.changes += inst is None

    def closes(self, seat):
        self.changes += 1
        page = self.pages.pop(seat)
        if seat in self.connected:
            self.loses_socket(seat, page)

    def loses_socket(self, seat, page=None):
        (page or self.pages[seat]).drop()
        self.connected.discard(seat)

    def acts(self, action, seat):
        page = self.pages.get(seat)
        if page is None:
            return self.opens(seat)
        if action == "socket":
            return (
                self.loses_socket(seat) if seat in self.connected else self.opens(seat, page.inst)
            )
        if action == "second tab":
            return self.opens(seat)
        if action == "leave" and seat in self.connected:
            page.say(Leave(self.visit.id()))
        self.closes(seat)
        return self.opens(seat) if action == "reload" else None

    def passes(self, seconds):
        if len(self.pages) == 2:
            self.together += seconds
        self.visit.clock.advance(seconds=seconds)

    def reports(self):
        """Let each page report the link to the other page, if the link has changed."""
        self.passes(SETTLE_SECONDS)
        for seat in sorted(self.connected):
            other = CLEO if seat == PAT else PAT
            has_media = len(self.pages) == 2
            link = self.pages[seat].inst, self.pages[other].inst if has_media else ""
            had_media = any(each[0] == link[0] for each in self.reported)
            net = "good" if has_media else "lost"
            if (has_media or had_media) and self.reported.get(link) != net:
                self.pages[seat].say(State(self.visit.id(), SHOWN | {"net": net}, net, other))
                self.reported = {k: v for k, v in self.reported.items() if k[0] != link[0]}
                self.reported[link] = net

    def sheet(self):
        return fact_sheet(self.visit.booked, self.visit.store.facts, self.visit.clock())


def test_an_empty_room_is_not_time_together():
    """
    Time in which nobody has a page is neither together nor uncertain.

    Both people close their pages after five minutes and come back half an hour later.
    """
    meeting = Meeting()
    meeting.passes(300 - SETTLE_SECONDS)
    for seat in (PAT, CLEO):
        meeting.closes(seat)
    meeting.passes(1800)
    for seat in (PAT, CLEO):
        meeting.opens(seat)
    meeting.reports()
    meeting.passes(300 - SETTLE_SECONDS)
    meeting.pages[PAT].say(End(meeting.visit.id()))
    sheet = meeting.sheet()
    assert (sheet.together, sheet.uncertain) == (600 - 2 * SETTLE_SECONDS, 0)
    assert sheet.ended_at == NOW + timedelta(seconds=2400)


@pytest.mark.parametrize("first", [PAT, CLEO])
def test_time_together_ends_when_one_of_two_pages_closes(first):
    meeting = Meeting()
    meeting.passes(300)
    meeting.closes(first)
    meeting.reports()
    meeting.passes(1200)
    meeting.acts("page", first)
    meeting.reports()
    meeting.passes(100)
    assert meeting.sheet().together == 300 + 100


def test_a_reload_without_a_lost_second_counts_until_the_new_page_has_media():
    meeting = Meeting()
    meeting.passes(300)
    meeting.acts("reload", CLEO)
    meeting.reports()
    meeting.passes(300)
    sheet = meeting.sheet()
    assert (sheet.together, sheet.uncertain) == (600, 0)


AT_ONCE = 0
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.sampled_from([PAT, CLEO]),
        st.just(AT_ONCE) | st.integers(1, 300),
    ),
    max_size=10,
)
"""Each step: an action, whose page acts, and how long nothing happens afterwards."""
PAGES_ONLY = STEPS.map(lambda steps: [step for step in steps if step[0] != "socket"])
unhurried = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _played(steps):
    meeting = Meeting()
    for action, seat, seconds in steps:
        meeting.acts(action, seat)
        if seconds != AT_ONCE:
            meeting.reports()
            meeting.passes(seconds)
    meeting.reports()
    return meeting


@unhurried
@given(STEPS)
@example([("page", PAT, 0), ("page", CLEO, 300), ("page", PAT, 0), ("page", CLEO, 300)])
@example([("socket", PAT, 5), ("page", CLEO, 300), ("socket", PAT, 0), ("page", CLEO, 30)])
def test_no_more_time_together_than_both_have_pages(steps):
    """The fact sheet counts at most the time in which both people had a page."""
    meeting = _played(steps)
    assert meeting.sheet().together <= meeting.together + SETTLE_SECONDS * meeting.changes


@unhurried
@given(PAGES_ONLY)
def test_pages_that_come_and_go_leave_no_time_uncertain(steps):
    """With sockets that last as long as their pages, the fact sheet counts all time."""
    meeting = _played(steps)
    sheet = meeting.sheet()
    slack = SETTLE_SECONDS * meeting.changes
    assert meeting.together - slack <= sheet.together <= meeting.together + slack
