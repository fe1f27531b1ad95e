"""Tests the store of drafts; each test runs on the tables and on the fake."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Conflict
from chalicelib.messages.domain.draft import NEW, NO_DRAFT, MessageDraft
from tests.messages.domain.sample_threads import AVERY_ID

DRAFT = MessageDraft("Dear Sam", "key-1", "A question", attachments=("doc-1",))


def test_a_draft_belongs_to_its_author_and_goes_with_the_message(harness):
    """S2: nobody but the author reads a draft."""
    avery, sam = harness.as_avery, harness.as_sam
    assert harness.drafts.get(avery, AVERY_ID, NEW) is None
    harness.drafts.put(avery, AVERY_ID, NEW, DRAFT, None)
    harness.drafts.put(avery, AVERY_ID, "thr-1", replace(DRAFT, text="Hello?"), None)
    harness.drafts.put(avery, AVERY_ID, "thr-1", replace(DRAFT, text="Hello again"), None)
    assert harness.drafts.get(avery, AVERY_ID, NEW) == replace(DRAFT, version=1)
    assert harness.drafts.get(sam, AVERY_ID, NEW) is None
    thread = harness.start(draft=1)
    assert harness.drafts.get(avery, AVERY_ID, NEW) is None
    assert harness.drafts.get(avery, AVERY_ID, "thr-1").text == "Hello again"
    harness.add(harness.as_sam, thread, draft=0)
    assert harness.drafts.get(avery, AVERY_ID, "thr-1")
    with pytest.raises(Conflict) as conflict:
        harness.drafts.delete(avery, AVERY_ID, "thr-1", 1)
    assert conflict.value.fresh == harness.drafts.get(avery, AVERY_ID, "thr-1")
    for _ in range(2):
        harness.drafts.delete(avery, AVERY_ID, "thr-1", 2)
    assert harness.drafts.get(avery, AVERY_ID, "thr-1") is None


def test_a_draft_is_never_replaced_by_a_tab_that_did_not_see_it(harness):
    avery = harness.as_avery

    def put(text, seen):
        return harness.drafts.put(avery, AVERY_ID, NEW, replace(DRAFT, text=text), seen)

    first = put("One tab", 0)
    with pytest.raises(Conflict) as conflict:
        put("Another tab", 0)
    assert conflict.value.fresh == first
    second = put("Both", first.version)
    assert harness.drafts.get(avery, AVERY_ID, NEW) == second
    harness.start(draft=second.version)
    with pytest.raises(Conflict) as conflict:
        put("Too late", second.version)
    assert conflict.value.fresh == NO_DRAFT
    # No later draft has the version of an earlier one.
    third = put("The next message", 0)
    assert third.version > second.version
    for seen in (0, first.version, second.version):
        with pytest.raises(Conflict):
            put("Too late", seen)
    assert harness.drafts.get(avery, AVERY_ID, NEW) == third


def test_a_message_does_not_end_a_draft_that_its_author_did_not_see(harness):
    avery, thread = harness.as_avery, harness.start()

    def put(text):
        return harness.drafts.put(avery, AVERY_ID, thread.id, replace(DRAFT, text=text), None)

    first, second = put("One tab"), put("Other tab")
    for seen in (0, first.version):
        with pytest.raises(Conflict) as conflict:
            harness.add(avery, thread, draft=seen)
        assert conflict.value.fresh == second
    thread = harness.add(avery, thread, draft=None)
    assert harness.drafts.get(avery, AVERY_ID, thread.id) == second
    thread = harness.add(avery, thread, draft=second.version)
    assert harness.drafts.get(avery, AVERY_ID, thread.id) is None
    with pytest.raises(Conflict) as conflict:
        harness.add(avery, thread, draft=second.version)
    assert conflict.value.fresh == NO_DRAFT
    assert [each.text for each in harness.get(thread).messages] == ["May I?", "Yes.", "Yes."]


def test_a_conflict_of_the_thread_comes_before_one_of_the_draft(harness):
    """A writer who only reads the thread again meets the draft at the next attempt."""
    before = harness.start()
    harness.add(harness.as_sam, before)
    harness.drafts.put(harness.as_avery, AVERY_ID, before.id, DRAFT, None)
    with pytest.raises(Conflict) as conflict:
        harness.add(harness.as_avery, before, draft=0)
    assert conflict.value.fresh is None
