"""Tests that a client is told before they cancel late, and that staff decide."""

import re
from datetime import UTC, timedelta

import pytest
from playwright.sync_api import expect

from localstack.demo import JORDAN
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.test_appointments import BOTH_SIZES, ZONE, at, dana
from tests.browser.test_booking import WEEK, set_hours

__all__ = ["dana"]
LATE = re.compile(r"Cancellations after .+ are late\. Your practice may charge for them\.")


@pytest.fixture
def visit(practice, dana):
    """Book a visit as Dana within its notice period of a day, and yield its id."""
    jordan = practice.signed_in(JORDAN, "provider")
    me = jordan.get("/me")["person"]["id"]
    set_hours(jordan, me, WEEK)
    admin = practice.signed_in(JORDAN, "admin")
    terms = {"minutes": 50, "notice_period": 24 * 60, "bookable": "online"}
    facts = {"name": "Session", "visit": terms, "provider_ids": [me]}
    service = admin.post("/visit-services", facts)
    client, now = practice.builder.clients[dana.email], at().astimezone(UTC)
    span = f"from={now:%Y-%m-%dT%H:%M:%SZ}&to={now + timedelta(hours=20):%Y-%m-%dT%H:%M:%SZ}"
    slots = client.get(f"/availability?service={service['id']}&{span}")["slots"]
    booking = {"service": service["id"], "starts_at": slots[-1]["starts_at"], "zone": str(ZONE)}
    yield client.post("/appointments", booking)["id"]
    set_hours(jordan, me, [])
    # Forms propose the only service, so that a further one would change other tests.
    admin = practice.signed_in(JORDAN, "admin")
    off = facts | {"enabled": False, "version": service["version"]}
    admin.request("PUT", f"/visit-services/{service['id']}", off)


@BOTH_SIZES
def test_a_client_who_cancels_late_is_told_before_and_staff_decide_what_it_costs(
    windows, practice, dana, visit
):
    client = windows.open(practice, dana, f"/client/appointments/{visit}")
    heading(client, "Video visit with Jordan Ellis")
    expect(client.get_by_role("region", name="Appointment")).to_contain_text(
        "Any cancellation is late."
    )
    client.get_by_role("button", name="Cancel appointment").click()
    box = client.get_by_role("dialog")
    expect(box).to_contain_text("This is a late cancellation.")
    expect(box).to_contain_text(LATE)
    check_screen(client, "cancel-late")
    box.get_by_role("button", name="Cancel appointment").click()
    expect_toast(client, "Appointment cancelled")
    expect(client.locator(".pill")).to_have_text("Cancelled late")
    expect(client.get_by_role("main")).to_contain_text("by the client, late")
    check_screen(client, "cancelled-late-client")
    client.goto("/client/appointments")
    wait_until_loaded(client)
    expect(client.get_by_role("listitem").filter(has_text="Cancelled late")).to_be_visible()
    check_screen(client, "cancelled-late-list")

    staff = windows.open(practice, JORDAN, f"/provider/appointments/{visit}", role="provider")
    heading(staff, dana.name)
    expect(staff.locator(".pill")).to_have_text("Cancelled late")
    expect(staff.get_by_text("Your practice decides whether to charge.")).to_be_visible()
    expect(staff.get_by_role("button", name="Charge for the late cancellation")).to_be_visible()
    check_screen(staff, "cancelled-late")
    staff.get_by_role("button", name="Charge for the late cancellation").click()
    description = staff.get_by_role("dialog").get_by_label("Description")
    expect(description).to_have_value(re.compile("^Late cancellation of the visit on "))
