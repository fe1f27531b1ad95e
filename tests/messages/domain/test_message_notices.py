"""Tests who gets a notice about a message, and how often."""

from dataclasses import replace

from chalicelib.messages.domain.notices import overdue_notices, told_client, told_colleagues
from chalicelib.notices.domain import NoticeKind
from tests.messages.domain.sample_threads import AVERY_ID, SAM, a_thread, asked, minutes


def answered(thread):
    return told_client(thread.with_message(SAM, minutes(1), "Yes.", None))


def test_a_client_is_told_once_until_they_read():
    thread, notices = answered(asked())
    assert [(each.kind, each.client, each.person) for each in notices] == [
        (NoticeKind.MESSAGE_RECEIVED, AVERY_ID, None)
    ]
    thread, notices = answered(thread)
    assert notices == ()
    _, notices = answered(replace(thread, client_seen=thread.count))
    assert len(notices) == 1


def test_colleagues_are_told_for_each_wait_and_reminded_in_other_notices():
    people = ["sam", "kim"]
    notices = (*told_colleagues(asked(), people, is_new=True)[1], *overdue_notices(asked(), people))
    assert [each.person for each in notices] == ["kim", "sam", "kim", "sam"]
    assert len({each.event for each in notices}) == 4
    assert {each.clients for each in notices} == {frozenset({AVERY_ID})}


def test_a_thread_that_staff_start_tells_the_client():
    assert len(answered(a_thread())[1]) == 1
