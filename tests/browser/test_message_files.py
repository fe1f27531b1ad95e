"""Tests how people attach files to messages and open them."""

import secrets

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from localstack.demo_documents import LETTER, a_page
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

AVERY = CLIENTS[0]
BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
PDF = a_page(LETTER)
pytestmark = pytest.mark.usefixtures("scanner")


def file(name, data=PDF, kind="application/pdf"):
    return {"name": name, "mimeType": kind, "buffer": data}


def attach(page, *files):
    """Attach files, and wait until each has arrived."""
    page.get_by_label("Attach a file").set_input_files(list(files))
    for each in files:
        expect(page.get_by_role("button", name=f"Remove {each['name']}")).to_be_visible()


@BOTH_SIZES
def test_a_form_goes_to_the_client_and_comes_back_with_a_reply(practice, windows):
    blank, filled = (f"{word} {secrets.token_hex(3)}.pdf" for word in ("Blank", "Filled"))
    thread = practice.asked()
    staff = windows.open(practice, JORDAN, f"/messages/{thread}", "provider")
    staff.get_by_label("Your response").fill("Please fill in this form.")
    attach(staff, file(blank))
    check_screen(staff, "message-attach")
    staff.get_by_role("button", name="Respond").click()
    expect(staff.get_by_role("button", name=blank)).to_be_visible(timeout=30_000)

    client = windows.open(practice, AVERY, f"/client/messages/{thread}")
    client.get_by_role("button", name=blank).click()
    expect(client.get_by_role("dialog").get_by_role("button", name="Download")).to_be_visible()
    client.get_by_role("button", name="Close").click()
    client.get_by_label("Your message").fill("Here it is.")
    with client.expect_response(
        lambda each: "message-drafts" in each.url and each.request.method == "PUT"
    ):
        attach(client, file(filled), file("notes.txt", b"Two pages.", "text/plain"))
    client.reload()
    expect(client.get_by_role("button", name=f"Remove {filled}")).to_be_visible()
    client.get_by_role("button", name="Send Message").click()
    expect(client.get_by_role("list", name="Attachments").last).to_contain_text(filled)
    check_screen(client, "message-with-files")
    # The practice's page learns of the reply by itself, and of the end of the check.
    expect(staff.get_by_role("button", name=filled)).to_be_visible(timeout=30_000)
    check_screen(staff, "message-with-files-staff")
    staff.get_by_role("button", name="From Documents").click()
    box = staff.get_by_role("dialog", name="Attach a document")
    expect(box.get_by_role("button", name=filled)).to_be_visible()
    check_screen(staff, "message-from-documents")
    box.get_by_role("button", name=filled).click()
    expect(staff.get_by_role("button", name=f"Remove {filled}")).to_be_visible()


@BOTH_SIZES
def test_a_file_that_is_not_accepted_stays_out_of_the_message(practice, windows):
    windows.console.allow(422)
    client = windows.open(practice, AVERY, "/client/messages?write")
    heading(client, "Messages")
    false = file("false.pdf", b"MZ no document")
    page = file("page.html", b"<script>", "text/html")
    client.get_by_label("Attach a file").set_input_files([false, page])
    status = client.locator(".uploads")
    expect(status).to_contain_text("page.html is of a kind that can’t be attached")
    expect(status).to_contain_text("This file is not what its name says it is")
    check_screen(client, "message-refused-files")
    expect(client.get_by_role("list", name="Attached files")).to_have_count(0)
