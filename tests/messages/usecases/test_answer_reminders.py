"""Tests the reminder of a client who has waited five days for an answer."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.notices.domain import NoticeKind
from tests.messages.messages_harness import ADMIN, SAM, MessagesHarness


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


def test_one_failure_does_not_stop_the_other_reminders(harness):
    harness.start()
    harness.start(harness.as_morgan, harness.morgan)
    harness.at += timedelta(days=5)
    real, failed = harness.rows.mark, []

    def mark(access, before, after, notices):
        if not failed:
            failed.append(before.id)
            raise Unavailable
        real(access, before, after, notices)

    harness.rows.mark = mark
    assert [harness.reminders.remind_all() for _ in range(2)] == [1, 1]
