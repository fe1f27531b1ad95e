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


def test_a_message_without_a_version_ends_the_draft_that_has_its_key_and_no_other(harness):
    """A tab from before versions does not find its sent text as a draft."""
    drafts = harness.drafts
    drafts.put(SAM, harness.avery, NEW, MessageDraft("Dear Avery", "key"), None)
    thread = harness.start(SAM, key=a_key())
    assert drafts.get(SAM, harness.avery, NEW) is None
    other = drafts.put(SAM, harness.avery, thread.id, MessageDraft("Yes", "other"), None)
    for key in (a_key("mine"), None):
        harness.write(SAM, thread, key=key)
        assert drafts.get(SAM, harness.avery, thread.id) == other
    harness.write(SAM, thread, key=a_key("other"))
    assert drafts.get(SAM, harness.avery, thread.id) is None


def test_a_message_without_a_version_is_sent_although_its_draft_changes_meanwhile(harness):
    thread, drafts = harness.start(), harness.drafts

    def put(text, key):
        return drafts.put(SAM, harness.avery, thread.id, MessageDraft(text, key), None)

    put("Yes", "key")
    later = []
    harness.rows.interruptions.append(lambda: later.append(put("Yes, and more", "next")))
    harness.write(SAM, thread, key=a_key())
    assert harness.texts(thread)[-1] == "Yes."
    assert drafts.get(SAM, harness.avery, thread.id) == later[0]


def test_a_repeated_message_ends_the_draft_that_a_late_save_stored_again(harness):
    drafts = harness.drafts

    def put(place, key):
        return drafts.put(SAM, harness.avery, place, MessageDraft("Dear Avery", key), None)

    thread = harness.start(SAM, key=a_key())
    put(NEW, "key")
    assert harness.start(SAM, key=a_key()).id == thread.id
    harness.write(SAM, thread, key=a_key("reply"))
    put(thread.id, "reply")
    harness.write(SAM, thread, key=a_key("reply"))
    assert (drafts.get(SAM, harness.avery, NEW), drafts.get(SAM, harness.avery, thread.id)) == (
        None,
        None,
    )
    other = put(thread.id, "next")
    harness.write(SAM, thread, key=a_key("reply"))
    assert drafts.get(SAM, harness.avery, thread.id) == other
    assert len(harness.texts(thread)) == 2


def test_drafts_are_out_of_reach_with_their_client(harness):
    """S2: a provider who was taken off a client no longer reads their own draft."""
    thread, draft = harness.start(), MessageDraft("Yes", "key")
    harness.drafts.put(SAM, harness.avery, thread.id, draft, None)
    harness.assign(harness.avery, KIM)
    with pytest.raises(NotFound):
        harness.drafts.get(SAM, harness.avery, thread.id)
    with pytest.raises(NotFound):
        harness.drafts.delete(SAM, harness.avery, thread.id, None)
    with pytest.raises(NotFound):
        harness.drafts.put(KIM, harness.morgan, thread.id, draft, None)
