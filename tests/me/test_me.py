"""Tests the route `/me`, which returns the signed-in person and their practice."""

from tests.practice.practice_api import PracticeApi


def test_everybody_of_the_practice_gets_its_support_contact(front):
    office = PracticeApi(front)
    assert office.sam.get("/me").json["practice"]["support_contact"] is None
    office.admin.call("PATCH", "/practice", '{"support_contact":"555-0100","version":1}')
    assert office.sam.get("/me").json["practice"]["support_contact"] == "555-0100"
