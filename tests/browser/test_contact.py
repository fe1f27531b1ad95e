"""Tests the public page Contact Us, from an Admin's choice to a new client."""

import secrets
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from chalicelib.practice.domain.contact_request import MIN_FILLING_TIME
from localstack.demo import JORDAN
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

TEXT = "Do you see new clients on Fridays?"


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_newcomer_writes_and_becomes_a_client(practice, windows):
    admin = windows.open(practice, JORDAN, "/admin/practice", "admin")
    group = admin.get_by_role("region", name="Contact Us")
    group.get_by_role("checkbox", name=JORDAN.name).check()
    if group.get_by_text("Your page is closed").is_visible():
        group.get_by_role("button", name="Save").click()
        expect_toast(admin, "Contact Us saved.")
    expect(group.get_by_text("Your page is open")).to_be_visible()
    check_screen(admin, "practice-contact")
    address = group.get_by_label("Address of the page").input_value()

    token = secrets.token_hex(4)
    # The form warns of a client with the same name.
    name, email = f"Nora {token}", f"nora-{token}@mail.example"
    stranger = windows.signed_out()
    stranger.goto(address)
    heading(stranger, f"Contact {practice.signed_in(JORDAN).get('/me')['practice']['name']}")
    check_screen(stranger, "contact-page")
    stranger.get_by_label("Name").fill(name)
    stranger.get_by_label("E-mail").fill(email)
    stranger.get_by_label("Message").fill(TEXT)
    stranger.wait_for_timeout(MIN_FILLING_TIME.total_seconds() * 1000)
    stranger.get_by_role("button", name="Send Message").click()
    heading(stranger, "Your message was sent")

    admin.goto("/admin/messages")
    admin.get_by_role("link", name="Contact Us (").click()
    heading(admin, "Contact Us")
    message = admin.get_by_role("article", name=f"Message of {name}").first
    expect(message).to_contain_text(TEXT)
    expect(message.get_by_text("Needs an answer")).to_be_visible()
    check_screen(admin, "contact-requests")
    expect(message.get_by_role("link", name=email)).to_have_attribute(
        "href", f"mailto:{quote(email, safe='')}"
    )
    expect(message.get_by_role("button", name="Mark as responded")).to_be_visible()
    message.get_by_role("button", name="New client").click()
    box = admin.get_by_role("dialog", name="New client")
    expect(box.get_by_label("Legal name")).to_have_value(name)
    expect(box.get_by_label("E-mail", exact=True)).to_have_value(email)
    box.get_by_role("button", name="Cancel").click()
    admin.goto("/contact-us")
    message = admin.get_by_role("article", name=f"Message of {name}").first
    expect(message.get_by_text("Needs an answer")).to_be_visible()
    message.get_by_role("button", name="New client").click()
    box.get_by_role("button", name="Save client").click()
    heading(admin, name)
    admin.goto("/contact-us")
    expect(message.get_by_text("Added as a client")).to_be_visible()
