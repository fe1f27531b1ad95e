"""Tests when a visit's room opens, and which fee a visit proposes."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from localstack.api_client import ApiClient
from localstack.demo import JORDAN, PASSWORD, Person
from localstack.mailbox import temporary_password
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.test_appointments import BOTH_SIZES, broken


@pytest.fixture
def dana(cloud, practice):
    """Create the client Dana, who has no appointments and has signed in once."""
    email = f"dana.{datetime.now(UTC):%H%M%S%f}@mail.example"
    jordan = practice.signed_in(JORDAN, "provider")
    profile = jordan.post("/clients", {"legal_name": "Dana Wells", "email": email, "invite": True})
    client = ApiClient(cloud.url)
    client.first_sign_in(email, temporary_password(cloud.mailbox_url, email), PASSWORD)
    practice.builder.clients[email] = client
    practice.client_ids[email] = profile["id"]
    return Person("Dana Wells", email, ["client"])


def test_the_room_opens_on_the_page_when_its_hour_comes_without_a_reload(windows, practice, dana):
    practice.booked(minutes=65, client=dana)
    page = windows.open(practice, dana, "about:blank")
    page.clock.install()
    page.goto("/client")
    card = page.get_by_role("region", name="Next appointment")
    expect(card).to_contain_text("The room opens an hour before")
    page.clock.fast_forward("06:00")
    expect(card.get_by_role("link", name="Join")).to_have_attribute(
        "href", re.compile(r"^/room/\w+$")
    )


@BOTH_SIZES
def test_a_visit_that_broke_proposes_a_part_of_the_fee_and_the_provider_decides(
    windows, practice, dana
):
    appointment_id = practice.booked(minutes=5, client=dana)
    jordan = practice.signed_in(JORDAN, "provider")
    appointment = jordan.get(f"/appointments/{appointment_id}")
    page = windows.open(practice, JORDAN, "about:blank", role="provider")
    page.route(
        "**/api/appointments/*/history", lambda route: route.fulfill(json=broken(appointment))
    )
    page.goto(f"/provider/appointments/{appointment_id}")
    expect(page.get_by_role("region", name="Fact sheet")).to_contain_text("on Dana Wells’s side")
    expect(page.get_by_role("region", name="Fact sheet")).to_contain_text(
        "2 min more are uncertain"
    )
    check_screen(page, "appointment-history")
    page.get_by_role("button", name="Create invoice from this visit").click()
    box = page.get_by_role("dialog")
    expect(box.get_by_label("Description")).to_have_value(re.compile("Video visit on "))
    expect(box.get_by_label("Amount")).to_have_value("")
    box.get_by_label("Amount").fill("125")
    box.get_by_role("button", name="Use $75.00").click()
    check_screen(page, "invoice-from-visit")
    box.get_by_role("button", name="Send Invoice – $75.00").click()
    expect_toast(page, "Invoice sent: $75.00")
    heading(page, "$75.00")
