"""Combines all steps of the story of a client's care into one class."""

import json

from playwright.sync_api import expect

from tests.browser.care_record import ADDENDUM, ANSWER, FORM, PRIVATE, QUESTION, SHARED, CareRecord
from tests.browser.care_visit import CareVisit
from tests.browser.document_actions import row_of
from tests.browser.note_actions import note_of
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen

LISTS = ("notes", "documents", "notice-permissions")


class CareStory(CareVisit, CareRecord):
    """The browser story of one client, from a request to an answered message."""

    def the_client_sees_exactly_what_is_theirs(self) -> None:
        """S2, S19, S20: the client reads the shared note, and nothing of the private one."""
        page = self.own
        page.goto("/client")
        heading(page, "Hello, Casey")
        check_screen(page, "care-home")
        page.get_by_role("link", name="Notes that your practice shared with you").click()
        heading(page, "Notes")
        expect(page.get_by_role("article")).to_have_count(1)
        expect(note_of(page, SHARED)).to_contain_text(ADDENDUM)
        expect(page.get_by_role("article").get_by_role("button")).to_have_count(0)
        check_screen(page, "care-client-notes")
        page.goto("/client/documents")
        expect(row_of(page, FORM)).to_contain_text("Signed")
        check_screen(page, "care-client-documents")
        page.goto("/client/appointments")
        expect(page.get_by_role("main")).to_contain_text(self.jo.name)
        check_screen(page, "care-client-appointments")
        self._nothing_else_is_sent_to_the_client()

    def _nothing_else_is_sent_to_the_client(self) -> None:
        caller = self.practice.signed_in(self.casey)
        paths = [f"/clients/{self.client}/{each}" for each in LISTS]
        paths += ["/me", "/appointments", "/threads", f"/appointments/{self.room}/history"]
        answers = {path: caller.get(path) for path in paths}
        everything = json.dumps(answers)
        assert PRIVATE not in everything
        notes = answers[f"/clients/{self.client}/notes"]["items"]
        assert [(each["text"], each["level"]) for each in notes] == [(SHARED, "shared")]
        (document,) = answers[f"/clients/{self.client}/documents"]["items"]
        assert (document["name"], document["status"]) == (FORM, "signed")
        (appointment,) = answers["/appointments"]["items"]
        assert (appointment["id"], appointment["status"]) == (self.room, "completed")
        (thread,) = answers["/threads"]["items"]
        messages = caller.get(f"/threads/{thread['id']}")["messages"]["items"]
        assert [each["text"] for each in messages] == [QUESTION, ANSWER]
