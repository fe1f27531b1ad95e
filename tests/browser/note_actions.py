"""Page actions that write notes about a client."""

from playwright.sync_api import Locator, Page, expect


def note_of(page: Page, text: str) -> Locator:
    """Return the note that contains this text."""
    return page.get_by_role("article").filter(has_text=text)


def write(page: Page, level: str, text: str) -> None:
    """Open the form for a new note, in which nothing is chosen, and fill it in."""
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="New note")).to_be_visible()
    assert page.get_by_role("radio", checked=True).count() == 0
    page.get_by_role("radio", name=level).check()
    page.get_by_label("Note", exact=True).fill(text)


def save(page: Page) -> None:
    """Save the note in the form, and confirm that it becomes permanent."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Save permanently").click()
