"""Tests the care of one client in the browser, on desktop and phone."""

import pytest

from tests.browser.care_story import CareStory
from tests.browser.windows import SIZES


@pytest.mark.parametrize("size", SIZES, indirect=True)
@pytest.mark.usefixtures("scanner")
def test_a_client_asks_attends_signs_and_reads_exactly_what_is_theirs(windows, cloud):
    """S2, S19, S20, S27: staff and client each see what is meant for them."""
    story = CareStory(windows, cloud)
    story.the_client_asks_for_a_visit()
    story.the_provider_confirms()
    story.the_reminder_says_nothing_personal()
    story.both_meet_in_the_call()
    story.the_provider_writes_notes_that_become_permanent()
    story.the_provider_adds_an_addendum()
    story.the_provider_requests_a_document()
    story.the_client_uploads_it_and_it_is_scanned()
    story.the_client_signs_it()
    story.the_client_asks_and_is_answered()
    story.the_client_sees_exactly_what_is_theirs()
