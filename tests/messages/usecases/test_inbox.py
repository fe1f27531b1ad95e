"""Tests which open pages hear that a thread has changed, and what they hear."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.messages.domain.inbox import TICKET_LIFETIME
from chalicelib.messages.usecases.inbox_sockets import MAX_SOCKETS_OF_SESSION
from tests.messages.messages_harness import ADMIN, KIM, SAM, MessagesHarness

ULID = "0" * 26


@pytest.fixture
def harness():
    return MessagesHarness()


def listen(harness, name, access):
    """Open an inbox socket with the id `name`, in a session of its own."""
    issued = harness.inbox.issue(replace(access, session=f"session-{name}"))
    return harness.inbox.redeem(issued.secret, name)


@pytest.fixture
def everybody(harness):
    for name, access in (
        ("avery", harness.as_avery),
        ("morgan", harness.as_morgan),
        ("sam", SAM),
        ("kim", KIM),
        ("admin", ADMIN),
    ):
        listen(harness, name, access)
    return harness


def test_only_those_who_may_read_the_thread_hear_of_it(everybody):
    """S2: neither another client nor a provider of another client hears anything."""
    everybody.start()
    assert everybody.sockets.hearers() == ["admin", "avery", "sam"]


def test_a_frame_has_the_threads_id_and_number_and_no_content(everybody):
    """S22: no text, subject or name goes over the socket."""
    thread = everybody.start()
    everybody.write(SAM, thread, "Secret")
    frames = [message for socket, message in everybody.sockets.received if socket == "avery"]
    assert frames == [{"t": "thread", "v": 1, "id": thread.id, "n": n} for n in (1, 2)]


def test_an_answer_and_a_close_are_news_too(everybody):
    thread = everybody.start()
    everybody.write(SAM, thread)
    everybody.close(SAM, thread)
    assert everybody.sockets.hearers().count("sam") == 3


def test_a_provider_taken_off_the_client_hears_nothing_although_the_socket_is_open(everybody):
    """S9: the assignment is read again for each message."""
    everybody.assign(everybody.avery, KIM)
    everybody.start()
    assert everybody.sockets.hearers() == ["admin", "avery", "kim"]


def test_a_session_that_has_ended_hears_nothing(everybody):
    """S9, S12: an open socket is no proof of a session."""
    everybody.sessions.ended |= {"session-sam", "session-avery"}
    everybody.start()
    assert everybody.sockets.hearers() == ["admin"]


def test_a_socket_that_is_gone_is_forgotten_and_the_message_is_stored(everybody):
    everybody.sockets.gone.add("sam")
    thread = everybody.start()
    assert everybody.inboxes.get("sam") is None
    assert everybody.texts(thread) == ["May I bring my sister?"]


def test_a_message_is_stored_although_nobody_can_be_told(everybody):
    everybody.inboxes.down = True
    assert everybody.texts(everybody.start())


def test_telling_ends_after_two_seconds_so_that_the_sender_does_not_wait(everybody):
    post = everybody.sockets.post

    def slow(socket, message):
        everybody.at += timedelta(seconds=2)
        return post(socket, message)

    everybody.sockets.post = slow
    everybody.start()
    assert len(everybody.sockets.hearers()) == 1


def test_reading_a_thread_tells_the_clients_own_pages_only(everybody):
    thread = everybody.start()
    everybody.write(SAM, thread)
    everybody.sockets.received.clear()
    everybody.writer.mark_seen(everybody.as_avery, thread.id, 2)
    assert everybody.sockets.hearers() == ["avery"]
    everybody.sockets.received.clear()
    everybody.writer.mark_seen(everybody.as_avery, thread.id, 2)
    assert everybody.sockets.hearers() == []


def test_what_was_read_is_stored_although_nobody_can_be_told(everybody):
    thread = everybody.start()
    everybody.write(SAM, thread)
    everybody.inboxes.down = True
    everybody.writer.mark_seen(everybody.as_avery, thread.id, 2)
    assert everybody.threads.get(everybody.as_avery, thread.id).view.thread.client_seen == 2


def test_a_ticket_opens_one_socket(harness):
    issued = harness.inbox.issue(SAM)
    assert harness.inbox.redeem(issued.secret, "one")
    assert harness.inbox.redeem(issued.secret, "two") is None


def test_a_late_ticket_opens_no_socket(harness):
    issued = harness.inbox.issue(SAM)
    harness.at += TICKET_LIFETIME
    assert harness.inbox.redeem(issued.secret, "one") is None


def test_a_session_has_a_limited_number_of_sockets_and_others_are_not_kept_out(harness):
    caller = replace(SAM, session="s")
    opened = [
        harness.inbox.redeem(harness.inbox.issue(caller).secret, f"tab {number}")
        for number in range(MAX_SOCKETS_OF_SESSION + 1)
    ]
    assert [each is not None for each in opened] == [True] * MAX_SOCKETS_OF_SESSION + [False]
    assert listen(harness, "sam", SAM)


def test_a_ticket_of_an_ended_session_opens_no_socket(harness):
    issued = harness.inbox.issue(replace(SAM, session="s"))
    harness.sessions.ended.add("s")
    assert harness.inbox.redeem(issued.secret, "one") is None


def test_a_page_that_asks_is_answered_and_an_unknown_socket_is_closed(everybody):
    assert everybody.inbox.answer("sam", ULID)
    assert everybody.sockets.received == [("sam", {"t": "watching", "v": 1, "re": ULID})]
    assert everybody.inbox.answer("nobody", ULID) is None
    assert everybody.sockets.closed == ["nobody"]


def test_a_socket_that_floods_is_closed(everybody):
    answers = [everybody.inbox.answer("sam", ULID) for _ in range(40)]
    assert None in answers
    assert "sam" in everybody.sockets.closed


def test_the_sweep_closes_sockets_of_ended_sessions_only(everybody):
    """S9: within a minute, the period of the sweep."""
    everybody.sessions.ended.add("session-sam")
    assert everybody.inbox.sweep() == {"closed": 1}
    assert everybody.sockets.closed == ["sam"]
    assert everybody.inbox.sweep() == {"closed": 0}


def test_a_sweep_that_cannot_read_the_sockets_fails_loudly(everybody):
    everybody.inboxes.down = True
    with pytest.raises(Unavailable):
        everybody.inbox.sweep()


def test_signing_out_closes_the_sockets_of_that_session_and_no_other(everybody):
    listen(everybody, "phone", SAM)
    everybody.inbox.try_close(replace(SAM, session="session-sam"))
    everybody.inbox.try_close(replace(everybody.as_avery, session="session-avery"))
    assert everybody.sockets.closed == ["sam", "avery"]
    everybody.inboxes.down = True
    everybody.inbox.try_close(replace(SAM, session="session-phone"))


def test_a_closed_socket_is_forgotten(everybody):
    assert everybody.inbox.forget("sam")
    assert not everybody.inbox.forget("sam")
