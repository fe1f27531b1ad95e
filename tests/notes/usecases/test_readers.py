"""Tests the list of people who could read a note, before it is saved."""

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.notes.domain.note import NoteLevel
from tests.practice.practice_api import PracticeApi

READERS = "/clients/{client_id}/note-readers"

PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel


def readers(office, level, access=None):
    """Return the names and roles of the readers, without other Admins."""
    people = office.world.readers.of(access or office.sam, office.avery, level)
    names = {"Sam", "Kim", "Lee", "Jordan", "Avery Stone"}
    return {(each.name, each.role.value) for each in people if each.name in names}


def test_each_level_lists_the_people_who_could_read_the_note_now(office):
    assert readers(office, PRIVATE) == {("Sam", "provider")}
    assert readers(office, CARE_TEAM) == {("Sam", "provider"), ("Kim", "provider")}
    assert readers(office, PRACTICE) == readers(office, CARE_TEAM) | {("Jordan", "admin")}
    assert readers(office, SHARED) == readers(office, PRACTICE) | {("Avery Stone", "client")}


def test_the_list_follows_the_assignments(office):
    office.world.assign(office.avery, office.sam, office.lee)
    assert readers(office, CARE_TEAM) == {("Sam", "provider"), ("Lee", "provider")}


def test_who_stands_in_is_listed_while_they_do(front):
    """S2: the list names everybody who could open the note now."""
    api = PracticeApi(front)
    api.accept()
    client = api.client()["id"]
    sam, kim = (who.get("/me").json["person"]["id"] for who in (api.sam, api.kim))
    body = {"giver": sam, "to": kim, "since": "2026-11-24", "until": "2026-11-24"}
    counts = []
    for act in (dict, lambda: api.admin.post("/clients/handover", body)):
        act()
        answer = api.sam.get(f"/clients/{client}/note-readers", READERS, level="care_team")
        assert answer.status == 200, answer.text
        counts.append(len(answer.json["readers"]))
    assert counts == [1, 2]


def test_an_admin_asks_only_for_levels_at_which_they_may_write(office):
    assert ("Jordan", "admin") in readers(office, PRACTICE, office.jordan)
    with pytest.raises(Invalid) as refusal:
        readers(office, CARE_TEAM, office.jordan)
    assert set(refusal.value.fields) == {"level"}


def test_a_provider_who_is_not_assigned_learns_nothing(office):
    """S2: the list of readers answers 404 to a provider without the client."""
    with pytest.raises(NotFound):
        readers(office, SHARED, office.lee)


def test_a_client_does_not_see_the_list(office):
    with pytest.raises(Invalid):
        office.world.readers.of(office.own, office.avery, SHARED)


@pytest.mark.parametrize("level", NoteLevel)
def test_the_people_listed_are_those_who_then_read_the_note(office, level):
    """Exactly the people in the list before Save read the note after it."""
    world = office.world
    listed = {name for name, _ in readers(office, level)}
    world.write(office.sam, office.avery, level=level)
    people = {
        "Sam": office.sam,
        "Kim": office.kim,
        "Jordan": office.jordan,
        "Avery Stone": office.own,
    }
    assert {name for name, each in people.items() if world.texts(each, office.avery)} == listed
    assert all(role in set(Role) for _, role in readers(office, level))
