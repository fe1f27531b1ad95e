"""Tests how an Admin hands clients over together with their visits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN, SAM
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

RILEY = CLIENTS[2]
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
def visits(practice):
    """Book two visits of Riley with Sam, the later one at a taken time of Jordan's."""
    admin = practice.signed_in(JORDAN, "admin")
    riley = practice.client_ids[RILEY.email]
    people = admin.get("/services/client-billing")["providers"]
    ids = {each["name"]: each["id"] for each in people}
    at = (datetime.now(ZONE) + timedelta(days=40)).replace(hour=10, minute=0, second=0)
    later = at + timedelta(hours=2)
    own = practice.client_ids[CLIENTS[0].email]
    booked = [
        admin.post(
            "/appointments",
            {
                "client_id": client,
                "provider_ids": [ids[name]],
                "starts_at": starts.replace(microsecond=0).isoformat(),
                "minutes": 50,
                "zone": "America/New_York",
                "notify": False,
                "allow_overlap": True,
            },
        )["id"]
        for client, name, starts in (
            (riley, SAM.name, at),
            (riley, SAM.name, later),
            (own, JORDAN.name, later),
        )
    ]
    yield at.date().isoformat(), booked
    admin = practice.signed_in(JORDAN, "admin")
    for each in booked:
        version = admin.get(f"/appointments/{each}")["version"]
        admin.request("PATCH", f"/appointments/{each}", {"status": "cancelled", "version": version})


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_the_visits_of_a_holiday_move_with_the_clients_and_a_clash_is_shown(
    practice, visits, windows
):
    windows.console.allow(409)
    day, booked = visits
    page = windows.open(practice, JORDAN, "/admin/clients", role="admin")
    heading(page, "Clients")
    page.get_by_role("button", name="Hand over…").click()
    box = page.get_by_role("dialog", name="Hand over clients")
    box.get_by_label("All clients of").select_option(label=SAM.name)
    box.get_by_label("To", exact=True).select_option(label=JORDAN.name)
    box.get_by_label("For how long").select_option("time")
    for label in ("First day", "Last day"):
        box.get_by_label(label).fill(day)
    box.get_by_role("button", name="Hand over").click()
    box = page.get_by_role("dialog", name="Their upcoming visits")
    box.get_by_role("button", name="Move 2 visits").click()
    expect(box.get_by_text("Not moved")).to_be_visible()
    expect(box.get_by_text("Moved", exact=True)).to_have_count(1)
    check_screen(page, "admin-hand-over-visits")
    box.get_by_role("button", name="Book both at once").click()
    expect(box.get_by_text("Moved", exact=True)).to_have_count(2)
    box.get_by_role("button", name="Done").click()
    admin = practice.signed_in(JORDAN, "admin")
    moved = admin.get(f"/appointments/{booked[0]}")
    assert (moved["status"], moved["provider_ids"]) == (
        "booked",
        [admin.get("/me")["person"]["id"]],
    )


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_one_visit_changes_its_provider_on_its_own_page(practice, visits, windows):
    _, booked = visits
    admin = practice.signed_in(JORDAN, "admin")
    riley = f"/clients/{practice.client_ids[RILEY.email]}"
    before = admin.get(riley)
    people = [each["id"] for each in admin.get("/services/client-billing")["providers"]]
    admin.request("PATCH", riley, {"provider_ids": people, "version": before["version"]})
    page = windows.open(practice, JORDAN, f"/admin/appointments/{booked[0]}", role="admin")
    page.get_by_role("button", name="Change provider").click()
    box = page.get_by_role("dialog", name="Change provider")
    box.get_by_label("New provider").select_option(label=JORDAN.name)
    check_screen(page, "admin-change-provider")
    box.get_by_role("button", name="Hand over").click()
    expect_toast(page, "Handed over. Everyone gets an alert without details.")
    expect(page.get_by_role("main").get_by_text(JORDAN.name).first).to_be_visible()
    providers = [each["id"] for each in before["providers"]]
    admin = practice.signed_in(JORDAN, "admin")
    body = {"provider_ids": providers, "version": admin.get(riley)["version"]}
    admin.request("PATCH", riley, body)
