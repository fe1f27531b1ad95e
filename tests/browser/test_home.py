"""Tests the first page of a client."""

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

AVERY = CLIENTS[0]


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_client_finds_what_is_new_on_their_home_page(practice, windows):
    practice.booked(minutes=5)
    thread = practice.asked()
    practice.signed_in(JORDAN, "provider").post(f"/threads/{thread}/messages", {"text": "Yes."})
    page = windows.open(practice, AVERY, "/client")
    heading(page, "Hello, Avery")
    main = page.get_by_role("main")
    expect(main.get_by_role("region", name="Next appointment")).to_be_visible()
    expect(main.get_by_role("link", name="Join").first).to_be_visible()
    news = main.get_by_role("region", name="Messages")
    expect(news.get_by_role("link")).to_contain_text("new message")
    check_screen(page, "home-with-news")
    page.goto(f"{windows.url}/client/messages/{thread}")
    expect(page.get_by_role("list", name="Messages", exact=True)).to_contain_text("Yes.")
    page.goto(f"{windows.url}/client")
    expect(news).to_be_visible()


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_code_that_does_not_load_leaves_the_rest_of_the_page(practice, windows):
    """A part and a whole page say that they did not load, and can be tried again."""
    windows.console.allow_words("ERR_FAILED", "Failed to fetch", "Failed to load resource")
    page = windows.open(practice, AVERY, "about:blank")
    # The routes of a page do not catch what a service worker requests.
    page.add_init_script("navigator.serviceWorker.register = () => new Promise(() => {})")
    page.route("**/assets/documents-*.js", lambda route: route.abort())
    page.goto(f"{windows.url}/client")
    main = page.get_by_role("main")
    failure = main.get_by_role("alert").filter(has_text="did not load")
    expect(failure).to_be_visible()
    expect(main.get_by_role("region", name="Messages")).to_be_visible()
    check_screen(page, "home-without-a-part")
    page.unroute("**/assets/documents-*.js")
    failure.get_by_role("button", name="Try again").click()
    expect(main.get_by_role("region", name="Documents")).to_be_visible()
    expect(failure).to_be_hidden()

    page.route("**/assets/calendar-*.js", lambda route: route.abort())
    page.goto(f"{windows.url}/client/book")
    expect(failure).to_be_visible()
    page.unroute("**/assets/calendar-*.js")
    failure.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
