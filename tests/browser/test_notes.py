"""Tests how notes are written, held, followed up, and read by the client."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN, SAM
from tests.browser.note_actions import note_of, save, write
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES
from tests.cloud.note_rows import held_rows, seal_now

AVERY, MORGAN, RILEY = CLIENTS


@pytest.fixture
def morgans(practice):
    """Return the path of Morgan's notes, after Jordan's draft was deleted."""
    client = practice.client_ids[MORGAN.email]
    practice.signed_in(JORDAN, "provider").request("DELETE", f"/clients/{client}/note-draft", {})
    return f"/provider/clients/{client}/notes"


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_note_is_written_held_permanent_and_read_by_the_client(cloud, practice, morgans, windows):
    """
    S19, S20: after the hold a note has only a button to add to it.

    Before Save, the page names who could read the note.
    """
    mark = uuid4().hex
    page = windows.open(practice, JORDAN, morgans, role="provider")
    expect(page.get_by_role("link", name="Notes")).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Choose who can read this note.")).to_be_visible()
    expect(page.get_by_text("Write the note first.")).to_be_visible()
    page.get_by_role("radio", name="Shared with client").check()
    readers = page.locator(".readers").first
    for name in (JORDAN.name, SAM.name, MORGAN.name):
        expect(readers).to_contain_text(name)
    page.get_by_label("Note", exact=True).fill(f"Keep the sleep diary. {mark}")
    check_screen(page, "note-compose")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(MORGAN.name)
    check_screen(page, "note-confirm")
    page.get_by_role("button", name="Save permanently").click()
    note = note_of(page, mark)
    expect(note).to_contain_text("Becomes permanent in")
    expect(note.get_by_role("button", name="Take it back")).to_be_visible()
    check_screen(page, "note-held")
    seal_now(cloud, *held_rows(cloud))
    page.reload()
    expect(note).not_to_contain_text("Becomes permanent")
    assert {each.inner_text().strip() for each in note.get_by_role("button").all()} == {
        "Add addendum"
    }
    note.get_by_role("button", name="Add addendum").click()
    note.get_by_label("Addendum").fill(f"Also on weekends. {mark}")
    note.get_by_role("button", name="Save addendum").click()
    page.get_by_role("dialog").get_by_role("button", name="Save permanently").click()
    expect(note).to_contain_text(f"Addendum by {JORDAN.name}")
    check_screen(page, "notes")
    own = windows.open(practice, MORGAN, "/client")
    own.get_by_role("link", name="Notes that your practice shared with you").click()
    heading(own, "Notes")
    expect(note_of(own, mark)).to_contain_text("Also on weekends.")
    expect(note_of(own, mark).get_by_role("button")).to_have_count(0)
    check_screen(own, "client-notes")


def test_a_draft_survives_a_reload_and_a_note_taken_back_is_a_draft(practice, morgans, windows):
    mark = uuid4().hex
    page = windows.open(practice, JORDAN, morgans, role="provider")
    write(page, "Private", mark)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("You have a draft")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Continue writing").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value(mark)
    expect(page.get_by_role("radio", name="Private")).to_be_checked()
    save(page)
    note_of(page, mark).get_by_role("button", name="Take it back").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value(mark)
    page.get_by_role("button", name="Discard draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard draft").click()
    expect(note_of(page, mark)).to_have_count(0)
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_visible()


def test_a_search_and_a_filter_show_what_fits(practice, morgans, windows):
    mark = uuid4().hex
    page = windows.open(practice, JORDAN, morgans, role="provider")
    write(page, "Care team", f"Worries about work. {mark}")
    save(page)
    note = note_of(page, mark)
    expect(note).to_be_visible()
    page.get_by_role("button", name="Practice", exact=True).click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="All", exact=True).click()
    search = page.get_by_role("searchbox", name="Search notes")
    search.fill(f"WORRIES {mark[:8]}")
    search.press("Enter")
    expect(note).to_be_visible()
    assert mark[:8] not in page.url
    search.fill("nothing has these words")
    search.press("Enter")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
