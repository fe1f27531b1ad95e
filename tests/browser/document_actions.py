"""Page actions that choose files and find documents in lists."""

from playwright.sync_api import FilePayload, Locator, Page

from localstack.demo_documents import LETTER, a_page

PDF = a_page(LETTER)


def file(name: str, data: bytes = PDF, kind: str = "application/pdf") -> FilePayload:
    """Return a file to choose in a page."""
    return {"name": name, "mimeType": kind, "buffer": data}


def row_of(page: Page, name: str) -> Locator:
    """Return the row of a document that is in no folder."""
    documents = page.get_by_role("list", name="Documents", exact=True)
    return documents.get_by_role("listitem").filter(has_text=name)
