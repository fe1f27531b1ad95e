"""Tests how an Admin hands a provider's clients over, for good or for a time."""

import pytest

from tests.practice.practice_api import CLIENT, PracticeApi, read, send

HANDOVER = "/clients/handover"


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    return api


def person(browser):
    return browser.get("/me").json["person"]["id"]


def hand_over(office, **changes):
    body = {"giver": person(office.sam), "to": person(office.kim)} | changes
    return office.admin.post(HANDOVER, body)


def names(browser):
    return [row["name"] for row in browser.get("/clients").json["items"]]


def test_all_clients_of_a_provider_are_handed_over_in_parts(office):
    """S2: afterwards the other provider sees them, and the first one does not."""
    clients = [office.client(legal_name=f"Client {n:02d}") for n in range(27)]
    first = hand_over(office).json
    assert (first["clients"], first["next"] is None) == (25, False)
    assert hand_over(office, cursor=first["next"]).json == {"clients": 2, "next": None}
    assert (names(office.sam), len(names(office.kim))) == ([], 27)
    assert read(office.sam, CLIENT, clients[0]["id"]).status == 404
    after = read(office.kim, CLIENT, clients[0]["id"]).json
    assert ([each["id"] for each in after["providers"]], after["version"]) == (
        [person(office.kim)],
        2,
    )
    assert hand_over(office).json == {"clients": 0, "next": None}


def test_a_client_keeps_their_other_providers(office):
    client = office.client()
    ids = [person(office.sam), person(office.kim)]
    send(office.admin, "PATCH", CLIENT, client["id"], {"provider_ids": ids, "version": 1})
    assert hand_over(office).json["clients"] == 1
    after = read(office.admin, CLIENT, client["id"]).json
    assert [each["id"] for each in after["providers"]] == [ids[1]]


def test_a_provider_stands_in_for_the_days_of_a_holiday(office):
    """S2: the other provider sees the clients on these days; the first one stays."""
    client = office.client()
    days = {"since": "2026-11-24", "until": "2026-11-27"}
    assert hand_over(office, **days).json == {"clients": 1, "next": None}
    assert names(office.sam) == names(office.kim) == ["Avery Stone"]
    after = read(office.kim, CLIENT, client["id"]).json
    assert [each["id"] for each in after["providers"]] == [person(office.sam)]
    assert after["covers"] == [
        {
            "provider": {"id": person(office.kim), "name": "Wil Low"},
            "since": "2026-11-24T05:00:00Z",
            "until": "2026-11-28T05:00:00Z",
        }
    ]


def test_nobody_stands_in_before_the_first_day(office):
    client = office.client()
    hand_over(office, since="2026-11-25", until="2026-11-27")
    assert names(office.kim) == []
    assert read(office.kim, CLIENT, client["id"]).status == 404
    assert office.kim.post("/clients/search", {"q": "avery"}).json["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": "nobody"}, "to"),
        ({"since": "2026-11-25"}, "until"),
        ({"until": "2026-11-25"}, "since"),
        ({"since": "2026-11-25", "until": "2026-11-24"}, "until"),
        ({"since": "2026-11-20", "until": "2026-11-23"}, "until"),
    ],
)
def test_a_wrong_handover_is_an_error_at_its_field_and_changes_nothing(office, changes, field):
    office.client()
    answer = hand_over(office, **changes)
    assert (answer.status, set(answer.json["fields"])) == (422, {field})
    assert names(office.sam) == ["Avery Stone"]


def test_a_provider_cannot_take_over_from_themselves(office):
    answer = hand_over(office, to=person(office.sam))
    assert (answer.status, set(answer.json["fields"])) == (422, {"to"})


def test_only_an_admin_hands_clients_over(office):
    """S4: a provider cannot give away or take clients."""
    body = {"giver": person(office.sam), "to": person(office.kim)}
    assert office.sam.post(HANDOVER, body).status == 403
