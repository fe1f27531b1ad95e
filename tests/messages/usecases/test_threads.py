"""Tests who sees which threads, in lists and one by one."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import NotFound
from chalicelib.messages.domain.thread import ThreadAction
from chalicelib.messages.usecases.ports import PAGE_SIZE, ThreadFilter
from tests.messages.messages_harness import ADMIN, KIM, SAM, MessagesHarness

WAITING = ThreadFilter(is_waiting=True)


@pytest.fixture
def harness():
    return MessagesHarness()


def ids(harness, access, filters=WAITING):
    return [each.thread.id for each in harness.threads.page(access, filters)[0]]


def attention(harness, access):
    return [each.id for each in harness.threads.need_attention(access)[0]]


def test_each_caller_lists_the_threads_within_their_reach(harness):
    """S2: lists and counts have only threads of clients whom the caller may see."""
    of_avery = harness.start().id
    harness.at += timedelta(minutes=1)
    of_morgan = harness.start(harness.as_morgan, harness.morgan).id
    assert ids(harness, ADMIN) == attention(harness, ADMIN) == [of_avery, of_morgan]
    assert ids(harness, SAM) == attention(harness, SAM) == [of_avery]
    assert ids(harness, KIM) == attention(harness, KIM) == [of_morgan]
    assert ids(harness, harness.as_avery, ThreadFilter()) == [of_avery]


def test_a_thread_of_another_client_is_not_found(harness):
    """S2: a thread out of reach gives 404, in the list of its client too."""
    thread = harness.start()
    for access in (KIM, harness.as_morgan):
        for ask in (
            lambda who=access: harness.threads.get(who, thread.id),
            lambda who=access: harness.threads.reached(who, thread.id),
            lambda who=access: harness.threads.page(who, ThreadFilter(harness.avery)),
        ):
            with pytest.raises(NotFound):
                ask()
    assert harness.rows.opened == [thread.id], "only its author's request opened it"


def test_nothing_out_of_reach_is_opened(harness):
    """S2: a list opens no thread that the caller may not see."""
    harness.start(harness.as_morgan, harness.morgan)
    harness.rows.opened.clear()
    assert ids(harness, SAM) == []
    assert harness.rows.opened == []


def test_a_page_goes_on_until_it_has_something_to_show(harness, monkeypatch):
    monkeypatch.setattr("chalicelib.messages.usecases.message_writer.MAX_WAITING", PAGE_SIZE + 1)
    for _ in range(PAGE_SIZE):
        harness.start(harness.as_morgan, harness.morgan)
    harness.at += timedelta(minutes=1)
    thread = harness.start()
    page, cursor = harness.threads.page(SAM, WAITING)
    assert ([each.thread.id for each in page], cursor) == ([thread.id], None)


def test_a_client_looks_at_what_they_have_not_read(harness):
    thread = harness.start()
    assert attention(harness, harness.as_avery) == []
    harness.write(SAM, thread)
    assert attention(harness, harness.as_avery) == [thread.id]
    assert attention(harness, SAM) == []
    harness.writer.mark_seen(harness.as_avery, thread.id, 2)
    assert attention(harness, harness.as_avery) == []


def test_asking_for_attention_opens_nothing(harness):
    """S14: the question who waits is asked often, so it reads no text and no name."""
    harness.start()
    harness.rows.opened.clear()
    for access in (SAM, ADMIN, harness.as_avery):
        harness.threads.need_attention(access)
    assert harness.rows.opened == []


def test_a_view_says_for_how_long_a_client_waits_and_who_took_it(harness):
    thread = harness.start()
    harness.at += timedelta(days=6, hours=3)
    (view,) = harness.threads.page(SAM, WAITING)[0]
    assert (view.client, view.days, view.taken_by) == ("Avery Stone", 6, "")
    assert view.actions == (ThreadAction.RESPOND, ThreadAction.CLOSE)
    harness.write(SAM, thread)
    harness.write(harness.as_avery, thread, "Thank you!")
    (view,) = harness.threads.page(ADMIN, WAITING)[0]
    assert (view.days, view.taken_by) == (0, "Sam Rivera")
    (own,) = harness.threads.page(harness.as_avery, ThreadFilter())[0]
    assert own.taken_by == ""
