"""Tests the settings of reminders, and the permission for text messages."""

from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen


def test_an_admin_chooses_the_hours_and_sees_what_a_locked_phone_shows(windows, practice):
    page = windows.open(practice, JORDAN, "/admin/practice", role="admin")
    reminders = page.get_by_role("region", name="Reminders")
    hours = reminders.get_by_label("Hours before an appointment")
    before = hours.input_value()
    hours.fill("48, 200")
    reminders.get_by_role("button", name="Save reminders").click()
    expect(reminders.get_by_text("different whole numbers from 1 to 168")).to_be_visible()
    expect(reminders.get_by_text("You have an appointment. Sign in")).to_be_visible()
    hours.fill("2 48")
    reminders.get_by_role("button", name="Save reminders").click()
    page_actions.expect_toast(page, "Reminders saved")
    check_screen(page, "reminders")
    page.reload()
    expect(hours).to_have_value("48, 2")
    hours.fill(before)
    reminders.get_by_role("button", name="Save reminders").click()
    page_actions.expect_toast(page, "Reminders saved")


def test_text_messages_need_a_number_with_its_country_code(windows, practice):
    """S30: the permission is off at first, and is refused without such a number."""
    windows.console.allow(422)
    client = practice.client_ids[CLIENTS[2].email]
    page = windows.open(practice, CLIENTS[2], "/account")
    heading(page, "My Account")
    box = page.get_by_label("Reminders by text message")
    for phone, is_possible in (("555 010 9999", False), ("+1 555 010 9999", True)):
        admin = practice.signed_in(JORDAN, "admin")
        version = admin.get(f"/clients/{client}")["version"]
        admin.request("PATCH", f"/clients/{client}", {"phone": phone, "version": version})
        expect(box).not_to_be_checked()
        box.click()
        if is_possible:
            page_actions.expect_toast(page, "Reminders by text message: permitted")
        else:
            refusal = page.get_by_role("alert").filter(has_text="country code")
            expect(refusal).to_be_visible()
        expect(box).to_be_checked(checked=is_possible)
    box.click()
    page_actions.expect_toast(page, "What waits is not sent")
    expect(box).not_to_be_checked()
