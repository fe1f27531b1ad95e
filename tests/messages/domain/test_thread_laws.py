"""Tests laws of threads over random histories of messages, answers and closes."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.errors import Conflict
from chalicelib.messages.domain.notices import told_client
from tests.messages.domain.sample_threads import AVERY, KIM, NOON, SAM, a_thread

EVENTS = st.lists(
    st.tuples(
        st.sampled_from([AVERY, SAM, KIM]),
        st.sampled_from(["message", "close"]),
        st.none() | st.integers(0, 12),
        st.integers(-2, 600),
    ),
    max_size=25,
)


def happened(thread, event, now):
    """Return the thread after an event; a refused close changes nothing."""
    who, kind, seen, _ = event
    if who is AVERY or kind == "message":
        return thread.with_message(who, now, "text", seen)
    try:
        return thread.closed(who, now, seen)
    except Conflict:
        return thread


def unanswered(times, event, before, after):
    """
    Return the times of the client's messages without an answer, by number.

    This is the model: a response answers what was read, a close answers all.
    """
    who, kind, seen, _ = event
    if after.count == before.count:
        return times
    if who is AVERY:
        return times | {after.count: after.last_at}
    read = before.count if seen is None or kind == "close" else seen
    return {n: at for n, at in times.items() if n > read}


@settings(max_examples=400)
@given(EVENTS)
def test_a_thread_waits_exactly_while_a_message_of_the_client_has_no_answer(events):
    thread, times, now = a_thread(), {}, NOON
    for event in events:
        now += timedelta(seconds=event[3])
        before, thread = thread, happened(thread, event, now)
        times = unanswered(times, event, before, thread)
        assert (thread.waiting_since is not None) == bool(times)
        assert thread.waiting_since in {None, *times.values()}
        assert thread.waiting_from == 0 or thread.waiting_from in times


@settings(max_examples=200)
@given(EVENTS)
def test_numbers_have_no_gap_and_times_never_run_backwards(events):
    thread, now = a_thread(), NOON
    for event in events:
        now += timedelta(seconds=event[3])
        before, thread = thread, happened(thread, event, now)
        assert thread.count - before.count in {0, 1}
        assert thread.last_at >= before.last_at


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["staff", "read"]), max_size=20))
def test_a_client_gets_one_notice_for_all_that_is_unread(events):
    thread, unread_notices = a_thread(), 0
    for event in events:
        if event == "read":
            thread = replace(thread, client_seen=thread.count)
            unread_notices = 0
        else:
            written = thread.with_message(SAM, NOON, "text", None)
            thread, notices = told_client(written)
            unread_notices += len(notices)
        assert unread_notices == int(thread.is_unread)
