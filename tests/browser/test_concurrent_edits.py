"""Tests that a person sees what another person changed at the same time."""

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN, SAM
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen

RILEY = CLIENTS[2]


def test_an_invoice_that_changed_meanwhile_is_shown_as_it_is_now(windows, practice):
    windows.console.allow(409)
    invoice = practice.sent(9000, "Session")
    page = windows.open(practice, JORDAN, f"/billing/invoices/{invoice}", role="admin")
    heading(page, "$90.00")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Void", exact=True).click()
    practice.pay(invoice)
    page.get_by_label("Reason").fill("Sent twice")
    page.get_by_role("button", name="Void invoice").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    check_screen(page, "conflict")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paid")
    expect(page.get_by_role("button", name="Refund")).to_be_visible()


@pytest.fixture
def billing(practice):
    """Provide a function that turns Client Billing on or off; turn it on afterwards."""

    def switch(*, on):
        admin = practice.signed_in(JORDAN, "admin")
        service = next(
            each for each in admin.get("/services")["items"] if each["kind"] == "client_billing"
        )
        ids = [each["id"] for each in service["providers"] if each["assigned"]]
        settings = {
            "enabled": on,
            "record_payments_only": False,
            "provider_ids": ids,
            "version": service["version"],
        }
        admin.put(f"/services/{service['id']}", settings)

    yield switch
    switch(on=True)


def test_client_billing_turned_off_between_two_clicks_refuses_and_keeps_what_was_typed(
    windows, practice, billing
):
    windows.console.allow(403)
    page = windows.open(
        practice, SAM, f"/provider/clients/{practice.client_ids[RILEY.email]}/billing"
    )
    page.get_by_role("button", name="Create Invoice").click()
    box = page.get_by_role("dialog")
    box.get_by_label("Description").fill("A session typed with care")
    box.get_by_label("Amount").fill("100")
    billing(on=False)
    box.get_by_role("button", name="Send Invoice").click()
    expect(box.locator(".form-problem")).to_contain_text("Client Billing")
    check_screen(page, "billing-off")
    expect(box.get_by_label("Description")).to_have_value("A session typed with care")
    billing(on=True)
    box.get_by_role("button", name="Send Invoice").click()
    page_actions.expect_toast(page, "Invoice sent: $100.00")
