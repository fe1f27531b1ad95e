"""Tests the head of a client's profile, which is above all tabs."""

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

AVERY = CLIENTS[0]
TABS = ("", "/appointments", "/messages", "/notes", "/documents", "/billing")


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_message_and_an_open_room_are_one_press_away_on_each_tab(practice, windows):
    practice.booked(minutes=5)
    profile = f"/provider/clients/{practice.client_ids[AVERY.email]}"
    page = windows.open(practice, JORDAN, profile, "provider")
    for tab in TABS:
        page.goto(f"{windows.url}{profile}{tab}")
        head = page.get_by_role("region", name="Client", exact=True)
        expect(head).to_contain_text("ppointment")
        expect(head.get_by_role("link", name="Start video")).to_be_visible()
        expect(head.get_by_role("link", name="Send Message")).to_be_visible()
    check_screen(page, "profile-head")
    head.get_by_role("link", name="Send Message").click()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    check_screen(page, "profile-new-message")
