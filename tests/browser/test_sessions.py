"""Tests sessions in several tabs: idle time, sign-out and role switches."""

import re

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen

MORGAN = CLIENTS[1]
PERSONAL = re.compile("Morgan|Couples|Willow Creek")


def second_tab(page, path):
    other = page.context.new_page()
    other.goto(path)
    heading(other, "")
    return other


@pytest.fixture(autouse=True)
def refused_sockets(windows):
    """Allow that a tab whose session ends while its socket opens is refused."""
    windows.console.allow_words("WebSocket connection to")


def sign_out(page):
    page.get_by_role("button", name="Menu of").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_in_one_tab_ends_the_other_and_a_mail_s_link_asks_for_a_password(
    windows, practice
):
    page = windows.open(practice, MORGAN, "/client/invoices")
    heading(page, "Invoices")
    other = second_tab(page, "/client")
    sign_out(page)
    heading(page, "You’re signed out")
    heading(other, "You’re signed out")
    other.goto("/client/invoices")
    heading(other, "Sign in")
    expect(other).to_have_url(re.compile(r"/sign-in\?next=%2Fclient%2Finvoices"))


def test_going_back_after_sign_out_shows_nothing_of_anybody(windows, practice):
    """S13: neither the back button nor earlier addresses show anybody's data."""
    page = windows.open(practice, MORGAN, "/client")
    heading(page, "Hello, Morgan")
    page_actions.follow_links(page, "Invoices")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    urls = [page.url, f"{windows.url}/client/invoices", f"{windows.url}/client"]
    sign_out(page)
    heading(page, "You’re signed out")
    for _ in range(2):
        page.go_back(wait_until="load")
        heading(page, "")
        assert not PERSONAL.search(page.locator("body").inner_text())
    for url in urls:
        page.goto(url)
        heading(page, "Sign in")
        assert not PERSONAL.search(page.locator("body").inner_text())


def test_what_a_session_could_read_it_cannot_read_once_signed_out(windows, practice):
    """S13: after sign-out, the server refuses a copy of the old session cookie."""
    windows.console.allow(401)
    page = windows.open(practice, MORGAN, "/client")
    heading(page, "Hello, Morgan")
    cookies = page.context.cookies()
    sign_out(page)
    heading(page, "You’re signed out")
    page.context.add_cookies(cookies)
    assert page.evaluate("fetch('/api/invoices').then((answer) => answer.status)") == 401
    page.context.clear_cookies()


@pytest.mark.parametrize("place", ["/%09/evil.example", "/.//evil.example", "//evil.example"])
def test_a_signed_in_person_reaches_their_pages_whatever_the_link_says(windows, practice, place):
    page = windows.open(practice, MORGAN, f"/sign-in?next={place}")
    heading(page, "Hello, Morgan")
    assert not windows.console.problems


def test_a_sign_out_that_does_not_reach_the_server_says_so_and_is_sent_again(windows, practice):
    """S13: while the session is open, no page says that the person is signed out."""
    windows.console.allow_words(
        "ERR_INTERNET_DISCONNECTED", "Failed to load resource", "WebSocket connection to"
    )
    page = windows.open(practice, MORGAN, "/client")
    heading(page, "Hello, Morgan")
    page.context.set_offline(True)
    sign_out(page)
    heading(page, "You’re not signed out yet")
    assert not PERSONAL.search(page.locator("body").inner_text())
    assert any(each["name"] == "__Host-sid" for each in page.context.cookies())
    check_screen(page, "not-signed-out")
    page.context.set_offline(False)
    heading(page, "You’re signed out")
    assert not any(each["name"] == "__Host-sid" for each in page.context.cookies())


@pytest.fixture
def idle(windows, practice):
    """Open two tabs of the client Morgan, with a clock that the test controls."""
    page = windows.open(practice, MORGAN, "about:blank")
    page.clock.install()
    page.goto("/client")
    heading(page, "Hello, Morgan")
    return page, second_tab(page, "/client/invoices")


def test_after_28_idle_minutes_every_tab_warns_and_staying_in_one_keeps_both(idle):
    """
    S12: the page warns before sign-out, and staying in one tab keeps every tab.

    Other tests check the server's own time limit.
    """
    page, other = idle
    page.clock.fast_forward("27:50")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.clock.run_for(15_000)
    for tab in idle:
        expect(tab.get_by_role("alertdialog")).to_contain_text("You’ll be signed out in 1:")
    check_screen(page, "idle-warning")
    other.get_by_role("button", name="Stay signed in").click()
    for tab in idle:
        expect(tab.get_by_role("alertdialog")).to_have_count(0)
    page.clock.fast_forward("20:00")
    page.clock.run_for(2_000)
    heading(page, "Hello, Morgan")


def test_after_30_idle_minutes_every_tab_is_signed_out_says_why_and_returns_to_its_place(
    idle, windows
):
    """S12: an idle session ends in every tab."""
    page, other = idle
    windows.console.allow(401)
    page.clock.fast_forward("28:10")
    page.clock.run_for(2_000)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.mouse.move(200, 200)
    page.keyboard.press("Shift")
    page.clock.fast_forward("02:00")
    page.clock.run_for(2_000)
    for tab in idle:
        heading(tab, "You’re signed out")
        expect(tab.get_by_text("You were away for 30 minutes")).to_be_visible()
        assert not PERSONAL.search(tab.locator("body").inner_text())
    page_actions.follow_links(other, "Sign in again")
    page_actions.sign_in(other, MORGAN.email, MORGAN.password)
    heading(other, "Invoices")


def test_a_role_switched_in_one_tab_is_offered_back_in_the_other_with_nothing_typed_lost(
    windows, practice
):
    windows.console.allow(403)
    page = windows.open(practice, JORDAN, "/admin/practice", role="admin")
    page.get_by_label("Support contact").fill("555 0100")
    other = second_tab(page, "/admin/billing")
    page_actions.switch_role(other, "Provider")
    heading(other, "Clients")
    expect(page.get_by_role("alert").filter(has_text="another tab")).to_be_visible()
    settings = page.get_by_role("region", name="Settings")
    settings.get_by_role("button", name="Save").click()
    expect(settings.locator(".form-problem")).not_to_be_empty()
    check_screen(page, "role-elsewhere")
    page.get_by_role("button", name="Switch back to Admin").click()
    expect(page.get_by_label("Support contact")).to_have_value("555 0100")
    settings.get_by_role("button", name="Save").click()
    page_actions.expect_toast(page, "Practice saved")
