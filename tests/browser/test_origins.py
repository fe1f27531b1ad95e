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
ROUTES = re.findall(r"^  '(/[^']+)':", (ROOT / "web/src/routes.tsx").read_text(), re.MULTILINE)
ROLES = "admin", "provider", "client"
ID_OF = {
    "/admin/services": "service",
    "/admin/visit-services": "visit service",
    "/admin/clients": "client",
    "/admin/appointments": "appointment",
    "/provider/clients": "client",
    "/provider/appointments": "appointment",
    "/provider/documents": "document",
    "/messages": "thread",
    "/client/appointments": "appointment",
    "/client/documents": "document",
    "/client/messages": "thread",
    "/client/invoices": "invoice",
    "/billing/invoices": "invoice",
}
"""Which id is in a route, by its beginning."""


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


@pytest.mark.parametrize("role", ROLES)
def test_no_page_but_pay_talks_to_anybody_else(windows, practice, role):
    """S31: each page sends requests only to our own origin, in each role."""
    paths = list(pages_of(practice, role))
    person = AVERY if role == "client" else JORDAN
    page = windows.open(practice, person, "/account", role=None if role == "client" else role)
    for path in paths:
        page.goto(path)
        heading(page, "")
        expect(page.locator(".skeleton")).to_have_count(0)
    assert windows.console.origins == {windows.url}


def pages_of(practice, role):
    """Return an address for each page that a role can open, but the room."""
    admin = practice.signed_in(JORDAN, "admin")
    client = practice.client_ids[AVERY.email]
    ids = {
        "service": admin.get("/services")["items"][0]["id"],
        "visit service": visit_service(admin),
        "client": client,
        "document": requested_document(practice, client),
        "thread": practice.asked(),
        "appointment": practice.booked(),
        "invoice": practice.sent(description="Session"),
    }
    # Only a paid invoice has a receipt.
    practice.pay(ids["invoice"])
    others = {*ROLES, *({"billing", "messages"} if role == "client" else ())} - {role}
    for route in ROUTES:
        if route.split("/")[1] not in others:
            kind = next((ID_OF[start] for start in ID_OF if route.startswith(start)), "")
            yield route.replace(":id", ids.get(kind, "")).replace(":tab", "appointments")


def visit_service(admin):
    """Return the id of a visit that clients cannot book."""
    visit = {"name": "Visit without bookings", "visit": {"minutes": 30}, "provider_ids": []}
    stored = next((each for each in services(admin) if each["name"] == visit["name"]), None)
    return (stored or admin.post("/visit-services", visit))["id"]


def services(admin):
    return admin.get("/services")["items"]


def requested_document(practice, client):
    """
    Return the id of a document that has no file.

    A page loads files from the storage, which is another origin.
    """
    documents = practice.signed_in(AVERY).get(f"/clients/{client}/documents")["items"]
    return next(each["id"] for each in documents if each["status"] == "requested")


def test_the_routes_of_the_web_client_are_known():
    """S31: the test above visits each page but the room, which calls test."""
    assert {"/admin/start", "/client", "/help/video"} <= set(ROUTES)
    assert [each for each in ROUTES if ":id" in each] == [
        each for each in ROUTES if each.startswith(tuple(ID_OF)) and each not in ID_OF
    ]


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
