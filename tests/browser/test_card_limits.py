"""Tests that no card payment is offered that the processor must refuse."""

from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from localstack.demo_days import day
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen

AVERY = CLIENTS[0]


def test_an_invoice_below_the_least_charge_is_refused_at_its_field(windows, practice):
    windows.console.allow(422)
    path = f"/provider/clients/{practice.client_ids[AVERY.email]}/billing"
    page = windows.open(practice, JORDAN, path, role="provider")
    page.get_by_role("button", name="Create Invoice").click()
    box = page.get_by_role("dialog")
    box.get_by_label("Description").fill("Copy of a letter")
    box.get_by_label("Amount").fill("0.49")
    box.get_by_label("Date of service").fill("2026-11-18")
    expect(box).to_contain_text("Without one, it is due 14 days after you send it.")
    box.get_by_role("button", name="Send Invoice").click()
    expect(box).to_contain_text("A card payment is at least 0.50 USD.")
    expect(box.get_by_label("Amount")).to_be_focused()
    check_screen(page, "invoice-too-small")
    box.get_by_label("Amount").fill("0.50")
    box.get_by_role("button", name="Send Invoice").click()
    expect_toast(page, "Invoice sent: $0.50.")


def test_a_rest_below_the_least_charge_is_not_offered_and_both_sides_read_why(windows, practice):
    invoice = practice.sent(10000, "Session with a rest")
    jordan = practice.signed_in(JORDAN, "provider")
    payment = {
        "amount": {"minor": 9980, "currency": "USD"},
        "method": "cash",
        "received_on": day(),
    }
    jordan.act(invoice, "record-payment", payment)
    client = windows.open(practice, AVERY, f"/client/invoices/{invoice}")
    heading(client, "Partly paid")
    expect(client.get_by_text("0.20 USD cannot be paid here")).to_be_visible()
    expect(client.get_by_role("link", name="Pay")).to_have_count(0)
    check_screen(client, "client-invoice-not-by-card")
    client.goto("/client")
    rest = client.get_by_role("listitem").filter(has_text="Session with a rest")
    expect(rest).to_contain_text("not by card")
    expect(rest.get_by_role("link", name="Pay")).to_have_count(0)
    staff = windows.open(practice, JORDAN, f"/billing/invoices/{invoice}", role="provider")
    expect(staff.get_by_text("The client cannot pay 0.20 USD by card")).to_be_visible()
    check_screen(staff, "invoice-not-by-card")
