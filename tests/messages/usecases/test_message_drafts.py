"""Tests which drafts a message ends, and who reaches a draft."""

import pytest

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.messages.domain.draft import NEW, NO_DRAFT, MessageDraft
from tests.messages.messages_harness import KIM, SAM, MessagesHarness, a_key


@pytest.fixture
def harness():
    return MessagesHarness()


def test_a_message_ends_the_draft_that_its_author_saw_and_no_other(harness):
    thread = harness.start()
    for version in (1, 2):
        draft = MessageDraft(f"Yes {version}", "key")
        harness.drafts.put(SAM, harness.avery, thread.id, draft, None)
    stored = harness.drafts.get(SAM, harness.avery, thread.id)
    with pytest.raises(Conflict) as conflict:
        harness.write(SAM, thread, draft=1)
    assert conflict.value.fresh == stored
    assert harness.texts(thread) == ["May I bring my sister?"]
    harness.close(SAM, thread, "Answered by telephone")
    assert harness.drafts.get(SAM, harness.avery, thread.id) == stored
    harness.write(SAM, thread, draft=stored.version)
    assert harness.drafts.get(SAM, harness.avery, thread.id) is None


def test_a_message_that_arrived_is_not_refused_for_its_draft_when_it_is_repeated(harness):
    harness.drafts.put(SAM, harness.avery, NEW, MessageDraft("Dear Avery", "key"), None)
    first = harness.start(SAM, key=a_key(), draft=1)
    assert harness.start(SAM, key=a_key(), draft=1).id == first.id
    with pytest.raises(Conflict) as conflict:
        harness.start(SAM, key=a_key("other"), draft=1)
    assert conflict.value.fresh == NO_DRAFT


def test_drafts_are_out_of_reach_with_their_client(harness):
    """S2: a provider who was taken off a client no longer reads their own draft."""
    thread, draft = harness.start(), MessageDraft("Yes", "key")
    harness.drafts.put(SAM, harness.avery, thread.id, draft, None)
    harness.assign(harness.avery, KIM)
    for ask in (harness.drafts.get, harness.drafts.delete):
        with pytest.raises(NotFound):
            ask(SAM, harness.avery, thread.id)
    with pytest.raises(NotFound):
        harness.drafts.put(KIM, harness.morgan, thread.id, draft, None)
