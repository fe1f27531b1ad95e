"""
Provides browser steps in which staff invite a client and handle invoices.

Staff send, refund, forgive and void invoices, and record a payment by check. The
steps are part of the story of one practice (`tests/browser/story.py`).
"""

import re

from playwright.sync_api import Page, expect

from tests.browser import page_actions
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.story_people import CLIENT, CLIENT_READS, STAFF_READ, StoryPeople


class Billing(StoryPeople):
    """
    Lets staff handle invoices in the browser, with one method for each step.

    These steps are a part of `Story` and run in the order of the methods. Each step uses
    the browser window of the person who performs it.
    """

    def as_provider_invites_a_client(self) -> None:
        """Switch to the role Provider, then add a client and invite them by e-mail."""
        page = self.staff
        page_actions.switch_role(page, "Provider")
        check_screen(page, "clients-none")
        page.get_by_role("button", name="New client").click()
        box = page.get_by_role("dialog")
        box.get_by_label("Legal name").fill(CLIENT)
        box.get_by_role("textbox", name="E-mail").fill(self._email("avery"))
        expect(box.get_by_label("Invite by e-mail now")).to_be_checked()
        check_screen(page, "new-client")
        box.get_by_role("button", name="Save client").click()
        expect_toast(page, "Client added and invited")
        heading(page, CLIENT)
        page_actions.follow_links(page, "Billing")
        check_screen(page, "client-billing-none")

    def sends_an_invoice(self, description: str, amount: str) -> str:
        """
        Send an invoice and return the total that the button shows.

        The server computed this total.
        """
        page = self.staff
        if "/provider/" not in page.url:
            page_actions.switch_role(page, "Provider")
            page_actions.follow_links(page, CLIENT, "Billing")
        page.get_by_role("button", name="Create Invoice").click()
        box = page.get_by_role("dialog")
        box.get_by_label("Description").fill(description)
        box.get_by_label("Amount").fill(amount)
        send = box.get_by_role("button", name=re.compile(r"Send Invoice – \$"))
        total = send.inner_text().split("–")[1].strip()
        expect(box.locator(".sum")).to_contain_text(f"Total{total}")
        if description == "Intake session":
            check_screen(page, "create-invoice")
        send.click()
        expect_toast(page, f"Invoice sent: {total}")
        row = page.get_by_role("row", name=description)
        expect(row).to_contain_text("Unpaid")
        expect(row.get_by_role("link", name=total)).to_be_focused()
        return total

    def an_admin_refunds_part_then_the_rest(self, amount: str) -> None:
        """Refund 30 dollars, then the rest of the payment."""
        page = self.staff
        page_actions.switch_role(page, "Admin")
        page.get_by_role("row", name="Intake session").get_by_role("link", name=amount).click()
        check_screen(page, "invoice-paid")
        self._act("Refund", "Refund $30.00", reason="Ended early", Amount="30")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Partly refunded")
        self._act("Refund", "Refund $78.25", reason="Not needed")
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            re.compile("(?<!Partly) Refunded")
        )
        check_screen(page, "invoice-refunded")
        page_actions.follow_links(page, "Invoices")

    def forgives(self, description: str) -> None:
        """Forgive an invoice."""
        self._open(description)
        self._act("Forgive", "Forgive $64.95", reason="First time")
        expect(self.staff.get_by_role("heading", level=1)).to_contain_text("Forgiven")

    def voids(self, description: str) -> None:
        """Void an invoice that was sent by mistake."""
        self._open(description)
        self._act("Void", "Void invoice of $64.95", reason="Sent twice")
        expect(self.staff.get_by_role("heading", level=1)).to_contain_text("Voided")

    def records_a_check(self, description: str) -> None:
        """Record a payment by check."""
        self._open(description)
        self._act("Record payment", "Record $64.95", Reference="1042")
        expect(self.staff.get_by_role("heading", level=1)).to_contain_text("Paid")
        expect(self.staff.get_by_role("region", name="What happened")).to_contain_text(
            "Check, 1042"
        )

    def both_sides_read_their_own_words(self) -> None:
        """Check how staff and the client see the status of the same five invoices."""
        page_actions.follow_links(self.staff, CLIENT)
        check_screen(self.staff, "client-billing")
        _reads(self.staff, STAFF_READ)
        page_actions.switch_role(self.staff, "Admin")
        check_screen(self.staff, "admin-invoices-story")
        _reads(self.staff, STAFF_READ)
        self.client.goto("/client/invoices")
        check_screen(self.client, "client-invoices")
        _reads(self.client, CLIENT_READS)
        assert "Sent twice" not in self.client.content()

    def _open(self, description: str) -> None:
        if "/billing/invoices/" in self.staff.url:
            page_actions.follow_links(self.staff, CLIENT)
        self.staff.get_by_role("row", name=description).get_by_role("link").click()
        heading(self.staff, "$64.95")

    def _act(self, action: str, verb: str, reason: str = "", **typed: str) -> None:
        page = self.staff
        button = page.get_by_role("button", name=action, exact=True)
        expect(page.get_by_role("button", name="More actions").or_(button).first).to_be_visible()
        if not button.is_visible():
            page.get_by_role("button", name="More actions").click()
        button.click()
        box = page.get_by_role("dialog")
        for label, value in typed.items():
            box.get_by_role("textbox", name=label).fill(value)
        if reason:
            box.get_by_label("Reason").fill(reason)
        self._check_dialog(action)
        box.get_by_role("button", name=verb).click()
        expect(box).to_have_count(0)

    def _check_dialog(self, action: str) -> None:
        # `test_screens.py` checks the dialogs of Forgive and Void. This checks each other one once.
        if action not in {"Forgive", "Void", *self._dialogs_checked}:
            check_screen(self.staff, f"dialog-{action.lower().replace(' ', '-')}")
            self._dialogs_checked.add(action)


def _reads(page: Page, words: dict[str, str]) -> None:
    for description, word in words.items():
        row = page.get_by_role("row", name=description)
        expect(row.locator(".pill")).to_have_text(word)
