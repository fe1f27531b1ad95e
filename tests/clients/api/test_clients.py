"""Tests the API routes for clients."""

import pytest

from chalicelib.notices.usecases.mail import MailRefused
from tests.practice.practice_api import AVERY, CLIENT, PracticeApi, read, send

CARD = "4242 4242 4242 4242"
NOTHING_OWED = {"minor": 0, "currency": "USD"}


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    return api


def test_no_client_can_be_created_before_the_agreement(front):
    """S32: the response says that the Business Associate Agreement must be accepted."""
    answer = PracticeApi(front).sam.post("/clients", AVERY)
    assert (answer.status, answer.json["error"]) == (409, "Conflict")
    assert "Business Associate Agreement" in answer.json["message"]


def test_a_client_is_created_read_and_listed(office):
    client = office.client(
        preferred_name="Av",
        date_of_birth="1985-04-23",
        phone="+1 555 010 9999",
        zone="America/Denver",
    )
    assert (client["status"], client["version"], client["providers"][0]["name"]) == (
        "not_invited",
        1,
        "Wil Low",
    )
    assert read(office.sam, CLIENT, client["id"]).json == client
    (row,) = office.sam.get("/clients").json["items"]
    assert (row["name"], row["preferred_name"], row["balance"], row["unpaid"]) == (
        "Avery Stone",
        "Av",
        NOTHING_OWED,
        0,
    )
    assert row["version"] == client["version"]


def test_a_client_of_another_provider_is_absent(office):
    """
    S2: a provider gets 404 for another provider's client.

    The response is the same as for an id that does not exist.
    """
    client = office.client()
    for name in (client["id"], "01K00000000000000000000000"):
        assert read(office.kim, CLIENT, name).status == 404
        assert send(office.kim, "PATCH", CLIENT, name, {"version": 1}).status == 404
        assert send(office.kim, "POST", f"{CLIENT}/invite", name, {}).status == 404
    assert office.kim.get("/clients").json["items"] == []
    assert len(office.admin.get("/clients").json["items"]) == 1


def test_an_admin_lists_clients_with_their_providers_and_by_provider(office):
    client, kim = office.client(), office.kim.get("/me").json["person"]["id"]
    (row,) = office.admin.get("/clients").json["items"]
    assert row["providers"] == client["providers"]
    assert office.sam.get("/clients").json["items"][0]["providers"] is None
    assert office.admin.get("/clients", provider=kim).json["items"] == []
    assert office.admin.get("/clients", unassigned="true").json["items"] == []
    send(office.admin, "PATCH", CLIENT, client["id"], {"provider_ids": [], "version": 1})
    assert len(office.admin.get("/clients", unassigned="true").json["items"]) == 1
    assert office.sam.get("/clients").json["items"] == []


def test_a_provider_cannot_list_clients_by_provider(office):
    """S2, S4: only an Admin sees who is assigned to the clients of others."""
    sam = office.sam.get("/me").json["person"]["id"]
    for query in ({"provider": sam}, {"unassigned": "true"}):
        assert office.kim.get("/clients", **query).status == 403


def test_null_clears_a_field_and_absent_fields_stay(office):
    client = office.client(
        phone="+1 555 010 9999", pronouns="they/them", date_of_birth="1985-04-23"
    )
    body = {"phone": None, "date_of_birth": None, "version": 1}
    after = send(office.sam, "PATCH", CLIENT, client["id"], body).json
    assert (after["phone"], after["date_of_birth"], after["pronouns"], after["version"]) == (
        None,
        None,
        "they/them",
        2,
    )


def test_a_late_edit_is_refused_with_what_was_stored(office):
    client = office.client()
    send(office.sam, "PATCH", CLIENT, client["id"], {"preferred_name": "First", "version": 1})
    late = send(
        office.admin, "PATCH", CLIENT, client["id"], {"preferred_name": "Second", "version": 1}
    )
    assert (late.status, late.json["fresh"]["preferred_name"]) == (409, "First")


def test_a_repeated_request_creates_and_invites_once(office):
    first, again = (
        office.sam.post("/clients", AVERY | {"invite": True}, **{"Idempotency-Key": "k1"})
        for _ in range(2)
    )
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert [to for to, _, _ in office.front.mail.sent] == [AVERY["email"]]
    other = office.sam.post(
        "/clients", AVERY | {"legal_name": "Other"}, **{"Idempotency-Key": "k1"}
    )
    assert other.status == 422


def test_a_client_is_active_after_an_invitation_and_the_first_sign_in(office):
    client = office.client()
    invited = send(office.sam, "POST", f"{CLIENT}/invite", client["id"], {}).json
    assert invited["status"] == "invited"
    ((to, _, text),) = office.front.mail.sent
    password = next(
        word for word in text.split() if office.front.identity.people[to].password == word
    )
    browser = office.front.browser()
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Kettle-9"})
    assert browser.get("/me").json["client_id"] == client["id"]
    assert read(office.sam, CLIENT, client["id"]).json["status"] == "active"
    assert send(office.sam, "POST", f"{CLIENT}/invite", client["id"], {}).status == 409


def test_a_client_gets_few_invitations_and_the_answer_says_how_long_to_wait(office):
    client = office.client()
    answers = [send(office.sam, "POST", f"{CLIENT}/invite", client["id"], {}) for _ in range(8)]
    assert {each.status for each in answers} == {200, 429}
    assert len(office.front.mail.sent) == [each.status for each in answers].count(200)
    assert "then send another one" in answers[-1].json["message"]
    assert read(office.sam, CLIENT, client["id"]).json["status"] == "invited"


def test_an_email_in_use_is_refused_and_stores_nothing(office):
    """S5: an invited client cannot have the e-mail address of a client or a colleague."""
    office.client(invite=True)
    answer = office.sam.post("/clients", AVERY | {"legal_name": "Other", "invite": True})
    other = office.sam.post("/clients", AVERY | {"email": "p0@clocktree.test", "invite": True})
    assert [set(each.json["fields"]) for each in (answer, other)] == [{"email"}, {"email"}]
    assert len(office.admin.get("/clients").json["items"]) == 1


@pytest.mark.parametrize("space", ["\t", "\u2028", "\u00a0", "\n"])
def test_a_telephone_number_is_read_with_any_white_space_in_it(office, space):
    pasted = f"+1{space}555{space}010{space}9999"
    assert office.client(phone=pasted)["phone"] == "+1 555 010 9999"


def test_an_admin_assigns_a_client_to_another_provider(office):
    client, kim = office.client(), office.kim.get("/me").json["person"]["id"]
    assert (
        send(
            office.sam, "PATCH", CLIENT, client["id"], {"provider_ids": [kim], "version": 1}
        ).status
        == 403
    )
    after = send(office.admin, "PATCH", CLIENT, client["id"], {"provider_ids": [kim], "version": 1})
    assert [each["id"] for each in after.json["providers"]] == [kim]
    assert read(office.sam, CLIENT, client["id"]).status == 404


def test_a_pasted_profile_is_stored_in_normal_form(office):
    client = office.client(
        legal_name="\u202eZoe\u0308 \u200bStone",
        email="\u200bavery@mail.example",
        phone="\u202a+1\u00a0555\u2011010\u20119999\u202c",
        address="1 Main St\r\nOak\u2028Creek",
    )
    assert [client[name] for name in ("legal_name", "email", "phone", "address")] == [
        "Zo\u00eb Stone",
        "avery@mail.example",
        "+1 555-010-9999",
        "1 Main St\nOak\nCreek",
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"legal_name": "\u200b\u3164"}, "This must not be empty. Fill it in."),
        ({"legal_name": "\u0301"}, "This must not be empty. Fill it in."),
        ({"legal_name": "Sam\u009bRiver"}, "Remove the special characters."),
        ({"legal_name": "S" * 101}, "Use at most 100 characters."),
        ({"email": "Sam <a@b.co>"}, "Write an e-mail address such as name@example.com."),
        ({"date_of_birth": "soon"}, "Write a day that exists, such as 1985-04-23."),
        ({"invite": "yes"}, "Send true or false."),
    ],
)
def test_a_wrong_field_says_in_plain_words_what_to_write(office, changed, sentence):
    answer = office.sam.post("/clients", AVERY | changed)
    assert (answer.status, answer.json["fields"]) == (422, {next(iter(changed)): sentence})


@pytest.mark.parametrize(
    "number",
    ["\u200b".join("4242424242424242"), "".join(chr(0x660 + int(n)) for n in "4242424242424242")],
)
def test_a_hidden_card_number_is_refused_by_the_api(office, number):
    """S46: invisible characters and other scripts do not hide a card number."""
    answer = office.sam.post("/clients", AVERY | {"emergency_contact": f"pay by {number}"})
    assert (answer.status, set(answer.json["fields"])) == (422, {"emergency_contact"})


def test_a_client_whose_invitation_fails_is_not_created_whatever_is_repeated(office):
    """A repeated request with the same key gets a true response and leaves nothing."""
    office.front.mail.refuses = MailRefused()
    body = AVERY | {"invite": True}
    for _ in range(2):
        answer = office.sam.post("/clients", body, **{"Idempotency-Key": "k1"})
        assert (answer.status, set(answer.json["fields"])) == (422, {"email"})
        assert office.sam.get("/clients").json["items"] == []
    office.front.mail.refuses = None
    answers = [office.sam.post("/clients", body, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [(each.status, each.json["status"]) for each in answers] == [(201, "invited")] * 2
    assert len(office.front.mail.sent) == 1


@pytest.mark.parametrize("email", ["a..b@mail.example", f"{'a' * 120}@mail.example"])
def test_an_address_that_the_identity_provider_refuses_is_wrong_at_its_field(office, email):
    for _ in range(2):
        answer = office.sam.post("/clients", AVERY | {"email": email, "invite": True})
        assert (answer.status, set(answer.json["fields"])) == (422, {"email"})
    assert office.sam.get("/clients").json["items"] == []


def test_the_invitation_of_a_client_can_be_corrected_and_withdrawn(office):
    """S5: the address is editable until the first sign-in."""
    client = office.client(invite=True)
    body = {"email": "right@mail.example", "version": client["version"]}
    corrected = send(office.sam, "PATCH", CLIENT, client["id"], body)
    assert (corrected.status, corrected.json["email"], corrected.json["status"]) == (
        200,
        "right@mail.example",
        "invited",
    )
    assert set(office.front.identity.people) >= {"right@mail.example"}
    assert AVERY["email"] not in office.front.identity.people
    withdrawn = send(office.sam, "DELETE", f"{CLIENT}/invite", client["id"], {})
    assert (withdrawn.status, withdrawn.json["status"]) == (200, "not_invited")
    assert "right@mail.example" not in office.front.identity.people
    assert send(office.kim, "DELETE", f"{CLIENT}/invite", client["id"], {}).status == 404
    again = send(office.sam, "POST", f"{CLIENT}/invite", client["id"], {})
    assert (again.status, again.json["status"]) == (200, "invited")
