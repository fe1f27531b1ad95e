"""Tests how clients ask for visits, and how the practice offers and answers."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import choose_client, expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import SIZES

BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
AVERY = CLIENTS[0]
WEEK = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(7)]


@pytest.fixture
def windows(windows):
    windows.size = windows.size | {"timezone_id": "America/New_York"}
    return windows


@pytest.fixture
def service(practice):
    """Yield the name of a visit for which clients may ask at any time of the week."""
    jordan = practice.signed_in(JORDAN, "provider")
    me = jordan.get("/me")["person"]["id"]
    set_hours(jordan, me, WEEK)
    admin = practice.signed_in(JORDAN, "admin")
    services = admin.get("/services")["items"]
    if not any(each["name"] == "First visit" for each in services):
        visit = {"minutes": 30, "minimum_notice": 60, "bookable": "request"}
        admin.post(
            "/visit-services",
            {"name": "First visit", "visit": visit, "provider_ids": [me]},
        )
    yield "First visit"
    call_off_visits(practice, jordan)
    set_hours(jordan, me, [])


def set_hours(caller, provider, weekly):
    stored = caller.get(f"/providers/{provider}/hours")
    body = {"zone": "America/New_York", "weekly": weekly, "version": stored["version"]}
    caller.request("PUT", f"/providers/{provider}/hours", body)


def call_off_visits(practice, caller):
    """Cancel what clients booked, because later tests count appointments."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for each in caller.get(f"/appointments?from={now}")["items"]:
        if each["service"] and "cancel" in each["actions"]:
            practice.call_off(each["id"])


@BOTH_SIZES
def test_a_client_asks_for_a_visit_and_the_provider_confirms_it(service, windows, practice):
    client = windows.open(practice, AVERY, "/client/appointments")
    client.get_by_role("link", name="Book a visit").click()
    heading(client, "Book a visit")
    wait_until_loaded(client)
    choice = client.get_by_role("radio", name=re.compile(service))
    if choice.count() and not choice.is_checked():
        choice.check()
    times = client.locator(".times label")
    expect(times.first).to_be_visible()
    client.get_by_role("button", name="Later days").click()
    expect(client.get_by_role("button", name="Earlier days")).to_be_enabled()
    wait_until_loaded(client)
    times.first.click()
    expect(client.get_by_role("region", name="Your visit")).to_be_visible()
    check_screen(client, "book-visit")
    client.get_by_role("button", name="Request visit").click()
    expect_toast(client, "Your request was sent.")
    expect(client.locator(".pill")).to_have_text("Requested")

    staff = windows.open(practice, JORDAN, "/provider/calendar", role="provider")
    requests = staff.get_by_role("region", name=re.compile("request"))
    expect(requests).to_contain_text(service)
    check_screen(staff, "calendar-request")
    requests.locator("summary").click()
    check_screen(staff, "calendar-request-open")
    requests.get_by_role("button", name=re.compile("Confirm")).first.click()
    expect_toast(staff, "Confirmed.")
    client.reload()
    expect(client.locator(".pill")).to_have_text("Confirmed")


@BOTH_SIZES
def test_a_provider_edits_the_hours_in_which_clients_may_book(service, windows, practice):
    page = windows.open(practice, JORDAN, "/provider/hours", role="provider")
    heading(page, "Working hours")
    wait_until_loaded(page)
    page.get_by_role("button", name="Add time off").click()
    page.get_by_label("First day").last.fill("2027-07-01")
    page.get_by_label("Last day").last.fill("2027-07-14")
    # All fields are above the bar with Save: axe reports those that it half hides.
    page.set_viewport_size({"width": windows.size["viewport"]["width"], "height": 3000})
    check_screen(page, "working-hours")
    page.get_by_role("button", name="Save").click()
    expect_toast(page, "Working hours saved.")


@BOTH_SIZES
def test_an_admin_adds_a_visit_service_and_sees_the_practice_calendar(service, windows, practice):
    page = windows.open(practice, JORDAN, "/admin/visit-services", role="admin")
    heading(page, "New visit service")
    wait_until_loaded(page)
    page.get_by_label("Name", exact=True).fill("Follow-up")
    page.get_by_role("checkbox", name="Jordan Ellis").check()
    check_screen(page, "visit-service")
    page.get_by_role("button", name="Save").click()
    expect_toast(page, "Follow-up saved.")
    expect(page.get_by_role("link", name="Follow-up").first).to_be_visible()
    page.goto("/admin/calendar?view=day")
    wait_until_loaded(page)
    if windows.size["viewport"]["width"] > 700:
        expect(page.get_by_role("region", name="Appointments by provider")).to_be_visible()
    else:
        expect(page.get_by_role("list", name="Days of this week")).to_be_visible()
    check_screen(page, "practice-calendar")
    page.get_by_role("button", name="Book appointment").click()
    dialog = page.get_by_role("dialog")
    choose_client(dialog, AVERY.name)
    expect(dialog.get_by_label("Provider", exact=True)).to_be_visible()
    check_screen(page, "practice-book")
