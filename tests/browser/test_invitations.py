"""Tests that an invitation to a wrong address can be corrected and withdrawn."""

import pytest
from playwright.sync_api import Page, expect

from localstack.api_client import ApiClient, ApiRefused
from localstack.demo import JORDAN, PASSWORD
from localstack.mailbox import temporary_password
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen

WRONG, RIGHT = "mistyped@wrong.example", "corrected@mail.example"


def correct(page: Page, name: str, to: str) -> None:
    """Send the invitation of `name`, which is shown, to another address."""
    box = page.get_by_role("dialog", name=f"Invitation of {name}")
    box.get_by_label("E-mail").fill(to)
    check_screen(page, f"invitation-{name.split(maxsplit=1)[0].lower()}")
    box.get_by_role("button", name="Send invitation").click()
    expect_toast(page, f"Invitation sent to {to}.")


def withdraw(page: Page) -> None:
    """Withdraw the invitation whose dialog is shown."""
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw invitation").click()
    expect_toast(page, "Invitation withdrawn.")


def assert_opens_nothing(cloud, email: str, password: str) -> None:
    with pytest.raises(ApiRefused):
        ApiClient(cloud.url).first_sign_in(email, password, PASSWORD)


def test_a_colleagues_invitation_is_corrected_and_withdrawn(windows, practice, cloud):
    wrong, right = f"pat.{WRONG}", f"pat.{RIGHT}"
    colleague = {"name": "Pat Moss", "email": wrong, "roles": ["provider"]}
    practice.signed_in(JORDAN, "admin").post("/practice/colleagues", colleague)
    stranger = temporary_password(cloud.mailbox_url, wrong)
    page = windows.open(practice, JORDAN, "/admin/team", role="admin")
    page.get_by_role("button", name="Invitation of Pat Moss").click()
    correct(page, "Pat Moss", right)
    expect(page.get_by_role("row", name="Pat Moss")).to_contain_text(right)
    assert_opens_nothing(cloud, wrong, stranger)
    invited = temporary_password(cloud.mailbox_url, right)
    page.get_by_role("button", name="Invitation of Pat Moss").click()
    withdraw(page)
    expect(page.get_by_role("row", name="Pat Moss")).to_have_count(0)
    assert_opens_nothing(cloud, right, invited)


def test_a_clients_invitation_is_corrected_and_withdrawn(windows, practice, cloud):
    wrong, right = f"robin.{WRONG}", f"robin.{RIGHT}"
    provider = practice.signed_in(JORDAN, "provider")
    profile = {"legal_name": "Robin Fox", "email": wrong, "invite": True}
    client = provider.post("/clients", profile)["id"]
    stranger = temporary_password(cloud.mailbox_url, wrong)
    page = windows.open(practice, JORDAN, f"/provider/clients/{client}", role="provider")
    heading(page, "Robin Fox")
    page.get_by_role("button", name="Invitation…").click()
    correct(page, "Robin Fox", right)
    expect(page.get_by_role("region", name="Info")).to_contain_text(right)
    assert_opens_nothing(cloud, wrong, stranger)
    invited = temporary_password(cloud.mailbox_url, right)
    page.get_by_role("button", name="Invitation…").click()
    withdraw(page)
    expect(page.get_by_role("button", name="Invitation…")).to_have_count(0)
    expect(page.get_by_role("region", name="Info")).to_contain_text(right)
    assert_opens_nothing(cloud, right, invited)
