"""Page actions that many tests share, such as signing in and paying."""

from datetime import UTC, datetime

import pyotp
from playwright.sync_api import Locator, Page, expect

VISA = "4242 4242 4242 4242"
NO_FUNDS = "4000 0000 0000 9995"
ASKS_THE_BANK = "4000 0027 6000 3184"


def sign_in(page: Page, email: str, password: str) -> None:
    """Type e-mail and password and press the button."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code(secret: str, steps: int = 0) -> str:
    """
    Return the TOTP code that is valid `steps` time steps from now.

    With 0 steps, this is the current code. Tests need later codes because the server
    accepts each code only once.
    """
    return pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=steps)


def follow_links(page: Page, *names: str) -> None:
    """
    Click visible links by name, one after the other.

    On a phone, some links of the main navigation are in its menu "More".
    """
    for name in names:
        link = page.get_by_role("link", name=name).filter(visible=True).first
        more = page.get_by_role("navigation").get_by_role("button", name="More")
        expect(link.or_(more).first).to_be_visible()
        if not link.is_visible() and page.locator(".tabs-bottom .menu a", has_text=name).count():
            more.click()
        link.click()


def switch_role(page: Page, role: str) -> None:
    """Press a role's button in the page's bar, and wait until the role is in use."""
    page.get_by_role("group", name="Role:").get_by_role("button", name=role).click()
    expect(page.get_by_role("group", name=f"Role: you are {role} now")).to_be_visible()


def heading(page: Page, words: str) -> Locator:
    """Wait for the page's main heading and return it."""
    title = page.get_by_role("heading", level=1, name=words)
    expect(title).to_be_visible()
    return title


def choose_client(dialog: Locator, name: str) -> None:
    """Search for a client in the dialog that books, and choose the first one."""
    dialog.get_by_label("Client", exact=True).fill(name)
    dialog.get_by_role("list", name="Clients").get_by_role("button", name=name).first.click()
    expect(dialog.get_by_role("list", name="Clients")).to_have_count(0)


def expect_toast(page: Page, words: str) -> None:
    """Expect a short message at the edge of the page."""
    expect(page.locator(".toasts")).to_contain_text(words)


def type_card(page: Page, number: str = VISA) -> None:
    """Type a card's number and other details into the processor's own fields."""
    fields = page.frame_locator("iframe[title='Secure payment input frame']")
    fields.get_by_label("Card number").fill(number)
    fields.get_by_label("Expiration date").fill("12 / 34")
    fields.get_by_label("Security code").fill("123")
    fields.get_by_label("ZIP code").fill("10001")


def pay(page: Page, amount: str) -> Locator:
    """Press the Pay button for this amount and return the button."""
    button = page.get_by_role("button", name=f"Pay {amount}")
    button.click()
    return button


def answer_the_bank(page: Page, choice: str) -> None:
    """
    Open the bank's verification page and press the button with the name `choice`.

    `choice` is Complete or Fail.
    """
    heading(page, "Your bank wants to make sure")
    page.get_by_role("button", name="Continue to your bank").click()
    page.frame_locator('iframe[title="Your bank\'s check"]').get_by_role(
        "button", name=choice
    ).click()
