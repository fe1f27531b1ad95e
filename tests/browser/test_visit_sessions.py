"""Tests that no visit ends without a warning before and a reason after."""

import pytest
from playwright.sync_api import expect

from localstack import warm_up
from localstack.demo import JORDAN, PASSWORD
from tests.browser import page_actions
from tests.browser.calls import AVERY, PATIENCE_MS, Call, booked
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen


@pytest.fixture
def call(windows, practice, cloud):
    """Provide the video call of a visit in which Jordan meets Avery."""
    yield Call(windows, practice, booked(practice, [JORDAN], [AVERY]))
    cloud.front.mend()


def second_tab(seat, path):
    other = seat.page.context.new_page()
    other.goto(path)
    heading(other, "")
    return other


def press_sign_out(page):
    page.get_by_role("button", name="Menu of").click()
    page.get_by_role("button", name="Sign out").click()


def test_a_visit_outlives_a_role_switch_in_another_tab_and_a_lost_connection(call, cloud, windows):
    """The switch asks first, and the page in the visit returns to its seat."""
    windows.console.allow_words("WebSocket connection to")
    host = call.enter(JORDAN).join().is_in()
    other = second_tab(host, "/provider/calendar")
    other.get_by_role("group", name="Role:").get_by_role("button", name="Admin").click()
    warning = other.get_by_role("alertdialog", name="You are in a visit")
    expect(warning).to_contain_text("It goes on there")
    check_screen(other, "role-switch-in-visit")
    warning.get_by_role("button", name="Cancel").click()
    expect(other.get_by_role("group", name="Role: you are Provider now")).to_be_visible()
    other.get_by_role("group", name="Role:").get_by_role("button", name="Admin").click()
    warning.get_by_role("button", name="Switch to Admin").click()
    expect(other.get_by_role("group", name="Role: you are Admin now")).to_be_visible()
    page_actions.expect_toast(host.page, "You switched to Admin in another tab")
    cloud.front.cut()
    expect(host.page.get_by_text("Reconnecting – your call goes on")).to_be_visible()
    cloud.front.mend()
    expect(host.page.get_by_text("Reconnecting – your call goes on")).to_have_count(
        0, timeout=PATIENCE_MS
    )
    client = call.enter(AVERY).join().waits()
    host.admit(client)
    client.is_in()
    assert host.phase() == "in"


def test_signing_out_in_another_tab_asks_first_and_the_visit_says_why_it_ended(call, windows):
    windows.console.allow(401)
    client = call.enter(AVERY).join().waits()
    other = second_tab(client, "/client")
    press_sign_out(other)
    warning = other.get_by_role("alertdialog", name="You are in a visit")
    expect(warning).to_contain_text("it ends for you there")
    warning.get_by_role("button", name="Stay signed in").click()
    assert client.phase() == "waiting"
    press_sign_out(other)
    warning.get_by_role("button", name="Sign out").click()
    heading(other, "You’re signed out")
    heading(client.page, "You’re signed out")
    expect(client.page.get_by_text("You signed out in another tab.")).to_be_visible()
    expect(client.page.get_by_text("That ended your visit in this tab.")).to_be_visible()


def test_signing_in_on_a_second_computer_asks_first_and_the_visit_says_why_it_ended(
    call, cloud, windows
):
    windows.console.allow(401)
    windows.console.allow_words("WebSocket connection to")
    client = call.enter(AVERY).join().waits()
    second = windows.signed_out()
    second.goto("/sign-in")
    page_actions.sign_in(second, AVERY.email, PASSWORD)
    heading(second, "You are in a visit")
    expect(second.get_by_text("Signing in here ends it there.")).to_be_visible()
    check_screen(second, "sign-in-in-visit")
    second.get_by_role("button", name="Cancel").click()
    heading(second, "Sign in")
    page_actions.sign_in(second, AVERY.email, PASSWORD)
    second.get_by_role("button", name="Continue").click()
    heading(second, "Hello")
    cloud.invoke("Dismiss", warm_up.event("Dismiss"))
    heading(client.page, "You’re signed out")
    expect(client.page.get_by_text("You signed in in another browser")).to_be_visible()
    expect(client.page.get_by_text("That ended your visit in this tab.")).to_be_visible()
    check_screen(client.page, "visit-ended-elsewhere")
