"""Tests when a thread waits for an answer, and what ends the wait."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Conflict
from chalicelib.messages.domain.thread import PREVIEW, MessageKind, ThreadAction, ThreadState
from tests.messages.domain.sample_threads import (
    AVERY,
    KIM,
    NOON,
    SAM,
    a_message,
    a_thread,
    asked,
    minutes,
)


def test_a_clients_message_makes_the_thread_wait():
    thread = asked()
    assert (thread.state, thread.waiting_since, thread.count) == (ThreadState.WAITING, NOON, 1)


def test_further_messages_of_the_client_do_not_begin_the_wait_again():
    thread = asked().with_message(AVERY, minutes(5), "Hello?", None)
    assert (thread.waiting_since, thread.waiting_from, thread.count) == (NOON, 1, 2)


def test_a_response_ends_the_wait_and_names_who_took_it():
    thread = asked().with_message(SAM, minutes(9), "Yes.", None)
    assert (thread.state, thread.waiting_since, thread.taken_by) == (
        ThreadState.OPEN,
        None,
        SAM.person,
    )


def test_a_close_ends_the_wait_until_the_client_writes_again():
    closed = asked().closed(KIM, minutes(9), None)
    assert (closed.state, closed.taken_by, closed.count) == (ThreadState.CLOSED, KIM.person, 2)
    again = closed.with_message(AVERY, minutes(20), "And my brother?", None)
    assert (again.state, again.waiting_since) == (ThreadState.WAITING, minutes(20))


def test_a_message_that_staff_had_not_read_still_waits_after_their_response():
    thread = asked().with_message(AVERY, minutes(5), "I am not safe.", None)
    answered = thread.with_message(SAM, minutes(6), "Yes.", seen=1)
    assert (answered.state, answered.waiting_since) == (ThreadState.WAITING, minutes(5))
    assert answered.with_message(SAM, minutes(7), "Call me.", seen=3).state is ThreadState.OPEN


def test_a_wait_of_which_staff_had_read_nothing_keeps_its_beginning():
    thread = a_thread().with_message(SAM, NOON, "Hello", None)
    thread = thread.with_message(AVERY, minutes(1), "Hi", None)
    thread = thread.with_message(AVERY, minutes(2), "Are you there?", None)
    assert thread.with_message(SAM, minutes(3), "One more thing", seen=1).waiting_since == minutes(
        1
    )


def test_a_thread_with_an_unread_message_is_not_closed():
    thread = asked().with_message(AVERY, minutes(5), "I am not safe.", None)
    with pytest.raises(Conflict, match="wrote again"):
        thread.closed(SAM, minutes(6), seen=1)
    assert thread.closed(SAM, minutes(6), seen=2).state is ThreadState.CLOSED


def test_times_never_run_backwards_in_a_thread():
    thread = asked().with_message(SAM, NOON - timedelta(seconds=3), "Yes.", None)
    assert thread.last_at == NOON


def test_days_of_waiting_are_whole_days():
    thread = asked()
    assert thread.days_waiting(NOON + timedelta(days=6, hours=23)) == 6
    assert thread.days_waiting(NOON - timedelta(seconds=1)) == 0
    assert a_thread().days_waiting(NOON) is None


def test_a_reminder_is_due_after_five_days_of_waiting():
    thread = asked()
    assert not thread.is_reminder_due(NOON + timedelta(days=5, seconds=-1))
    assert thread.is_reminder_due(NOON + timedelta(days=5))
    answered = thread.with_message(SAM, minutes(1), "Yes.", None)
    assert not answered.is_reminder_due(NOON + timedelta(days=9))


def test_staff_respond_and_close_and_a_client_writes():
    assert asked().actions(AVERY) == (ThreadAction.WRITE,)
    assert asked().actions(SAM) == (ThreadAction.RESPOND, ThreadAction.CLOSE)
    assert asked().closed(SAM, NOON, None).actions(KIM) == (ThreadAction.RESPOND,)


def test_the_reason_of_a_close_is_for_staff_only():
    closed = asked().closed(SAM, NOON, None)
    record = a_message(closed, SAM, "Answered by telephone", MessageKind.CLOSE)
    assert record.as_seen_by(AVERY).text == ""
    assert record.as_seen_by(KIM).text == "Answered by telephone"
    assert a_message(asked()).as_seen_by(AVERY).text == "May I bring my sister?"


def test_a_preview_is_the_beginning_on_one_line():
    thread = a_thread().with_message(AVERY, NOON, "One\n\n two " + "x" * 500, None)
    assert thread.preview.startswith("One two xxx")
    assert len(thread.preview) == PREVIEW
