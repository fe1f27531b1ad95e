"""Tests the Lambda function that makes older clients searchable."""

from chalicelib.clients.store.search_rows import ClientSearchItem
from chalicelib.clients.tasks import make_searchable
from tests.practice.practice_api import PracticeApi


def searched(browser, q):
    return [row["name"] for row in browser.post("/clients/search", {"q": q}).json["items"]]


def test_clients_from_before_the_search_become_searchable_and_it_can_be_repeated(front):
    office = PracticeApi(front)
    office.accept()
    office.client()
    office.client(legal_name="Riley Chen", email="riley@mail.example")
    for row in ClientSearchItem.scan():
        if "#X#" in row.pk:
            row.delete()
    assert searched(office.sam, "riley") == []
    for _ in range(2):
        assert make_searchable({"practice": front.store.practice}, None) == {
            "clients": 2,
            "next": "",
        }
        assert searched(office.sam, "riley") == ["Riley Chen"]


def test_a_wrong_request_is_refused(front):
    answer = make_searchable({"practice": "Willow Creek"}, None)
    assert answer["error"] == "Invalid"
