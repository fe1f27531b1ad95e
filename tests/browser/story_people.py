"""Creates the people of `Story`, with e-mail addresses and first passwords."""

import secrets

from playwright.sync_api import Page, expect

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import PASSWORD
from localstack.mailbox import temporary_password
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import Windows

ADMIN, COLLEAGUE, CLIENT = "Jo Oak", "Sam Rivera", "Avery Stone"
STAFF_READ = {
    "Intake session": "Refunded",
    "Follow-up": "Paid",
    "Late change": "Forgiven",
    "Twice": "Voided",
    "Workshop": "Paid",
}
CLIENT_READS = STAFF_READ | {"Late change": "Nothing owed", "Twice": "Cancelled"}


class StoryPeople:
    """Registers a new practice, whose Admin already has a password and second factor."""

    def __init__(self, windows: Windows, cloud: Cloud) -> None:
        self.windows = windows
        self.cloud = cloud
        self.mark = secrets.token_hex(4)
        registered = {"name": "Oak Street Therapy", "zone": "America/New_York", "currency": "USD"}
        who = {
            "admin_name": ADMIN,
            "admin_email": self._email("jo"),
            "roles": ["admin", "provider"],
        }
        cloud.invoke("RegisterPractice", registered | who)
        self.secret = (
            ApiClient(cloud.url).first_sign_in(self._email("jo"), self._invited("jo"), PASSWORD)
            or ""
        )
        self._dialogs_checked: set[str] = set()
        self.staff = windows.signed_out()
        self.client = windows.signed_out()

    def _first_password(self, page: Page, who: str) -> None:
        page.goto("/")
        page_actions.sign_in(page, self._email(who), self._invited(who))
        heading(page, "Choose your password")
        page.get_by_label("New password").fill("tooshort")
        page.get_by_role("button", name="Save password").click()
        expect(page.get_by_text("Not there yet: at least 12 characters")).to_be_visible()
        check_screen(page, "first-password")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Save password").click()

    def _email(self, who: str) -> str:
        return f"{who}.{self.mark}@oak.example"

    def _invited(self, who: str) -> str:
        return temporary_password(self.cloud.mailbox_url, self._email(who))
