"""Tests the reminder of a client who has waited five days for an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.notices.domain import NoticeKind
from tests.failing_calls import fail_once
from tests.messages.messages_harness import ADMIN, KIM, SAM, MessagesHarness


@pytest.fixture
def harness():
    return MessagesHarness()


def reminded(harness):
    return sorted(
        each.person for each in harness.outbox.sent if each.kind is NoticeKind.ANSWER_OVERDUE
    )


def test_staff_are_reminded_once_after_five_days(harness):
    harness.start()
    harness.at += timedelta(days=5, seconds=-1)
    assert harness.reminders.remind_all() == 0
    harness.at += timedelta(seconds=1)
    assert [harness.reminders.remind_all() for _ in range(3)] == [1, 0, 0]
    assert reminded(harness) == sorted([ADMIN.person, SAM.person])


def test_an_answered_thread_needs_no_reminder_and_a_new_wait_gets_its_own(harness):
    thread = harness.start()
    harness.write(SAM, thread)
    harness.at += timedelta(days=9)
    assert harness.reminders.remind_all() == 0
    harness.write(harness.as_avery, thread, "Hello?")
    harness.at += timedelta(days=5)
    assert harness.reminders.remind_all() == 1


def test_a_thread_without_providers_is_reminded_to_the_admins(harness):
    harness.start()
    harness.assign(harness.avery)
    harness.at += timedelta(days=5)
    harness.reminders.remind_all()
    assert reminded(harness) == [ADMIN.person]


def told(harness):
    return [each.person for each in harness.outbox.sent if each.kind is NoticeKind.CLIENT_WROTE]


def test_whoever_takes_over_a_client_is_told_once_of_a_waiting_thread(harness):
    thread = harness.start()
    harness.assign(harness.avery, KIM)
    assert [harness.reminders.tell_all() for _ in range(3)] == [1, 0, 0]
    harness.write(harness.as_avery, thread, "Hello?")
    assert told(harness) == [SAM.person, KIM.person]


def test_the_next_message_tells_whoever_took_over_before_the_schedule_does(harness):
    thread = harness.start()
    harness.assign(harness.avery, KIM, SAM)
    harness.write(harness.as_avery, thread, "Hello?")
    assert told(harness) == [SAM.person, KIM.person]
    assert harness.reminders.tell_all() == 0


def test_a_thread_that_is_reminded_already_still_tells_whoever_takes_it_over(harness):
    harness.start()
    harness.at += timedelta(days=6)
    harness.reminders.remind_all()
    harness.assign(harness.avery, KIM)
    assert harness.reminders.tell_all() == 1


def test_nobody_is_told_of_an_answered_thread_and_a_new_wait_tells_everybody(harness):
    thread = harness.start()
    harness.write(SAM, thread)
    harness.assign(harness.avery, KIM, SAM)
    assert harness.reminders.tell_all() == 0
    harness.write(harness.as_avery, thread, "Thanks. And now?")
    assert told(harness) == [SAM.person, KIM.person, SAM.person]


def test_of_a_wait_without_a_record_of_who_was_told_nobody_is_told_twice(harness):
    thread = harness.start()
    row = harness.rows.rows[ADMIN.practice, thread.id]
    harness.rows.rows[ADMIN.practice, thread.id] = replace(row, told_people=frozenset())
    assert harness.reminders.tell_all() == 0
    harness.assign(harness.avery, KIM)
    assert harness.reminders.tell_all() == 1
    assert told(harness) == [SAM.person, KIM.person]


def test_a_failure_to_tell_of_one_thread_does_not_stop_the_others(harness):
    harness.start()
    harness.start(harness.as_morgan, harness.morgan)
    for client in (harness.avery, harness.morgan):
        harness.assign(client, SAM, KIM)
    harness.rows.mark = fail_once(harness.rows.mark)
    assert [harness.reminders.tell_all() for _ in range(2)] == [1, 1]


def test_one_failure_does_not_stop_the_other_reminders(harness):
    harness.start()
    harness.start(harness.as_morgan, harness.morgan)
    harness.at += timedelta(days=5)
    harness.rows.mark = fail_once(harness.rows.mark)
    assert [harness.reminders.remind_all() for _ in range(2)] == [1, 1]
