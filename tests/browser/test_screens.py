"""Checks screens on desktop and phone, in light and dark, for WCAG 2.2 AA."""

import re

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

AVERY, MORGAN, RILEY = CLIENTS
pytestmark = pytest.mark.parametrize("size", SIZES, indirect=True)


def test_screens_of_nobody(windows):
    page = windows.signed_out()
    for path in ("/sign-in", "/signed-out?why=idle", "/help", "/help/home-screen"):
        page.goto(path)
        heading(page, "")
        check_screen(page, f"nobody{path.replace('/', '-').partition('?')[0]}")


def test_screens_of_an_admin(windows, practice):
    page = windows.open(practice, JORDAN, "/admin/billing", role="admin")
    for path in (
        "billing",
        "billing?status=refunded",
        "billing/setup",
        "clients",
        "services",
        "team",
        "practice",
        "baa",
    ):
        page.goto(f"/admin/{path}")
        heading(page, "")
        check_screen(page, f"admin-{path.replace('/', '-').replace('?status=', '-')}")
    page.goto("/admin/billing/setup")
    page.get_by_role("region", name="Payment Processors").locator(".menu > button").click()
    page.get_by_role("button", name="Edit").click()
    check_screen(page, "admin-processor-edit")
    page.goto("/account")
    heading(page, "My Account")
    check_screen(page, "account")
    page.goto("/nowhere")
    heading(page, "Page not found")
    check_screen(page, "nowhere")


def test_screens_of_a_provider(windows, practice):
    page = windows.open(practice, JORDAN, "/provider/clients", role="provider")
    heading(page, "Clients")
    check_screen(page, "clients")
    page.get_by_role("link", name="Morgan Lee").click()
    heading(page, "Morgan Lee")
    check_screen(page, "client-info")
    page.get_by_role("button", name="Edit").click()
    check_screen(page, "client-edit")
    page.get_by_role("button", name="Cancel").click()
    page_actions.follow_links(page, "Billing")
    check_screen(page, "client-billing-many")
    page.get_by_role("row", name="Couples session").get_by_role("link").click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    check_screen(page, "invoice-overdue")
    for action in ("Send reminder", "Forgive", "Void"):
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name=action, exact=True).click()
        check_screen(page, f"dialog-{action.lower()}")
        page.get_by_role("button", name="Cancel").click()
    page.goto("/admin/billing")
    heading(page, "This page needs the Admin role")
    check_screen(page, "wrong-role")


def test_screens_of_a_client(windows, practice):
    page = windows.open(practice, AVERY, "/client")
    heading(page, "Hello, Avery")
    check_screen(page, "client-home")
    page_actions.follow_links(page, "Invoices")
    heading(page, "Invoices")
    check_screen(page, "client-invoices-many")
    page.get_by_role("row", name="Group session").get_by_role("link").click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    check_screen(page, "client-invoice")
    page_actions.follow_links(page, "Receipt")
    heading(page, "Receipt")
    check_screen(page, "client-receipt")


def test_a_missing_invoice_and_an_unavailable_service_each_show_a_message(windows, practice):
    windows.console.allow(404, 503)
    page = windows.open(practice, AVERY, "/client/invoices/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    expect(page.get_by_role("alert")).to_be_visible()
    check_screen(page, "no-such-invoice")
    page.route(
        re.compile(r"/api/invoices(\?|$)"),
        lambda route: route.fulfill(status=503, json={"error": "Unavailable", "message": "…"}),
    )
    page.goto("/client/invoices")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    check_screen(page, "unavailable")
