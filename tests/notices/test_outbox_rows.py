"""Tests the outbox of notices: the same tests for the tables and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.kernel.ids import AppointmentId, ClientId, InvoiceId, PersonId, PracticeId
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.notices.store.outbox import DynamoOutbox, notice_item
from tests.notices.fake_outbox import FakeOutbox
from tests.platform.record_store import a_store
from tests.practice.practice_harness import NOW, PRACTICE

LATER = NOW + timedelta(minutes=5)
TO_CLIENT = Notice(
    NoticeKind.INVOICE_SENT, PRACTICE, InvoiceId("inv-1"), "sent", client=ClientId("cli-1")
)
TO_PROVIDER = Notice(
    NoticeKind.APPOINTMENT_MOVED,
    PRACTICE,
    AppointmentId("apt-1"),
    "move",
    person=PersonId("sam"),
    clients=frozenset({ClientId("cli-1"), ClientId("cli-2")}),
)


@dataclass
class OutboxHarness:
    """
    Holds an outbox under test.

    `put` stores a notice together with the event that it reports, as the product does.
    """

    outbox: Any
    put: Any

    def claim(self, notice=TO_CLIENT):
        return self.outbox.claim(notice, NOW)

    def waiting(self, now=NOW):
        return set(self.outbox.waiting(now))


@contextmanager
def in_memory():
    outbox = FakeOutbox()
    yield OutboxHarness(outbox, outbox.put)


@contextmanager
def on_tables():
    with a_store():
        yield OutboxHarness(DynamoOutbox(), lambda notice, at: notice_item(notice, at).save())


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_notices_wait_as_they_were_stored(harness):
    harness.put(TO_CLIENT, NOW)
    harness.put(TO_PROVIDER, NOW)
    assert harness.waiting() == {TO_CLIENT, TO_PROVIDER}


def test_a_text_message_waits_beside_the_mails_about_its_appointment(harness):
    text = replace(TO_PROVIDER, kind=NoticeKind.APPOINTMENT_TEXT, event="text")
    harness.put(TO_PROVIDER, NOW)
    harness.put(text, NOW)
    assert harness.waiting() == {TO_PROVIDER, text}
    assert harness.claim(text) == 0
    assert harness.waiting() == {TO_PROVIDER}


def test_a_notice_is_stored_with_the_time_until_which_it_is_of_use(harness):
    notice = replace(TO_PROVIDER, until=LATER)
    harness.put(notice, NOW)
    assert harness.waiting() == {notice}


def test_a_notice_waits_from_its_moment_on(harness):
    harness.put(TO_CLIENT, LATER)
    assert harness.waiting(LATER - timedelta(seconds=1)) == set()
    assert harness.waiting(LATER) == {TO_CLIENT}


def test_only_the_first_claim_of_a_notice_succeeds(harness):
    harness.put(TO_CLIENT, NOW)
    assert [harness.claim(), harness.claim()] == [0, None]
    assert harness.waiting(LATER) == set()


@pytest.mark.parametrize(
    "other",
    [
        replace(TO_CLIENT, practice=PracticeId("prc-2")),
        replace(TO_CLIENT, about=InvoiceId("inv-2")),
        replace(TO_CLIENT, event="remind"),
    ],
)
def test_a_claim_concerns_one_event_of_one_practice(harness, other):
    harness.put(TO_CLIENT, NOW)
    harness.put(other, NOW)
    assert harness.claim() == 0
    assert harness.waiting() == {other}


def test_a_notice_that_was_put_back_waits_until_it_is_due(harness):
    harness.put(TO_CLIENT, NOW)
    for tries in range(3):
        assert harness.claim() == tries
        harness.outbox.put_back(TO_CLIENT, LATER)
        assert (harness.waiting(), harness.waiting(LATER)) == (set(), {TO_CLIENT})


def test_only_a_claimed_notice_can_be_put_back(harness):
    harness.put(TO_CLIENT, NOW)
    harness.outbox.put_back(TO_CLIENT, LATER)
    assert harness.waiting() == {TO_CLIENT}
    assert harness.claim() == 0


@pytest.mark.parametrize("is_claimed", [False, True])
def test_a_notice_that_was_given_up_is_never_sent(harness, is_claimed):
    harness.put(TO_CLIENT, NOW)
    if is_claimed:
        harness.claim()
    harness.outbox.give_up(TO_CLIENT)
    harness.outbox.put_back(TO_CLIENT, NOW)
    assert (harness.waiting(LATER), harness.claim()) == (set(), None)


def test_a_notice_that_was_not_stored_stays_absent(harness):
    assert harness.claim() is None
    harness.outbox.put_back(TO_CLIENT, NOW)
    harness.outbox.give_up(TO_CLIENT)
    assert (harness.waiting(LATER), harness.claim()) == (set(), None)
