"""Tests the API routes that find clients by parts of names."""

import pytest

from tests.practice.practice_api import CLIENT, SERVICE, PracticeApi, send


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    api.client(phone="+1 555 010 9999")
    api.client(legal_name="Riley Chen", email="riley@mail.example", preferred_name="Ri")
    api.client(api.kim, legal_name="Avery Woods", email="woods@mail.example")
    return api


def searched(browser, q, **more):
    body = browser.post("/clients/search", {"q": q} | more)
    assert body.status == 200, body.text
    return [row["name"] for row in body.json["items"]]


def test_an_admin_finds_every_client_by_a_part_of_name_address_or_number(office):
    assert searched(office.admin, "av") == ["Avery Stone", "Avery Woods"]
    assert searched(office.admin, "CHE") == searched(office.admin, "riley@mail") == ["Riley Chen"]
    assert searched(office.admin, "010-99") == ["Avery Stone"]
    assert searched(office.admin, "nobody") == []


def test_a_provider_finds_only_the_clients_assigned_to_them(office):
    """S2: a search reveals no client of another provider, and no number of hits does."""
    assert searched(office.sam, "av") == ["Avery Stone"]
    assert searched(office.kim, "av") == ["Avery Woods"]
    assert searched(office.kim, "riley") == []
    assert office.kim.post("/clients/search", {"q": "stone"}).json == {"items": [], "next": None}


def test_a_search_is_the_same_by_query_and_by_body(office):
    for browser in (office.admin, office.sam):
        by_query = browser.get("/clients", q="av").json
        assert by_query == browser.post("/clients/search", {"q": "av"}).json


def test_hits_are_limited_to_the_clients_of_a_provider_or_of_nobody(office):
    kim = office.kim.get("/me").json["person"]["id"]
    assert searched(office.admin, "avery", provider=kim) == ["Avery Woods"]
    assert searched(office.admin, "avery", unassigned=True) == []
    stone = office.admin.post("/clients/search", {"q": "stone"}).json["items"][0]
    send(office.admin, "PATCH", CLIENT, stone["id"], {"provider_ids": [], "version": 1})
    assert searched(office.admin, "avery", unassigned=True) == ["Avery Stone"]
    assert office.sam.post("/clients/search", {"q": "avery", "unassigned": True}).status == 403


@pytest.mark.parametrize("q", ["a", "12", "?"])
def test_a_search_without_a_word_that_is_long_enough_is_an_error_at_its_field(office, q):
    for answer in (office.sam.post("/clients/search", {"q": q}), office.sam.get("/clients", q=q)):
        assert (answer.status, set(answer.json["fields"])) == (422, {"q"})


def test_hits_are_opened_under_an_audit_entry_and_no_other_client_is(office):
    """S14: a search records the clients whom it shows, and opens no others."""
    before = {entry.sk for entry in office.front.store.entries()}
    searched(office.sam, "av")
    new = [entry for entry in office.front.store.entries() if entry.sk not in before]
    opened = [entry for entry in new if entry.purpose == "client list"]
    assert [len(entry.records) for entry in opened] == [1]


def listed(browser, **query):
    return [row["name"] for row in browser.get("/clients", **query).json["items"]]


def test_a_list_is_sorted_by_name_on_request(office):
    assert listed(office.admin) == ["Avery Stone", "Riley Chen", "Avery Woods"]
    assert listed(office.admin, sort="name") == ["Avery Stone", "Avery Woods", "Riley Chen"]
    assert listed(office.sam, sort="name") == ["Avery Stone", "Riley Chen"]


def test_clients_with_unpaid_invoices_are_listed(office, monkeypatch):
    """S2: a provider's list of clients who owe has only clients assigned to them."""
    # Each page has one invoice, so that the lists have several pages.
    monkeypatch.setattr("chalicelib.billing.store.receivables.PAGE", 1)
    service = office.admin.get("/services/client-billing", SERVICE).json
    settings = {"enabled": True, "record_payments_only": True, "version": service["version"]}
    providers = [each.get("/me").json["person"]["id"] for each in (office.sam, office.kim)]
    send(office.admin, "PUT", SERVICE, "client-billing", settings | {"provider_ids": providers})
    for browser, name in ((office.sam, "Riley Chen"), (office.kim, "Avery Woods")):
        rows = browser.get("/clients").json["items"]
        client = next(row["id"] for row in rows if row["name"] == name)
        draft = {"description": "Visit", "amount": {"minor": 5000, "currency": "USD"}}
        path = f"{CLIENT}/invoices"
        invoice = send(browser, "POST", path, client, draft).json
        send(browser, "POST", "/invoices/{invoice_id}/send", invoice["id"], {})
    assert sorted(listed(office.admin, unpaid="true")) == ["Avery Woods", "Riley Chen"]
    assert listed(office.sam, unpaid="true") == ["Riley Chen"]
    assert listed(office.kim, unpaid="true", sort="name") == ["Avery Woods"]
    assert searched(office.admin, "avery", unpaid=True) == ["Avery Woods"]
    assert searched(office.admin, "riley", unpaid=True) == ["Riley Chen"]


def test_clients_without_a_next_appointment_are_listed(office):
    (stone, riley) = office.sam.get("/clients").json["items"]
    booking = {"minutes": 50, "zone": "America/New_York"}
    for client, starts_at in ((stone, "2026-11-25T15:00:00Z"), (riley, "2026-12-25T15:00:00Z")):
        body = booking | {"client_id": client["id"], "starts_at": starts_at}
        appointment = office.sam.post("/appointments", body).json
    assert listed(office.sam, without_next="true") == []
    assert listed(office.admin, without_next="true") == ["Avery Woods"]
    cancelled = {"status": "cancelled", "version": appointment["version"]}
    send(office.sam, "PATCH", "/appointments/{appointment_id}", appointment["id"], cancelled)
    assert listed(office.sam, without_next="true") == ["Riley Chen"]
    assert listed(office.admin, without_next="true", sort="name") == ["Avery Woods", "Riley Chen"]


def test_clients_who_wait_for_an_answer_are_listed(office):
    """S2: a provider's list of those who wait has only clients assigned to them."""
    threads = {}
    for provider, name in ((office.sam, "Zoe Ash"), (office.kim, "Avery Ash")):
        email = f"{name[:3].lower()}@mail.example"
        browser, client = office.invited(provider, legal_name=name, email=email)
        body = {"client_id": client["id"], "text": "May I bring my sister?"}
        threads[name] = browser.post("/threads", body).json["id"]
    assert listed(office.admin, waiting="true") == ["Zoe Ash", "Avery Ash"]
    assert listed(office.admin, waiting="true", sort="name") == ["Avery Ash", "Zoe Ash"]
    assert listed(office.sam, waiting="true") == ["Zoe Ash"]
    assert listed(office.kim, waiting="true") == ["Avery Ash"]
    assert searched(office.admin, "avery", waiting=True) == ["Avery Ash"]
    assert searched(office.admin, "stone", waiting=True) == []
    assert listed(office.admin, waiting="true", unpaid="true") == []
    both = {"waiting": "true", "without_next": "true", "sort": "name"}
    assert listed(office.admin, **both) == ["Avery Ash", "Zoe Ash"]
    answer = {"text": "Yes."}
    send(office.sam, "POST", "/threads/{thread_id}/messages", threads["Zoe Ash"], answer)
    assert listed(office.sam, waiting="true") == []
