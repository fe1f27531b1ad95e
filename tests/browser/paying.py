"""
Provides the browser steps in which a client signs in and pays.

The client also follows the link in an e-mail about an invoice.
"""

import re

from playwright.sync_api import Page, expect

from localstack.demo import PASSWORD
from localstack.mailbox import mails
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.story_people import StoryPeople


class Paying(StoryPeople):
    """
    Lets a client pay in the browser, with one method for each step.

    These steps are a part of `Story` and run in the order of the methods. They use the
    client's browser window.
    """

    def the_client_signs_in(self) -> None:
        """Sign in with the temporary password from the e-mail, and replace it at once."""
        self._first_password(self.client, "avery")
        heading(self.client, "Hello, Avery")
        expect(self.client.get_by_text("You owe nothing right now")).to_be_visible()
        check_screen(self.client, "client-home-none")
        self._signs_out(self.client)

    def the_client_is_alerted_and_follows_the_link(self) -> None:
        """S27: the invoice e-mail has no details, and its link leads to the sign-in."""
        mail = [
            mail for mail in mails(self.cloud.mailbox_url) if self._email("avery") in mail["To"]
        ][-1]
        text = f"{mail['Subject']} {mail['BodyText']}"
        assert not re.search(r"108|Intake|Avery|Oak|Jo\b", text.replace(self.cloud.url, ""))
        page = self.client
        page.goto(re.search(r"http\S+", mail["BodyText"])[0])
        page_actions.sign_in(page, self._email("avery"), PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Due")
        check_screen(page, "client-invoice-due")
        page_actions.follow_links(page, "Invoices")
        expect(page.get_by_role("row", name="Intake session")).to_contain_text("Due")

    def pays_after_a_decline_and_the_banks_check(self, amount: str) -> None:
        """Try a card without funds, then a card that needs the bank's check."""
        page = self.client
        page.get_by_role("row", name="Intake session").get_by_role("link", name=amount).click()
        page_actions.follow_links(page, f"Pay {amount}")
        page_actions.type_card(page, page_actions.NO_FUNDS)
        check_screen(page, "pay")
        page_actions.pay(page, amount)
        expect(page.get_by_role("alert").filter(has_text="not have enough money")).to_be_visible()
        check_screen(page, "pay-declined")
        page_actions.type_card(page, page_actions.ASKS_THE_BANK)
        page_actions.pay(page, amount)
        heading(page, "Your bank wants to make sure")
        check_screen(page, "pay-confirm")
        page_actions.answer_the_bank(page, "Complete")
        heading(page, f"Paid {amount}")
        check_screen(page, "pay-paid")

    def pays_at_once(self, amount: str) -> None:
        """Pay the one due invoice from the home page."""
        page = self.client
        page_actions.follow_links(page, "Back to home")
        expect(page.get_by_text("Your balance")).to_be_visible()
        check_screen(page, "client-home-due")
        page_actions.follow_links(page, f"Pay {amount}")
        page_actions.type_card(page)
        page_actions.pay(page, amount)
        heading(page, f"Paid {amount}")

    def sees_the_receipt(self, amount: str) -> None:
        """Open the receipt from the page after payment."""
        page = self.client
        page_actions.follow_links(page, "Receipt")
        heading(page, "Receipt")
        expect(page.get_by_role("main")).to_contain_text(amount)
        expect(page.get_by_role("main")).to_contain_text("ending 4242")
        check_screen(page, "receipt")

    def _signs_out(self, page: Page) -> None:
        page.get_by_role("button", name="Menu of").click()
        check_screen(page, "menu")
        page.get_by_role("button", name="Sign out").click()
        heading(page, "You’re signed out")
        check_screen(page, "signed-out")
