"""Tests how staff and clients upload, share, open and sign documents."""

import secrets

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from localstack.mailbox import mails
from tests.browser.document_actions import file, row_of
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

pytestmark = pytest.mark.usefixtures("scanner")
BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cfc0f01f0005000201a0e5b1b60000000049454e44ae426082"
)


@BOTH_SIZES
def test_a_document_is_uploaded_shared_and_signed(windows, practice, cloud):
    client = CLIENTS[0]
    name = f"Plan {secrets.token_hex(3)}.pdf"
    profile = f"/provider/clients/{practice.client_ids[client.email]}/documents"
    staff = windows.open(practice, JORDAN, profile, role="provider")
    staff.get_by_label("Choose files").set_input_files([file(name), file("photo.png", PNG)])
    row = row_of(staff, name)
    expect(row).to_contain_text("Only staff", timeout=30_000)
    check_screen(staff, "client-documents")
    row.get_by_role("button", name=f"Actions for {name}").click()
    row.get_by_role("button", name="Share with client").click()
    box = staff.get_by_role("dialog")
    box.get_by_label("Ask the client to sign it").check()
    check_screen(staff, "share-document")
    box.get_by_role("button", name="Share and ask to sign").click()
    expect_toast(staff, "The client is asked to sign.")
    told = [each for each in mails(cloud.mailbox_url) if client.email in each["To"]]
    assert told[-1]["Subject"] == "You have a document to sign"

    own = windows.open(practice, client, "/client/documents")
    heading(own, "Documents")
    check_screen(own, "my-documents")
    own.get_by_role("button", name=f"Read and sign {name}").click()
    box = own.get_by_role("dialog").filter(has_text="I intend to sign")
    box.get_by_role("button", name="Sign", exact=True).click()
    expect(box.get_by_text("Write your full name.")).to_be_visible()
    check_screen(own, "sign-document")
    box.get_by_label("Your full name").fill("Avery Stone")
    box.get_by_label("I agree, and I intend to sign").check()
    box.get_by_role("button", name="Sign", exact=True).click()
    expect_toast(own, "Signed.")
    signed = row_of(own, name)
    expect(signed).to_contain_text("Signed", timeout=30_000)
    expect(signed).to_contain_text("signed by Avery Stone")


@BOTH_SIZES
def test_files_that_are_not_accepted_are_refused_in_words(windows, practice):
    windows.console.allow(422)
    own = windows.open(practice, CLIENTS[0], "/client/documents")
    page = file("page.html", b"<script>", "text/html")
    false = file("false.pdf", b"MZ no document")
    own.get_by_label("Choose files").set_input_files([page, false])
    status = own.locator(".uploads")
    expect(status).to_contain_text("page.html is of a kind that can’t be attached")
    expect(status).to_contain_text("This file is not what its name says it is")
    check_screen(own, "refused-documents")


def test_a_picture_and_a_pdf_are_shown_where_nothing_in_them_can_run(windows, practice, cloud):
    picture, pdf = (f"{secrets.token_hex(3)}.{kind}" for kind in ("png", "pdf"))
    profile = f"/provider/clients/{practice.client_ids[CLIENTS[1].email]}/documents"
    staff = windows.open(practice, JORDAN, profile, role="provider")
    staff.get_by_label("Choose files").set_input_files([file(picture, PNG, "image/png"), file(pdf)])
    for name in (picture, pdf):
        row = row_of(staff, name)
        expect(row).to_contain_text("Only staff", timeout=30_000)
    staff.get_by_role("button", name=picture, exact=True).click()
    expect(staff.get_by_role("img", name=picture)).to_be_visible()
    check_screen(staff, "view-document")
    staff.get_by_role("button", name="Close").click()
    staff.get_by_role("button", name=pdf, exact=True).click()
    expect(staff.get_by_text("One page.")).to_be_visible(timeout=30_000)
    frame = staff.locator("iframe.pdf-frame")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    first = frame.content_frame.get_by_role("region", name="Page 1")
    expect(first).to_contain_text("Welcome to Willow Creek", timeout=30_000)
    origin = first.evaluate("() => self.origin")
    assert origin == "null"
    check_screen(staff, "view-pdf")
    with staff.expect_download() as download:
        staff.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == pdf


@BOTH_SIZES
def test_staff_read_who_sees_a_new_version_and_can_stop_sharing(windows, practice, cloud):
    name = f"Letter {secrets.token_hex(3)}.pdf"
    profile = f"/provider/clients/{practice.client_ids[CLIENTS[1].email]}/documents"
    staff = windows.open(practice, JORDAN, profile, role="provider")
    staff.get_by_label("Choose files").set_input_files([file(name)])
    row = row_of(staff, name)
    expect(row).to_contain_text("Only staff", timeout=30_000)
    menu = row.get_by_role("button", name=f"Actions for {name}")
    menu.click()
    row.get_by_role("button", name="Share with client").click()
    staff.get_by_role("dialog").get_by_role("button", name="Share", exact=True).click()
    menu.click()
    row.get_by_role("button", name="Upload a new version").click()
    box = staff.get_by_role("dialog")
    expect(box).to_contain_text("The client sees the new version at once.")
    check_screen(staff, "upload-version")
    box.get_by_role("button", name="Close").click()
    menu.click()
    row.get_by_role("button", name="Stop sharing").click()
    box = staff.get_by_role("dialog")
    expect(box).to_contain_text("They may have read or saved it before.")
    check_screen(staff, "stop-sharing")
    box.get_by_role("button", name="Stop sharing").click()
    expect(row).to_contain_text("Only staff")


def test_a_file_that_did_not_arrive_is_kept_and_sent_again(windows, practice):
    windows.console.allow(503)
    own = windows.open(practice, CLIENTS[0], "/client/documents")
    name = f"Card {secrets.token_hex(3)}.pdf"
    answer = {"error": "Unavailable", "message": "Not now.", "fields": {}}
    own.route("**/complete", lambda route: route.fulfill(status=503, json=answer), times=1)
    own.get_by_label("Choose files").set_input_files([file(name)])
    status = own.locator(".uploads")
    expect(status).to_contain_text(f"{name}: Not now.", timeout=30_000)
    check_screen(own, "upload-again")
    status.get_by_role("button", name="Try again").click()
    expect(row_of(own, name)).to_be_visible(timeout=30_000)
