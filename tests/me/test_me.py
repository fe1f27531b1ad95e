"""Tests the route `/me`, which returns the signed-in person and their practice."""

from tests.practice.practice_api import CLIENT, PracticeApi, send


def test_everybody_of_the_practice_gets_its_support_contact(front):
    office = PracticeApi(front)
    assert office.sam.get("/me").json["practice"]["support_contact"] is None
    office.admin.call("PATCH", "/practice", '{"support_contact":"555-0100","version":1}')
    assert office.sam.get("/me").json["practice"]["support_contact"] == "555-0100"


def test_a_clients_own_name_follows_the_profile(front):
    office = PracticeApi(front)
    office.accept()
    client = office.client(invite=True)
    ((to, _, text),) = front.mail.sent
    password = next(word for word in text.split() if front.identity.people[to].password == word)
    browser = front.browser()
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Kettle-9"})
    assert browser.get("/me").json["person"]["name"] == "Avery Stone"
    change = {"legal_name": "Avery Woods", "version": 1}
    assert send(office.sam, "PATCH", CLIENT, client["id"], change).status == 200
    assert browser.get("/me").json["person"] == {
        "id": browser.get("/me").json["person"]["id"],
        "name": "Avery Woods",
        "email": "avery@mail.example",
    }


def test_the_choice_of_roles_names_only_roles_that_people_have(front):
    answer = PracticeApi(front).sam.post("/auth/role", {"role": "system"})
    assert (answer.status, answer.json["fields"]) == (
        422,
        {"role": "Choose one of these: admin, provider, client."},
    )
