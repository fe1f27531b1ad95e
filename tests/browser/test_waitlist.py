"""Tests in the browser that a client waits for a time and accepts an offer."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from localstack import warm_up
from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import expect_toast
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import SIZES

BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
AVERY = CLIENTS[0]
DAY = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
NAME = "Earlier visit"


def set_hours(caller, exceptions):
    me = caller.get("/me")["person"]["id"]
    stored = caller.get(f"/providers/{me}/hours")
    body = {"zone": "UTC", "weekly": [], "exceptions": exceptions, "version": stored["version"]}
    caller.request("PUT", f"/providers/{me}/hours", body)


@pytest.fixture
def service(practice):
    """Yield a visit that the provider offers, who has no hours yet."""
    admin = practice.signed_in(JORDAN, "admin")
    me = admin.get("/me")["person"]["id"]
    if not any(each["name"] == NAME for each in admin.get("/services")["items"]):
        visit = {"minutes": 60, "bookable": "online"}
        admin.post("/visit-services", {"name": NAME, "visit": visit, "provider_ids": [me]})
    set_hours(admin, [])
    yield NAME
    caller = practice.signed_in(JORDAN, "provider")
    for each in caller.get(f"/appointments?from={DAY}T00:00:00Z")["items"]:
        if each["service"] and each["service"]["name"] == NAME and "cancel" in each["actions"]:
            practice.call_off(each["id"])
    for each in caller.get("/waitlist")["items"]:
        caller.request("DELETE", f"/waitlist/{each['id']}", {})
    set_hours(caller, [])


@BOTH_SIZES
def test_a_client_waits_and_accepts_the_time_that_a_provider_offers(
    cloud, practice, windows, service
):
    client = windows.open(practice, AVERY, "/client/appointments")
    wait_until_loaded(client)
    client.get_by_role("button", name="Ask for an earlier time").click()
    dialog = client.get_by_role("dialog", name="Ask for an earlier time")
    dialog.get_by_label("Visit").select_option(label=f"{service}, 60 min")
    dialog.get_by_label("Mornings").check()
    check_screen(client, "waitlist-join")
    dialog.get_by_role("button", name="Join waitlist").click()
    expect_toast(client, "You are on the waitlist.")
    waitlist = client.get_by_role("region", name="Waitlist")
    expect(waitlist).to_contain_text("Mornings")
    # After this check, the schedule looks for times again in an hour only.
    cloud.invoke("RemindAppointments", warm_up.event("RemindAppointments"))

    hours = [{"day": DAY, "hours": [{"from": "09:00", "to": "10:00"}]}]
    set_hours(practice.signed_in(JORDAN, "provider"), hours)
    staff = windows.open(practice, JORDAN, "/provider/calendar", role="provider")
    wait_until_loaded(staff)
    staff.get_by_role("button", name="Offer a time").click()
    dialog = staff.get_by_role("dialog", name="Offer a time")
    dialog.get_by_role("combobox", name="Time").select_option(index=1)
    check_screen(staff, "waitlist-offer")
    dialog.get_by_role("button", name="Offer", exact=True).click()
    expect_toast(staff, "Offered.")
    expect(staff.get_by_role("region", name="Waitlist")).to_contain_text("Offered")
    check_screen(staff, "waitlist-provider")
    for view in ("agenda", "day", "week"):
        staff.goto(f"/provider/calendar?view={view}&day={DAY}")
        wait_until_loaded(staff)
        expect(staff.get_by_text("Held until").first).to_be_visible()
        check_screen(staff, f"held-{view}")

    client.reload()
    wait_until_loaded(client)
    offers = client.get_by_role("region", name="A time has become free")
    expect(offers).to_contain_text("Held for you until")
    check_screen(client, "waitlist-client")
    offers.get_by_role("button", name="Accept").click()
    expect_toast(client, "Booked.")
    expect(offers).to_have_count(0)


def join(practice, service):
    """Put Avery on the waitlist, for evenings."""
    admin = practice.signed_in(JORDAN, "admin")
    visits = {each["name"]: each["id"] for each in admin.get("/services")["items"]}
    wait = {
        "client_id": practice.client_ids[AVERY.email],
        "service": visits[service],
        "parts": ["evening"],
        "until": (datetime.now(UTC) + timedelta(days=40)).date().isoformat(),
        "zone": "UTC",
    }
    admin.post("/waitlist", wait)


@BOTH_SIZES
def test_an_admin_offers_a_time_that_the_client_did_not_ask_for(cloud, practice, windows, service):
    join(practice, service)
    cloud.invoke("RemindAppointments", warm_up.event("RemindAppointments"))
    set_hours(
        practice.signed_in(JORDAN, "admin"),
        [{"day": DAY, "hours": [{"from": "09:00", "to": "10:00"}]}],
    )

    page = windows.open(practice, JORDAN, "/admin/calendar", role="admin")
    wait_until_loaded(page)
    page.get_by_role("link", name="Waitlist").click()
    waitlist = page.get_by_role("region", name="Waitlist")
    expect(waitlist).to_contain_text("Evenings")
    page.get_by_label("Visit").select_option(label=service)
    expect(waitlist.get_by_role("listitem")).to_have_count(1)
    check_screen(page, "waitlist-admin")
    page.get_by_role("button", name="Offer a time").click()
    dialog = page.get_by_role("dialog", name="Offer a time")
    expect(dialog.get_by_role("combobox", name="Time")).to_contain_text("No free time suits")
    dialog.get_by_label("Show other times").check()
    dialog.get_by_role("combobox", name="Time").select_option(index=1)
    check_screen(page, "waitlist-admin-offer")
    dialog.get_by_role("button", name="Offer", exact=True).click()
    expect_toast(page, "Offered.")
    page.goto(f"/admin/calendar?view=day&day={DAY}")
    wait_until_loaded(page)
    expect(page.get_by_role("link", name="Held until").first).to_be_visible()
    check_screen(page, "held-practice")


@BOTH_SIZES
def test_an_admin_withdraws_a_wait_and_the_client_reads_why(practice, windows, service):
    join(practice, service)
    page = windows.open(practice, JORDAN, "/admin/waitlist", role="admin")
    wait_until_loaded(page)
    page.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove from waitlist")
    dialog.get_by_label("Reason").fill("Asked by telephone to be taken off.")
    check_screen(page, "waitlist-withdraw")
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect_toast(page, "is off the waitlist.")
    expect(page.get_by_text("Nobody is on the waitlist.")).to_be_visible()
    check_screen(page, "waitlist-empty")
    page.goto("/admin/practice")
    wait_until_loaded(page)
    expect(page.get_by_label("Hours to accept an offer")).to_have_value("2")
    check_screen(page, "waitlist-rule")
    client = windows.open(practice, AVERY, "/client/appointments")
    wait_until_loaded(client)
    client.get_by_text("Ended", exact=True).click()
    expect(client.get_by_text("Asked by telephone to be taken off.").first).to_be_visible()
    check_screen(client, "waitlist-ended")
