"""Tests that everything a page shows is on paper, and in light colors."""

import re
import unicodedata
from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import heading
from tests.browser.test_appointments import broken

AVERY, MORGAN, _ = CLIENTS
LETTERHEAD = (
    "Willow Creek Counseling",
    "120 Willow Creek Road",
    "Albany, NY 12203",
    "(555) 010-4477",
    "Tax ID 12-3456789",
)
LIGHT_COLORS = ["rgb(0, 0, 0)", "rgb(85, 99, 92)"]


def test_a_printed_agreement_has_the_whole_agreement(windows, practice):
    page = windows.open(practice, JORDAN, "/admin/baa", role="admin")
    heading(page, "Business Associate Agreement")
    expect(page.get_by_text("Accepted by")).to_be_visible()
    assert_printed_whole(page)


def test_a_printed_invoice_and_receipt_have_what_the_page_has(windows, practice):
    page = windows.open(practice, AVERY, "/client/invoices")
    page.get_by_role("row", name="Group session").get_by_role("link").click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    assert_printed_whole(page, *LETTERHEAD, "Date of service", "Partly refunded")
    page.get_by_role("link", name="Receipt").click()
    heading(page, "Receipt")
    expect(page.get_by_role("article")).to_be_visible()
    assert_printed_whole(page, *LETTERHEAD, "Date of service", "Partly refunded")
    assert printed_text(page).count(squeezed("Tax ID 12-3456789")) == 1


def test_a_paid_invoice_is_printed_with_its_mark_payment_and_balance(windows, practice):
    page = windows.open(practice, AVERY, "/client/invoices")
    page.get_by_role("row", name="Intake session").get_by_role("link").click()
    sheet = page.get_by_role("region", name="Invoice", exact=True)
    expect(sheet).to_contain_text(re.compile(r"Paid \w+ \d+, \d+, Visa ending 4242"))
    assert_printed_whole(page, *LETTERHEAD, "Visa ending 4242", "Balance$0.00")
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_role("article").locator(".document-mark")).to_have_text("Paid")
    assert_printed_whole(page, *LETTERHEAD, "Visa ending 4242", "Balance$0.00")


def test_a_voided_invoice_is_printed_as_void(windows, practice):
    page = windows.open(practice, MORGAN, "/client/invoices")
    page.get_by_role("row", name="Session of last week").get_by_role("link").click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    expect(page.locator(".document-mark")).to_have_text("Void")
    assert_printed_whole(page, *LETTERHEAD)


def test_printed_pages_of_staff_have_what_the_page_has(windows, practice):
    page = windows.open(practice, JORDAN, "about:blank", role="provider")
    page.goto(f"/provider/clients/{practice.client_ids[MORGAN.email]}/billing")
    expect(page.get_by_role("row", name="Couples session")).to_be_visible()
    assert_printed_whole(page)
    page.get_by_role("row", name="Couples session").get_by_role("link").click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    assert_printed_whole(page)


def test_a_printed_fact_sheet_has_what_the_page_has(windows, practice):
    appointment_id = practice.booked(minutes=5)
    appointment = practice.signed_in(JORDAN, "provider").get(f"/appointments/{appointment_id}")
    page = windows.open(practice, JORDAN, "about:blank", role="provider")
    page.route(
        "**/api/appointments/*/history", lambda route: route.fulfill(json=broken(appointment))
    )
    page.goto(f"/provider/appointments/{appointment_id}")
    expect(page.get_by_role("region", name="Fact sheet")).to_contain_text("Together")
    assert_printed_whole(page)


def test_a_clients_printed_appointment_has_what_the_page_has(windows, practice):
    appointment_id = practice.booked(minutes=5)
    page = windows.open(practice, CLIENTS[0], f"/client/appointments/{appointment_id}")
    expect(page.get_by_role("link", name="Join")).to_be_visible()
    assert_printed_whole(page, LETTERHEAD[0])


def test_folded_answers_are_printed(windows):
    page = windows.signed_out()
    page.goto("/help")
    heading(page, "Help")
    answers = page.locator("details p").all_text_contents()
    assert answers
    printed = printed_text(page)
    assert [each for each in answers if squeezed(each) not in printed] == []


def test_paper_is_light_in_the_dark_scheme_too(windows, practice):
    page = windows.open(practice, AVERY, "/client/invoices")
    page.get_by_role("row", name="Group session").get_by_role("link").click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    color_of = "(element) => getComputedStyle(element).color"
    muted = page.locator(".timeline .muted").first
    assert [page.locator("html").evaluate(color_of), muted.evaluate(color_of)] == LIGHT_COLORS


def assert_printed_whole(page: Page, *letterhead: str) -> None:
    """Compare a page's lines with the text of its PDF, without white space."""
    page.emulate_media(media="print")
    lines = [*letterhead, *page.locator("main").inner_text().splitlines()]
    # With the medium "screen", the PDF would be made as the screen is.
    page.emulate_media(media="null")
    printed = printed_text(page)
    assert len(lines) > len(letterhead)
    assert [line for line in lines if squeezed(line) not in printed] == []


def printed_text(page: Page) -> str:
    pages = PdfReader(BytesIO(page.pdf(format="Letter"))).pages
    return squeezed("".join(each.extract_text() for each in pages))


def squeezed(text: str) -> str:
    """Return a text without white space, and with its ligatures spelled out."""
    return "".join(unicodedata.normalize("NFKC", text).split())
