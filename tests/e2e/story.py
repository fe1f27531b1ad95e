"""The acts of the story, in the order they happen. Each goes on in the window where its person left off."""

import re
import secrets

from playwright.sync_api import Page, expect

from localstack.cloud import Cloud
from localstack.demo import PASSWORD
from localstack.mailbox import mails, temporary_password
from localstack.visitor import Visitor
from tests.e2e import hands
from tests.e2e.desk import Desk
from tests.e2e.hands import heading, told
from tests.e2e.looking import look

ADMIN, COLLEAGUE, CLIENT = "Jo Oak", "Sam Rivera", "Avery Stone"
STAFF_READ = {
    "Intake session": "Refunded", "Follow-up": "Paid", "Late change": "Forgiven", "Twice": "Voided", "Workshop": "Paid",
}  # fmt: skip
CLIENT_READS = STAFF_READ | {"Late change": "Nothing owed", "Twice": "Cancelled"}


class Story:
    """A practice that was registered a minute ago; its Admin has chosen a password and a second factor."""

    def __init__(self, desk: Desk, cloud: Cloud) -> None:
        self.desk = desk
        self.cloud = cloud
        self.mark = secrets.token_hex(4)
        registered = {"name": "Oak Street Therapy", "zone": "America/New_York", "currency": "USD"}
        who = {"admin_name": ADMIN, "admin_email": self._email("jo"), "roles": ["admin", "provider"]}
        cloud.invoke("RegisterPractice", registered | who)
        self.secret = Visitor(cloud.url).first_sign_in(self._email("jo"), self._invited("jo"), PASSWORD) or ""
        self.staff = desk.stranger()

    def an_admin_signs_in(self) -> None:
        """Wrong password, wrong code, then both right."""
        page = self.staff
        self.desk.watch.allow(401)
        page.goto("/")
        look(page, "sign-in")
        hands.sign_in(page, self._email("jo"), "Not-This-One-2026")
        expect(page.get_by_role("alert")).to_contain_text("do not match")
        hands.sign_in(page, self._email("jo"), PASSWORD)
        heading(page, "Enter your code")
        look(page, "second-factor")
        self._code("000000")
        expect(page.get_by_role("alert")).to_contain_text("wrong or was used before")
        self._code(hands.code(self.secret, 1))
        heading(page, "Invoices")
        hands.wear(page, "Admin")
        look(page, "admin-invoices-none")

    def accepts_the_agreement(self) -> None:
        """Before it, no client can be added."""
        page = self.staff
        hands.walk(page, "Practice")
        expect(page.get_by_text("Not accepted yet")).to_be_visible()
        hands.walk(page, "Read the agreement")
        look(page, "agreement")
        page.get_by_label("I accept this agreement").check()
        page.get_by_role("button", name="Accept").click()
        told(page, "Agreement accepted")
        expect(page.get_by_text(f"Accepted by {ADMIN}")).to_be_visible()

    def connects_stripe(self) -> None:
        """A wrong key is refused by Test connection, a right one is saved and shown by its end only."""
        page = self.staff
        hands.walk(page, "Billing", "Setup")
        page.get_by_label("Description").fill("Main account")
        page.get_by_label("Publishable key").fill(f"pk_test_oak{self.mark}")
        page.get_by_label("Secret or restricted key").fill(f"sk_test_invalid{self.mark}")
        page.get_by_label("Webhook signing secret").fill(f"whsec_oak{self.mark}")
        page.get_by_role("button", name="Test connection").click()
        expect(page.locator(".callout.danger")).to_be_visible()
        page.get_by_label("Secret or restricted key").fill(f"sk_test_oak{self.mark}")
        page.get_by_role("button", name="Test connection").click()
        expect(page.locator(".callout.green")).to_be_visible()
        look(page, "setup-processor")
        page.get_by_role("region", name="Payment Processors").get_by_role("button", name="Save").click()
        told(page, "Stripe account saved")
        expect(page.get_by_text("Main account")).to_be_visible()
        expect(page.get_by_text(f"sk_test_oak{self.mark}")).to_have_count(0)

    def sets_sales_tax(self) -> None:
        """The preview is the server's."""
        page = self.staff
        tax = page.get_by_role("region", name="Sales Tax")
        tax.get_by_label("One rate, added to the price").check()
        tax.get_by_label("Percent").fill("8.25")
        tax.get_by_label("Label").fill("Sales tax")
        expect(tax.get_by_role("status")).to_have_text("$100.00 + 8.25% = $108.25")
        look(page, "setup-tax")
        tax.get_by_role("button", name="Save").click()
        told(page, "Sales tax saved")

    def invites_a_colleague_who_comes(self) -> None:
        """Her own password and second factor, at her own screen."""
        page = self.staff
        hands.walk(page, "Team")
        page.get_by_role("button", name="Invite").click()
        box = page.get_by_role("dialog")
        box.get_by_label("Name").fill(COLLEAGUE)
        box.get_by_role("textbox", name="E-mail").fill(self._email("sam"))
        look(page, "invite-colleague")
        box.get_by_role("button", name="Send invitation").click()
        told(page, "Invitation sent")
        expect(page.get_by_role("row", name=COLLEAGUE)).to_contain_text("Invited")
        self._comes(self.desk.stranger())

    def _comes(self, colleague: Page) -> None:
        self._first_password(colleague, "sam")
        heading(colleague, "Add an authenticator app")
        picture = colleague.get_by_role("img", name="QR code")
        expect(picture).to_be_visible()
        assert picture.evaluate("(picture) => picture.decode().then(() => picture.naturalWidth)") > 0
        look(colleague, "enrol")
        secret = colleague.locator("code.secret").inner_text().replace(" ", "")
        colleague.get_by_label("6-digit code").fill(hands.code(secret))
        colleague.get_by_role("button", name="Finish").click()
        heading(colleague, "Clients")

    def enables_client_billing(self) -> None:
        """Edit Service, Assign Providers, Enable Service, Save."""
        page = self.staff
        hands.walk(page, "Services", "Edit Service")
        page.get_by_label("Select all").check()
        expect(page.get_by_text("Assign Providers (2 of 2)")).to_be_visible()
        page.get_by_role("switch", name="Enable Client Billing").check()
        look(page, "edit-service")
        page.get_by_role("button", name="Save").click()
        told(page, "Client Billing saved")
        expect(page.get_by_role("heading", level=1)).to_contain_text("On")

    def as_provider_invites_a_client(self) -> None:
        """Switch to Provider, New client, invited at once."""
        page = self.staff
        hands.wear(page, "Provider")
        look(page, "clients-none")
        page.get_by_role("button", name="New client").click()
        box = page.get_by_role("dialog")
        box.get_by_label("Legal name").fill(CLIENT)
        box.get_by_role("textbox", name="E-mail").fill(self._email("avery"))
        expect(box.get_by_label("Invite by e-mail now")).to_be_checked()
        look(page, "new-client")
        box.get_by_role("button", name="Save client").click()
        told(page, "Client added and invited")
        heading(page, CLIENT)
        hands.walk(page, "Billing")
        look(page, "client-billing-none")

    def the_client_comes(self) -> None:
        """With the mail's password, which only opens the door to her own."""
        self.client = self.desk.stranger()
        self._first_password(self.client, "avery")
        heading(self.client, "Hello, Avery")
        expect(self.client.get_by_text("You owe nothing right now")).to_be_visible()
        look(self.client, "client-home-none")
        self._signs_out(self.client)

    def sends_an_invoice(self, description: str, amount: str) -> str:
        """The total that the server computed, as the button says it."""
        page = self.staff
        if "/provider/" not in page.url:
            hands.wear(page, "Provider")
            hands.walk(page, CLIENT, "Billing")
        page.get_by_role("button", name="Create Invoice").click()
        box = page.get_by_role("dialog")
        box.get_by_label("Description").fill(description)
        box.get_by_label("Amount").fill(amount)
        send = box.get_by_role("button", name=re.compile(r"Send Invoice – \$"))
        total = send.inner_text().split("–")[1].strip()
        expect(box.locator(".sum")).to_contain_text(f"Total{total}")
        if description == "Intake session":
            look(page, "create-invoice")
        send.click()
        told(page, f"Invoice sent: {total}")
        row = page.get_by_role("row", name=description)
        expect(row).to_contain_text("Sent")
        expect(row.get_by_role("link", name=total)).to_be_focused()
        return total

    def the_client_is_alerted_and_follows_the_link(self) -> None:
        """S27: a mail without details, and no way in without a password."""
        told_of = [mail for mail in mails(self.cloud.mailbox_url) if self._email("avery") in mail["To"]][-1]
        text = f"{told_of['Subject']} {told_of['BodyText']}"
        assert not re.search(r"108|Intake|Avery|Oak|Jo\b", text.replace(self.cloud.url, ""))
        page = self.client
        page.goto(re.search(r"http\S+", told_of["BodyText"])[0])
        hands.sign_in(page, self._email("avery"), PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Due")
        look(page, "client-invoice-due")
        hands.walk(page, "Invoices")
        expect(page.get_by_role("row", name="Intake session")).to_contain_text("Due")

    def pays_after_a_decline_and_the_banks_question(self, amount: str) -> None:
        """A card without money, then one whose bank asks first."""
        page = self.client
        page.get_by_role("row", name="Intake session").get_by_role("link", name=amount).click()
        hands.walk(page, f"Pay {amount}")
        hands.card(page, hands.NO_FUNDS)
        look(page, "pay")
        hands.pay(page, amount)
        expect(page.get_by_role("alert").filter(has_text="lack of funds")).to_be_visible()
        look(page, "pay-declined")
        hands.card(page, hands.ASKS_THE_BANK)
        hands.pay(page, amount)
        heading(page, "Your bank wants to make sure")
        look(page, "pay-confirm")
        hands.answer_the_bank(page, "Complete")
        heading(page, f"Paid {amount}")
        look(page, "pay-paid")

    def pays_at_once(self, amount: str) -> None:
        """From home, the one invoice that is due."""
        page = self.client
        hands.walk(page, "Back to home")
        expect(page.get_by_text("Your balance")).to_be_visible()
        look(page, "client-home-due")
        hands.walk(page, f"Pay {amount}")
        hands.card(page)
        hands.pay(page, amount)
        heading(page, f"Paid {amount}")

    def sees_the_receipt(self, amount: str) -> None:
        """From the page that said Paid."""
        page = self.client
        hands.walk(page, "Receipt")
        heading(page, "Receipt")
        expect(page.get_by_role("main")).to_contain_text(amount)
        expect(page.get_by_role("main")).to_contain_text("ending 4242")
        look(page, "receipt")

    def an_admin_refunds_part_then_the_rest(self, amount: str) -> None:
        """The client sees both; the staff's reason stays with the staff."""
        page = self.staff
        hands.wear(page, "Admin")
        page.get_by_role("row", name="Intake session").get_by_role("link", name=amount).click()
        look(page, "invoice-paid")
        self._act("Refund", "Refund $30.00", reason="Ended early", Amount="30")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Partly refunded")
        self._act("Refund", "Refund $78.25", reason="Not needed")
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("(?<!Partly) Refunded"))
        look(page, "invoice-refunded")
        hands.walk(page, "Invoices")

    def forgives(self, description: str) -> None:
        """Still in reports, no longer owed."""
        self._open(description)
        self._act("Forgive", "Forgive $64.95", reason="First time")
        expect(self.staff.get_by_role("heading", level=1)).to_contain_text("Forgiven")

    def voids(self, description: str) -> None:
        """Sent by mistake."""
        self._open(description)
        self._act("Void", "Void invoice of $64.95", reason="Sent twice")
        expect(self.staff.get_by_role("heading", level=1)).to_contain_text("Voided")

    def records_a_check(self, description: str) -> None:
        """Money that came another way."""
        self._open(description)
        self._act("Record payment", "Record $64.95", Reference="1042")
        expect(self.staff.get_by_role("heading", level=1)).to_contain_text("Paid")
        expect(self.staff.get_by_role("region", name="What happened")).to_contain_text("Check, 1042")

    def both_sides_read_their_own_words(self) -> None:
        """The same five invoices, on three screens."""
        hands.walk(self.staff, CLIENT)
        look(self.staff, "client-billing")
        _reads(self.staff, STAFF_READ)
        hands.wear(self.staff, "Admin")
        look(self.staff, "admin-invoices-story")
        _reads(self.staff, STAFF_READ)
        self.client.goto("/client/invoices")
        look(self.client, "client-invoices")
        _reads(self.client, CLIENT_READS)
        assert "Sent twice" not in self.client.content()

    def _open(self, description: str) -> None:
        if "/billing/invoices/" in self.staff.url:
            hands.walk(self.staff, CLIENT)
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
            box.get_by_label(label).fill(value)
        if reason:
            box.get_by_label("Reason").fill(reason)
        look(page, f"dialog-{action.lower().replace(' ', '-')}")
        box.get_by_role("button", name=verb).click()
        expect(box).to_have_count(0)

    def _code(self, digits: str) -> None:
        self.staff.get_by_label("6-digit code").fill(digits)
        self.staff.get_by_role("button", name="Continue").click()

    def _first_password(self, page: Page, who: str) -> None:
        page.goto("/")
        hands.sign_in(page, self._email(who), self._invited(who))
        heading(page, "Choose your password")
        page.get_by_label("New password").fill("tooshort")
        page.get_by_role("button", name="Save password").click()
        expect(page.get_by_text("Not there yet: at least 12 characters")).to_be_visible()
        look(page, "first-password")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Save password").click()

    def _signs_out(self, page: Page) -> None:
        page.get_by_role("button", name="Menu of").click()
        look(page, "menu")
        page.get_by_role("button", name="Sign out").click()
        heading(page, "You’re signed out")
        look(page, "signed-out")

    def _email(self, who: str) -> str:
        return f"{who}.{self.mark}@oak.example"

    def _invited(self, who: str) -> str:
        return temporary_password(self.cloud.mailbox_url, self._email(who))


def _reads(page: Page, words: dict[str, str]) -> None:
    for description, word in words.items():
        row = page.get_by_role("row", name=description)
        expect(row.locator(".pill")).to_have_text(word)
