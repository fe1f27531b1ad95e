"""
Provides the browser steps in which an Admin sets up a practice.

The steps are part of the story of one practice (`tests/browser/story.py`). The
Admin signs in, accepts the agreement, connects a processor, sets the tax, invites a
colleague and enables a service.
"""

import hashlib
import hmac
import re
import time
import urllib.request

from playwright.sync_api import Page, expect

from localstack.demo import PASSWORD
from tests.browser import page_actions
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.story_people import ADMIN, COLLEAGUE, StoryPeople


def send_webhook(address: str, secret: str) -> None:
    """Send an event to a webhook, signed as Stripe signs."""
    body = b'{"id":"evt_first","type":"charge.updated","data":{"object":{"object":"charge"}}}'
    at = int(time.time())
    signature = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={signature}"}
    urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=30).close()


class SettingUp(StoryPeople):
    """
    Lets an Admin set up a practice in the browser, with one method for each step.

    These steps are the first part of `Story` and run in the order of the methods. The Admin
    uses the browser window `self.staff`.
    """

    def an_admin_signs_in(self) -> None:
        """Try a wrong password and a wrong code, then the right ones."""
        page = self.staff
        self.windows.console.allow(401)
        page.goto("/")

        page_actions.sign_in(page, self._email("jo"), "Not-This-One-2026")
        expect(page.get_by_role("alert")).to_contain_text("do not match")
        page_actions.sign_in(page, self._email("jo"), PASSWORD)
        heading(page, "Enter your code")
        check_screen(page, "second-factor")
        self._code("000000")
        expect(page.get_by_role("alert")).to_contain_text("wrong or was used before")
        self._code(page_actions.code(self.secret, 1))
        heading(page, "Set up your practice")
        page_actions.switch_role(page, "Admin")
        self._expect_next_step("Accept the agreement")
        check_screen(page, "admin-start")
        page.goto("/admin/billing")
        heading(page, "Invoices")
        check_screen(page, "admin-invoices-none")

    def accepts_the_agreement(self) -> None:
        """Accept the agreement, without which no client can be added."""
        page = self.staff
        page_actions.follow_links(page, "Practice")
        expect(page.get_by_text("Not accepted yet")).to_be_visible()
        page_actions.follow_links(page, "Read the agreement")
        check_screen(page, "agreement")
        page.get_by_label("I accept this agreement").check()
        page.get_by_role("button", name="Accept").click()
        expect_toast(page, "Agreement accepted")
        expect(page.get_by_text(f"Accepted by {ADMIN}")).to_be_visible()
        self._expect_next_step("Connect a payment processor")

    def connects_stripe(self) -> None:
        """
        Test a wrong Stripe key, then a right one.

        The page does not show the saved key again.
        """
        page = self.staff
        page_actions.follow_links(page, "Open Setup")
        page.get_by_label("Description").fill("Main account")
        page.get_by_label("Publishable key").fill(f"pk_test_oak{self.mark}")
        page.get_by_label("Secret or restricted key").fill(f"sk_test_invalid{self.mark}")
        page.get_by_role("button", name="Test connection").click()
        expect(page.locator(".callout.danger")).to_be_visible()
        page.get_by_label("Secret or restricted key").fill(f"sk_test_oak{self.mark}")
        page.get_by_role("button", name="Test connection").click()
        expect(page.locator(".callout.green")).to_be_visible()
        check_screen(page, "setup-processor")
        page.get_by_role("region", name="Payment Processors").get_by_role(
            "button", name="Save"
        ).click()
        expect_toast(page, "Stripe account saved")
        expect(page.get_by_text("Main account")).to_be_visible()
        expect(page.get_by_text(f"sk_test_oak{self.mark}")).to_have_count(0)

    def sets_up_the_webhook(self) -> None:
        """Copy the webhook's address, save its secret, and see when a webhook arrives."""
        page = self.staff
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        processors = page.get_by_role("region", name="Payment Processors")
        expect(processors.get_by_text("Not set up")).to_be_visible()
        check_screen(page, "setup-webhook")
        processors.get_by_role("button", name="Copy").click()
        expect_toast(page, "Webhook address copied")
        address = page.evaluate("navigator.clipboard.readText()")
        assert re.fullmatch(rf"{self.cloud.url}/api/hooks/stripe/\w+/\w+", address)
        processors.get_by_role("button", name="Save secret").click()
        expect(processors.get_by_text("Enter the Webhook signing secret")).to_be_visible()
        secret = f"whsec_oak{self.mark}"
        processors.get_by_label("Webhook signing secret").fill(secret)
        processors.get_by_role("button", name="Save secret").click()
        expect_toast(page, "Webhook secret saved")
        expect(processors.get_by_text("Not receiving yet")).to_be_visible()
        send_webhook(address, secret)
        processors.get_by_role("button", name="Check again").click()
        expect(processors.get_by_text("Receiving", exact=True)).to_be_visible()
        self._expect_next_step("Turn on Client Billing")
        page.goto("/admin/billing/setup")

    def sets_sales_tax(self) -> None:
        """
        Set one tax rate and check the preview of a price with tax.

        The server computes the preview.
        """
        page = self.staff
        tax = page.get_by_role("region", name="Sales Tax")
        tax.get_by_label("One rate, added to the price").check()
        tax.get_by_label("Percent").fill("8.25")
        tax.get_by_label("Label").fill("Sales tax")
        expect(tax.get_by_role("status")).to_have_text("$100.00 + 8.25% = $108.25")
        check_screen(page, "setup-tax")
        tax.get_by_role("button", name="Save").click()
        expect_toast(page, "Sales tax saved")

    def invites_a_colleague_who_signs_in(self) -> None:
        """Invite a colleague, who chooses a password and a second factor."""
        page = self.staff
        page_actions.follow_links(page, "Team")
        page.get_by_role("button", name="Invite").click()
        box = page.get_by_role("dialog")
        box.get_by_label("Name").fill(COLLEAGUE)
        box.get_by_role("textbox", name="E-mail").fill(self._email("sam"))
        check_screen(page, "invite-colleague")
        box.get_by_role("button", name="Send invitation").click()
        expect_toast(page, "Invitation sent")
        expect(page.get_by_role("row", name=COLLEAGUE)).to_contain_text("Invited")
        self._signs_in_first(self.windows.signed_out())

    def _signs_in_first(self, colleague: Page) -> None:
        self._first_password(colleague, "sam")
        heading(colleague, "Add an authenticator app")
        qr_code = colleague.get_by_role("img", name="QR code")
        expect(qr_code).to_be_visible()
        assert qr_code.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
        check_screen(colleague, "enrol")
        secret = colleague.locator("code.secret").inner_text().replace(" ", "")
        colleague.get_by_label("6-digit code").fill(page_actions.code(secret))
        colleague.get_by_role("button", name="Finish").click()
        heading(colleague, "Clients")

    def enables_client_billing(self) -> None:
        """Assign all providers to Client Billing and enable this service."""
        page = self.staff
        page_actions.follow_links(page, "Services", "Edit Service")
        page.get_by_label("Select all").check()
        expect(page.get_by_text("Assign Providers (2 of 2)")).to_be_visible()
        page.get_by_role("switch", name="Enable Client Billing").check()
        check_screen(page, "edit-service")
        page.get_by_role("button", name="Save").click()
        expect_toast(page, "Client Billing saved")
        expect(page.get_by_role("heading", level=1)).to_contain_text("On")
        page.goto("/admin/start")
        expect(page.locator(".callout")).to_contain_text("Next: Add the first client.")
        check_screen(page, "admin-start-client")

    def _expect_next_step(self, title: str) -> None:
        """Go to the first page, which names the step that everything else waits for."""
        page_actions.follow_links(self.staff, "Oak Street Therapy")
        heading(self.staff, "Set up your practice")
        expect(self.staff.locator(".callout")).to_contain_text(f"Next: {title}.")

    def _code(self, digits: str) -> None:
        self.staff.get_by_label("6-digit code").fill(digits)
        self.staff.get_by_role("button", name="Continue").click()
