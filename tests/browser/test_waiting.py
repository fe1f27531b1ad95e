"""Tests that a provider learns that a client waits, and what the client reads."""

import re

import pytest
from playwright.sync_api import expect

from localstack.demo import JORDAN
from tests.browser.calls import AVERY, MORGAN, Call, booked
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES


@pytest.fixture
def client(windows, practice):
    """Return the window of a client who waits for Jordan."""
    call = Call(windows, practice, booked(practice, [JORDAN], [AVERY]))
    return call.enter(AVERY).join().waits()


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_the_calendar_shows_who_waits_and_the_client_reads_so_only_then(client, windows, practice):
    expect(client.page.get_by_text("We’ll tell Jordan Ellis that you are here.")).to_be_visible()
    page = windows.open(practice, JORDAN, "/provider/calendar", "provider")
    heading(page, "Calendar")
    card = page.get_by_role("region", name="Waiting for you")
    expect(card).to_contain_text(f"{AVERY.name} has been waiting for you since")
    expect(page).to_have_title(re.compile(r"^\(1\) Waiting – Calendar"))
    expect(client.page.get_by_text("Jordan Ellis can see that you are waiting.")).to_be_visible()
    check_screen(page, "calendar-waiting")
    check_screen(client.page, "waiting-room-seen")
    card.get_by_role("link", name="Open the room").click()
    heading(page, "Video visit with")
    expect(page.get_by_text(f"{AVERY.name} has been waiting for you since")).to_be_visible()


def test_a_provider_who_works_as_an_admin_sees_who_waits_too(client, windows, practice):
    page = windows.open(practice, JORDAN, "/admin/team", "admin")
    card = page.get_by_role("region", name="Waiting for you")
    card.get_by_role("button", name="Switch to Provider and open the room").click()
    heading(page, "Video visit with")
    assert client.phase() == "waiting"


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_provider_in_a_call_learns_without_a_name_that_somebody_waits_elsewhere(
    client, windows, practice
):
    call = Call(windows, practice, booked(practice, [JORDAN], [MORGAN]))
    page = call.enter(JORDAN).join().is_in().page
    line = page.get_by_text("Somebody waits for you in another visit.")
    expect(line).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(AVERY.name)
    assert client.phase() == "waiting"
    check_screen(page, "call-waiting-elsewhere")
