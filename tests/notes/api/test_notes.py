"""Tests the routes of notes."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from chalicelib.notes.domain.note import HOLD
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import notes as wiring_notes
from tests.practice.practice_api import PracticeApi, read, send

NOTES, DRAFT = "/clients/{client_id}/notes", "/clients/{client_id}/note-draft"
READERS, NOTE = "/clients/{client_id}/note-readers", "/notes/{note_id}"
SEARCH = "/clients/{client_id}/notes/search"
ADDENDA = "/notes/{note_id}/addenda"
TYPED = " \U0001f469\u200d\U0001f467 \u202b\u0628\u062e\u064a\u0631\u202c cafe\u0301\n\n two  \n"


class NotesApi(PracticeApi):
    """Calls the routes of notes about one client of Sam."""

    def __init__(self, front):
        super().__init__(front)
        self.accept()
        self.avery = self.client()["id"]

    def save(self, browser=None, **body):
        answer = self.try_to_save(browser or self.sam, **body)
        assert answer.status == 201, answer.text
        return answer.json

    def try_to_save(self, browser, client=None, **body):
        note = {"level": "care_team", "text": "Sleeps well."} | body
        return send(browser, "POST", NOTES, client or self.avery, note)

    def write(self, **body):
        note = self.save(**body)
        self.pass_hold()
        return note["id"]

    def pass_hold(self):
        self.front.store.clock.pass_seconds(HOLD.total_seconds())
        wiring_notes.sealing().seal_due()

    def get(self, browser, pattern=NOTES, client=None, **query):
        path = pattern.replace("{client_id}", client or self.avery)
        return browser.get(path, pattern, **query)

    def listed(self, browser, **query):
        answer = self.get(browser, **query)
        assert answer.status == 200, answer.text
        return answer.json["items"]

    def call(self, browser, method, pattern, note, body=""):
        path = pattern.replace("{note_id}", note)
        return browser.call(method, path, body, resource=pattern)


@pytest.fixture
def office(front):
    return NotesApi(front)


def test_a_note_is_saved_held_and_permanent(office):
    receipt = office.save(text=TYPED, level="shared")
    assert receipt.keys() == {"id", "state", "seals_at"}
    assert (receipt["state"], receipt["seals_at"]) == ("held", "2026-11-24T15:02:00Z")
    (held,) = office.listed(office.sam)
    assert held == {
        "id": receipt["id"],
        "level": "shared",
        "author": {"id": held["author"]["id"], "name": "Wil Low"},
        "at": "2026-11-24T15:00:00Z",
        "text": TYPED,
        "state": "held",
        "addenda": [],
        "psychotherapy": False,
        "seals_at": "2026-11-24T15:02:00Z",
        "mine": True,
    }
    assert office.listed(office.admin) == []
    office.pass_hold()
    (sealed,) = office.listed(office.admin)
    assert sealed == held | {"state": "sealed", "seals_at": None, "mine": False}


def test_a_held_note_is_taken_back_and_a_permanent_one_is_not(office):
    """S19: DELETE answers 204 while the note is held, and 409 after."""
    note = office.save()["id"]
    answer = office.call(office.sam, "DELETE", NOTE, note)
    assert (answer.status, answer.text) == (204, "")
    assert office.listed(office.sam) == []
    note = office.write()
    answer = office.call(office.sam, "DELETE", NOTE, note)
    assert (answer.status, answer.json["error"]) == (409, "Conflict")
    assert "addendum" in answer.json["message"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_route_edits_or_deletes_a_permanent_note(office, method):
    """S19: each route that would edit or delete a permanent note answers 409."""
    note = office.write(level="shared")
    for browser in (office.sam, office.admin):
        edit = json.dumps({"text": "Other"}) * (method != "DELETE")
        answer = office.call(browser, method, NOTE, note, edit)
        assert answer.status == 409
    (stored,) = office.listed(office.sam)
    assert stored["text"] == "Sleeps well."


def test_an_addendum_follows_its_note(office):
    """S20: an addendum has its author, its time and its text."""
    note = office.write(level="shared")
    office.front.store.clock.pass_seconds(60)
    answer = office.call(office.admin, "POST", ADDENDA, note, json.dumps({"text": TYPED}))
    assert answer.status == 201
    (stored,) = office.listed(office.sam)
    assert stored["addenda"] == [answer.json]
    assert (answer.json["text"], answer.json["at"]) == (TYPED, "2026-11-24T15:03:00Z")


def test_the_readers_of_a_level_are_listed(office):
    answer = office.get(office.sam, READERS, level="shared").json
    assert sorted(each["role"] for each in answer["readers"]) == ["admin", "client", "provider"]
    assert {"name": "Avery Stone", "role": "client"} in answer["readers"]
    assert office.get(office.sam, READERS, level="secret").status == 422
    assert office.get(office.sam, READERS).status == 422


def test_a_draft_is_stored_read_and_deleted(office):
    empty = office.get(office.sam, DRAFT).json
    assert empty == {
        "text": "",
        "level": None,
        "psychotherapy": False,
        "version": 0,
        "saved_at": None,
    }
    body = {"text": TYPED, "level": "private", "version": 0}
    stored = send(office.sam, "PUT", DRAFT, office.avery, body).json
    assert (stored["text"], stored["version"]) == (TYPED, 1)
    assert office.get(office.sam, DRAFT).json == stored
    other_tab = send(office.sam, "PUT", DRAFT, office.avery, body | {"text": "Other"})
    assert (other_tab.status, other_tab.json["fresh"]) == (409, stored)
    assert send(office.sam, "PUT", DRAFT, office.avery, {"text": "Newer"}).json["version"] == 2
    path = DRAFT.replace("{client_id}", office.avery)
    assert office.sam.call("DELETE", path, resource=DRAFT, version="1").json["fresh"]["text"]
    for _ in range(2):
        assert office.sam.call("DELETE", path, resource=DRAFT).status == 204
    assert office.get(office.sam, DRAFT).json == empty


def test_a_provider_without_the_client_gets_404_on_every_route(office):
    """S2: notes, drafts and readers of another provider's client do not exist."""
    note = office.write(level="shared")
    text = json.dumps({"text": "More"})
    answers = [
        office.get(office.kim),
        office.get(office.kim, DRAFT),
        office.get(office.kim, READERS, level="shared"),
        office.try_to_save(office.kim),
        send(office.kim, "PUT", DRAFT, office.avery, {"text": "x"}),
        office.call(office.kim, "DELETE", NOTE, note),
        office.call(office.kim, "POST", ADDENDA, note, text),
        office.call(office.kim, "PATCH", NOTE, note, "{}"),
    ]
    assert [each.status for each in answers] == [404] * len(answers)
    unknown = office.call(office.kim, "DELETE", NOTE, "01K0000000000000000000NONE")
    assert answers[5].json == unknown.json
    refusals = [each for each in office.front.store.entries() if each.outcome == "refused"]
    assert len(refusals) >= len(answers)


def test_a_client_reads_what_is_shared_and_writes_nothing(front, office):
    """S1, S2: a client lists shared notes; all routes that write answer 403."""
    membership = front.knows("own@mail.example", Role.CLIENT)
    browser = front.browser()
    browser.jar["__Host-sid"] = wiring_identity.sessions().open(membership, Caller()).cookie
    own = membership.client
    for level in ("practice", "shared"):
        assert office.try_to_save(office.admin, own, level=level, text=level).status == 201
    office.pass_hold()
    answer = office.get(browser, client=own).json
    assert [each["text"] for each in answer["items"]] == ["shared"]
    assert office.get(browser, client=own, level="practice").json == {"items": [], "next": None}
    assert office.get(browser).status == 404
    note = answer["items"][0]["id"]
    refused = [
        office.try_to_save(browser, own, level="shared"),
        office.get(browser, DRAFT, own),
        office.get(browser, READERS, own, level="shared"),
        office.call(browser, "DELETE", NOTE, note),
        office.call(browser, "POST", ADDENDA, note, json.dumps({"text": "x"})),
    ]
    assert [each.status for each in refused] == [403] * len(refused)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": None}, "level"),
        ({"level": "everybody"}, "level"),
        ({"text": ""}, "text"),
        ({"text": "\u3000\n"}, "text"),
        ({"text": "4242 4242 4242 4242"}, "text"),
        ({"text": "🙂" * 5121}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"psychotherapy": True}, "psychotherapy"),
    ],
)
def test_what_cannot_be_saved_is_refused_at_its_field(office, body, field):
    """S46: a note with a card number is refused, as in every other text."""
    answer = office.try_to_save(office.sam, **body)
    assert (answer.status, list(answer.json["fields"])) == (422, [field])
    assert "4242" not in answer.text
    assert office.listed(office.sam) == []


def test_twenty_kilobytes_of_emoji_are_stored_as_typed(office):
    longest = "\U0001f642" * 5120
    office.write(text=longest)
    assert office.listed(office.sam)[0]["text"] == longest


def test_a_list_is_filtered_searched_and_paged(office):
    for number in range(30):
        office.save(text=f"Visit {number}", level=("private", "shared")[number % 2])
        office.front.store.clock.pass_seconds(1)
    office.pass_hold()
    page = office.get(office.sam).json
    assert len(page["items"]) == 25
    rest = office.get(office.sam, cursor=page["next"]).json
    assert [each["text"] for each in rest["items"]] == [f"Visit {n}" for n in range(4, -1, -1)]
    assert rest["next"] is None
    assert len(office.listed(office.sam, level="private")) == 15
    assert [each["text"] for each in office.listed(office.sam, q="visit 29")] == ["Visit 29"]
    assert office.listed(office.admin, q="visit 28") == []
    assert office.get(office.sam, level="none").status == 422


def searched(office, browser, **body):
    return send(browser, "POST", SEARCH, office.avery, body).json


def new_entries(office, act):
    before = {each.sk for each in office.front.store.entries()}
    result, entries = act(), office.front.store.entries()
    about = ("action", "purpose", "client", "records", "outcome", "actor", "role")
    new = [each for each in entries if each.sk not in before]
    return result, [tuple(str(getattr(each, name)) for name in about) for each in new]


@pytest.mark.parametrize("prints", [False, True])
@pytest.mark.parametrize("level", [None, "care_team", "practice"])
def test_a_search_by_body_is_answered_and_audited_like_one_by_query(office, level, prints):
    """S14, S31: words of notes need not be in a URL, which others may log."""
    office.write(text="Sleeps well.", level="practice")
    office.write(text="Sleeps badly.")
    office.write(text="Eats well.")
    body = {"q": "sleeps"} | ({"level": level} if level else {}) | {"prints": prints}
    query = {name: str(value).lower() for name, value in body.items()}
    for browser in (office.sam, office.admin):
        by_query, first = new_entries(office, lambda who=browser: office.get(who, **query).json)
        by_body, second = new_entries(office, lambda who=browser: searched(office, who, **body))
        assert (by_query, first) == (by_body, second)
        assert bool(by_body["items"]) == (level != "care_team" or browser is office.sam)


def test_a_search_by_body_reaches_no_note_of_others(office):
    """S2: a provider without the client gets 404; an Admin finds no care-team note."""
    office.write(text="Sleeps well.")
    assert send(office.kim, "POST", SEARCH, office.avery, {"q": "sleeps"}).status == 404
    assert searched(office, office.admin, q="sleeps")["items"] == []


@pytest.mark.parametrize("q", ["", " ", "x" * 201, "4242424242424242"])
def test_words_that_cannot_be_searched_are_an_error_at_their_field(office, q):
    answer = send(office.sam, "POST", SEARCH, office.avery, {"q": q})
    assert (answer.status, set(answer.json["fields"])) == (422, {"q"})


def test_a_print_is_recorded_as_a_print(office):
    """S14: the list for a print writes an audit entry of a print."""
    office.write()
    assert office.listed(office.sam, prints="true")
    assert [each for each in office.front.store.entries() if each.action == "print"]


def test_the_hold_of_a_note_ends_on_the_servers_clock(office):
    note = office.save()
    office.front.store.clock.pass_seconds((HOLD - timedelta(milliseconds=1)).total_seconds())
    assert office.call(office.sam, "DELETE", NOTE, note["id"]).status == 204


def test_a_note_of_another_practice_does_not_exist(office):
    """S3: an id of a note works in its own practice only."""
    assert read(office.admin, NOTES, "01K0000000000000000000NONE").status == 404
