"""Provides the browser steps with notes, documents and messages."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser import note_actions
from tests.browser.care_people import CarePeople
from tests.browser.document_actions import PDF, file, row_of
from tests.browser.note_actions import note_of
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.cloud.note_rows import held_rows, seal_now

PRIVATE, SHARED = "My own thought about the move", "Keep the sleep diary each evening"
ADDENDUM, FORM = "Also on weekends", "Consent to telehealth"
QUESTION, ANSWER = "May I bring my sister?", "Yes, of course."
SCAN_MS = 30_000


class CareRecord(CarePeople):
    """Lets provider and client share notes, documents and messages."""

    def the_provider_writes_notes_that_become_permanent(self) -> None:
        """S19: after the hold, a note can only be added to."""
        page = self.staff
        page.goto(f"{self.profile}/notes")
        for level, text in (("Private", PRIVATE), ("Shared with client", SHARED)):
            note_actions.write(page, level, text)
            note_actions.save(page)
            expect(note_of(page, text)).to_contain_text("Becomes permanent in")
        check_screen(page, "care-notes-held")
        self._client_reads_no_note()
        seal_now(self.cloud, *held_rows(self.cloud))
        page.reload()
        note = note_of(page, SHARED)
        expect(note).not_to_contain_text("Becomes permanent")
        expect(note.get_by_role("button")).to_have_text(["Add addendum"])

    def the_provider_adds_an_addendum(self) -> None:
        page, note = self.staff, note_of(self.staff, SHARED)
        note.get_by_role("button", name="Add addendum").click()
        note.get_by_label("Addendum").fill(ADDENDUM)
        note.get_by_role("button", name="Save addendum").click()
        page.get_by_role("dialog").get_by_role("button", name="Save permanently").click()
        expect(note).to_contain_text(f"Addendum by {self.jo.name}")
        check_screen(page, "care-notes")

    def the_provider_requests_a_document(self) -> None:
        page = self.staff
        page.goto(f"{self.profile}/documents")
        page.get_by_role("button", name="Request a document").click()
        box = page.get_by_role("dialog")
        box.get_by_label("What should the client upload?").fill(FORM)
        due = datetime.now(UTC) + timedelta(days=7)
        box.get_by_label("By").fill(due.date().isoformat())
        check_screen(page, "care-request-document")
        box.get_by_role("button", name="Request", exact=True).click()
        expect(row_of(page, FORM)).to_contain_text("Requested")

    def the_client_uploads_it_and_it_is_scanned(self) -> None:
        page = self.own
        page.goto("/client")
        expect(page.get_by_role("main")).to_contain_text(FORM)
        check_screen(page, "care-home-to-do")
        page.goto("/client/documents")
        page.get_by_role("button", name=f"Upload {FORM}").click()
        box = page.get_by_role("dialog")
        check_screen(page, "care-upload")
        box.get_by_label("Choose files").set_input_files([file("consent.pdf", PDF)])
        expect(box).to_have_count(0)
        self.staff.reload()
        expect(row_of(self.staff, FORM)).to_contain_text("From the client", timeout=SCAN_MS)
        check_screen(self.staff, "care-documents")

    def the_client_signs_it(self) -> None:
        staff, page = self.staff, self.own
        row_of(staff, FORM).get_by_role("button", name="Actions for").click()
        staff.get_by_role("button", name="Ask to sign").click()
        box = staff.get_by_role("dialog")
        box.get_by_label("Ask the client to sign it").check()
        check_screen(staff, "care-ask-to-sign")
        box.get_by_role("button", name="Share and ask to sign").click()
        expect(row_of(staff, FORM)).to_contain_text("To sign")
        page.goto("/client/documents")
        page.get_by_role("button", name=f"Read and sign {FORM}").click()
        box = page.get_by_role("dialog").filter(has_text="I intend to sign")
        box.get_by_label("Your full name").fill(self.casey.name)
        box.get_by_label("I agree, and I intend to sign").check()
        check_screen(page, "care-sign")
        box.get_by_role("button", name="Sign", exact=True).click()
        expect(row_of(page, FORM)).to_contain_text(f"signed by {self.casey.name}", timeout=SCAN_MS)

    def the_client_asks_and_is_answered(self) -> None:
        page, staff = self.own, self.staff
        page.goto("/client/messages")
        heading(page, "Messages")
        page.get_by_role("button", name="Send Message").click()
        page.get_by_label("Subject").fill("My sister")
        page.get_by_label("Message", exact=True).fill(QUESTION)
        check_screen(page, "care-message")
        page.get_by_role("button", name="Send Message").click()
        expect(page.get_by_role("list", name="Messages", exact=True)).to_contain_text(QUESTION)
        staff.goto("/provider/messages")
        staff.get_by_role("row").filter(has_text="My sister").get_by_role("link").click()
        expect(staff.get_by_text("Waiting since today")).to_be_visible()
        check_screen(staff, "care-message-waiting")
        staff.get_by_label("Your response").fill(ANSWER)
        staff.get_by_role("button", name="Respond").click()
        expect(staff.get_by_text("Waiting since today")).to_have_count(0)
        expect(page.get_by_role("list", name="Messages", exact=True)).to_contain_text(ANSWER)
        check_screen(page, "care-message-answered")

    def _client_reads_no_note(self) -> None:
        caller = self.practice.signed_in(self.casey)
        assert caller.get(f"/clients/{self.client}/notes")["items"] == []
