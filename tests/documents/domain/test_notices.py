"""Tests when clients are reminded of requested documents."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.documents.domain.document import Document, DocumentKind
from chalicelib.documents.domain.notices import all_reminders, reminders
from chalicelib.kernel.ids import ClientId, DocumentId, PracticeId

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOCUMENT = Document(
    DocumentId("doc-1"), PracticeId("prc-1"), ClientId("cli-1"), DocumentKind.FORM, NOW, "card"
)


@pytest.mark.parametrize(
    ("due_on", "times"),
    [
        # The clocks in New York go forward on March 8.
        (date(2026, 3, 8), [(7, 14), (11, 13)]),
        (date(2026, 3, 2), [(1, 14), (5, 14)]),
        (date(2026, 3, 1), [(4, 14)]),
    ],
)
def test_reminders_leave_at_nine_by_the_practices_clock(due_on, times):
    asked = replace(DOCUMENT, due_on=due_on)
    assert [(at.day, at.hour) for _, at in reminders(asked, "America/New_York", NOW)] == times


def test_a_request_without_a_day_has_no_reminder():
    assert reminders(DOCUMENT, "America/New_York", NOW) == ()


def test_the_reminders_that_are_withdrawn_are_those_that_were_made():
    asked = replace(DOCUMENT, due_on=date(2026, 3, 9))
    made = [notice.event for notice, _ in reminders(asked, "America/New_York", NOW)]
    assert [notice.event for notice in all_reminders(asked)] == made
