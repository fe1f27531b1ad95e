"""Tests writing into threads: by whom, in which order, and exactly once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.clients.domain.client import Cover
from chalicelib.clients.domain.handover import Handover
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.messages.domain.thread import ThreadState
from chalicelib.messages.usecases.message_writer import MAX_WAITING, MAX_WRITE_ATTEMPTS
from chalicelib.notices.domain import NoticeKind
from chalicelib.practice.domain.service import ServiceKind
from tests.messages.messages_harness import (
    ADMIN,
    KIM,
    QUESTIONS,
    SAM,
    MessagesHarness,
    a_key,
)
from tests.practice.practice_harness import NOBODYS


@pytest.fixture
def harness():
    return MessagesHarness()


def told(harness):
    return [(each.kind, each.person or each.client) for each in harness.outbox.sent]


def test_a_client_starts_a_thread_that_waits_for_their_provider(harness):
    thread = harness.start()
    assert (thread.state, thread.subject) == (ThreadState.WAITING, "A question")
    assert harness.texts(thread, SAM) == ["May I bring my sister?"]
    assert told(harness) == [(NoticeKind.CLIENT_WROTE, SAM.person)]


def test_a_client_starts_no_more_threads_while_many_wait_for_an_answer(harness):
    """Each new thread mails the practice, so that one client could flood it."""
    threads = [harness.start() for _ in range(MAX_WAITING)]
    with pytest.raises(Conflict, match="Write your message in one of these"):
        harness.start()
    assert harness.write(harness.as_avery, threads[0])
    assert harness.start(SAM)
    harness.write(SAM, threads[0], "You may.")
    assert harness.start()


def test_staff_start_a_thread_that_waits_for_nobody(harness):
    thread = harness.start(SAM)
    assert (thread.state, thread.is_unread) == (ThreadState.OPEN, True)
    assert told(harness) == [(NoticeKind.MESSAGE_RECEIVED, harness.avery)]


def test_nobody_writes_about_a_client_out_of_their_reach(harness):
    """S2: others than the client and their providers get 404 and store nothing."""
    thread = harness.start()
    for access in (KIM, harness.as_morgan):
        for write in (
            lambda who=access: harness.start(who),
            lambda who=access: harness.write(who, thread),
            lambda who=access: harness.start(who, client=NOBODYS),
        ):
            with pytest.raises(NotFound):
                write()
    with pytest.raises(NotFound):
        harness.close(KIM, thread)
    assert harness.texts(thread) == ["May I bring my sister?"]
    assert (KIM.person, harness.avery) in harness.directory.refused


def test_a_client_cannot_close(harness):
    with pytest.raises(NotAllowed):
        harness.close(harness.as_avery, harness.start())


def test_no_thread_is_started_before_the_agreement(harness):
    """S32: without the Business Associate Agreement there are no messages."""
    harness.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        harness.start()


def test_a_response_and_a_close_end_the_wait_and_reading_does_not(harness):
    thread = harness.start()
    harness.threads.get(SAM, thread.id)
    assert harness.threads.reached(SAM, thread.id).state is ThreadState.WAITING
    assert harness.write(SAM, thread).state is ThreadState.OPEN
    harness.write(harness.as_avery, thread, "Thank you!")
    assert harness.close(ADMIN, thread, "No answer needed").state is ThreadState.CLOSED


def test_a_close_is_refused_with_the_thread_when_the_client_wrote_again(harness):
    thread = harness.start()
    harness.write(harness.as_avery, thread, "I am not safe.")
    with pytest.raises(Conflict) as refusal:
        harness.close(SAM, thread, seen=1)
    assert refusal.value.fresh.view.thread.state is ThreadState.WAITING
    assert harness.close(SAM, thread, seen=2).state is ThreadState.CLOSED


def test_a_closed_thread_is_closed_once(harness):
    thread = harness.start()
    for _ in range(2):
        harness.close(SAM, thread, "By telephone")
    assert harness.texts(thread) == ["May I bring my sister?", "By telephone"]


def test_a_double_click_and_a_retry_store_one_message(harness):
    started = [harness.start(key=a_key()).id for _ in range(3)]
    thread = harness.start(SAM)
    for _ in range(3):
        harness.write(SAM, thread, "Yes.", a_key("answer"))
    assert len(set(started)) == 1
    assert harness.texts(thread) == ["May I bring my sister?", "Yes."]
    with pytest.raises(Invalid):
        harness.write(SAM, thread, "No.", a_key("answer", "1"))


def test_a_repeated_request_needs_access_again(harness):
    """S2: a repeated request shows nothing to a provider who was taken off the client."""
    thread = harness.start(SAM, key=a_key())
    harness.assign(harness.avery, KIM)
    with pytest.raises(NotFound):
        harness.start(SAM, key=a_key())
    assert thread.client == harness.avery


def test_messages_written_at_one_moment_are_all_stored_in_one_order(harness):
    thread = harness.start()
    harness.rows.interruptions = [
        lambda: harness.write(harness.as_avery, thread, "Hello?"),
        lambda: harness.write(ADMIN, thread, "One moment."),
    ]
    harness.write(SAM, thread, "Yes.")
    page = harness.threads.get(SAM, thread.id)
    assert [each.n for each in page.messages] == [1, 2, 3, 4]
    assert sorted(each.text for each in page.messages) == [
        "Hello?",
        "May I bring my sister?",
        "One moment.",
        "Yes.",
    ]


def test_a_message_that_is_always_overtaken_is_refused_and_not_stored(harness):
    thread = harness.start()

    def overtake():
        raise Conflict

    harness.rows.interruptions = [overtake] * MAX_WRITE_ATTEMPTS
    with pytest.raises(Unavailable):
        harness.write(SAM, thread)
    assert len(harness.texts(thread)) == 1


def test_a_provider_taken_off_the_client_while_they_write_stores_nothing(harness):
    """S2: access is checked again for each attempt to store a message."""
    thread = harness.start()

    def taken_off():
        harness.assign(harness.avery, KIM)
        raise Conflict

    harness.rows.interruptions = [taken_off]
    with pytest.raises(NotFound):
        harness.write(SAM, thread)
    assert len(harness.texts(thread)) == 1


def test_a_message_to_a_service_tells_its_colleagues_only(harness):
    harness.assign(harness.avery, SAM, KIM)
    harness.offer(KIM)
    thread = harness.start(service=QUESTIONS)
    assert told(harness) == [(NoticeKind.CLIENT_WROTE, KIM.person)]
    assert harness.threads.get(SAM, thread.id).view.service == "Questions"


def test_who_stands_in_is_told_while_they_do(harness):
    """S2: a mail goes to those who can read the message now."""
    harness.client_rows.now = harness.now
    cover = Cover(KIM.person, harness.now(), harness.now() + timedelta(days=2), SAM.person)
    harness.client_rows.hand_over(ADMIN, harness.avery, Handover(SAM.person, KIM.person, cover))
    harness.start()
    assert {person for _, person in told(harness)} == {SAM.person, KIM.person}
    harness.outbox.sent.clear()
    harness.at += timedelta(days=2)
    harness.start(text="And my brother?")
    assert told(harness) == [(NoticeKind.CLIENT_WROTE, SAM.person)]


def test_somebody_is_always_told(harness):
    harness.offer(KIM)
    harness.start(service=QUESTIONS)
    assert told(harness) == [(NoticeKind.CLIENT_WROTE, SAM.person)], "Kim may not see Avery"
    harness.assign(harness.avery)
    harness.outbox.sent.clear()
    harness.start(service=QUESTIONS)
    assert told(harness) == [(NoticeKind.CLIENT_WROTE, ADMIN.person)]


@pytest.mark.parametrize("kind", ["off", "billing", "unknown"])
def test_a_service_that_takes_no_messages_is_refused(harness, kind):
    harness.offer(
        SAM,
        enabled=kind != "off",
        kind=ServiceKind.CLIENT_BILLING if kind == "billing" else ServiceKind.MESSAGE,
    )
    service = ServiceId("svc-unknown") if kind == "unknown" else QUESTIONS
    with pytest.raises(Invalid) as refusal:
        harness.start(service=service)
    assert refusal.value.fields.keys() == {"service_id"}


def test_colleagues_are_told_once_while_a_client_waits(harness):
    thread = harness.start()
    harness.write(harness.as_avery, thread, "Hello?")
    assert len(told(harness)) == 1
    harness.write(SAM, thread)
    harness.write(harness.as_avery, thread, "And my brother?")
    assert [kind for kind, _ in told(harness)] == [
        NoticeKind.CLIENT_WROTE,
        NoticeKind.MESSAGE_RECEIVED,
        NoticeKind.CLIENT_WROTE,
    ]


def test_a_client_is_told_again_only_after_they_have_read(harness):
    thread = harness.start()
    for text in ("Yes.", "Bring her."):
        harness.write(SAM, thread, text)
    assert len(told(harness)) == 2
    harness.writer.mark_seen(harness.as_avery, thread.id, 99)
    assert harness.threads.reached(SAM, thread.id).client_seen == 3
    harness.write(SAM, thread, "See you.")
    assert len(told(harness)) == 3


def test_what_was_read_never_decreases_and_is_the_clients_own(harness):
    thread = harness.start(SAM)
    for seen in (1, 0):
        harness.writer.mark_seen(harness.as_avery, thread.id, seen)
    assert harness.threads.reached(SAM, thread.id).client_seen == 1
    with pytest.raises(NotAllowed):
        harness.writer.mark_seen(SAM, thread.id, 1)
    with pytest.raises(NotFound):
        harness.writer.mark_seen(harness.as_morgan, thread.id, 1)


def test_a_close_tells_nobody_and_hides_its_reason_from_the_client(harness):
    thread = harness.start()
    harness.outbox.sent.clear()
    harness.close(SAM, thread, "Answered by telephone")
    assert told(harness) == []
    assert harness.texts(thread, harness.as_avery) == ["May I bring my sister?", ""]


def test_an_author_without_a_name_writes_all_the_same(harness):
    boss = replace(ADMIN, person=PersonId("gone"))
    thread = harness.start(boss)
    harness.at += timedelta(minutes=1)
    assert harness.threads.get(boss, thread.id).messages[0].role is Role.ADMIN
