"""Tests drafts, held notes, permanent notes and addenda in the running cloud."""

from uuid import uuid4

import pytest

from localstack.api_client import ApiRefused
from localstack.demo import CLIENTS, JORDAN, SAM
from tests.cloud.note_rows import held_rows, seal_now

AVERY, MORGAN, RILEY = CLIENTS
TYPED = "\U0001f469\u200d\U0001f467 \u202b\u0628\u062e\u064a\u0631\u202c cafe\u0301\n\n  two  "
FORBIDDEN_EDITS = ("POST", "PUT", "PATCH")


@pytest.fixture
def jordan(practice):
    return practice.signed_in(JORDAN, "provider")


@pytest.fixture
def morgan(practice):
    """Return the API path of Morgan, a client of both Jordan and Sam."""
    return f"/clients/{practice.client_ids[MORGAN.email]}"


def save(caller, client, text="Sleeps well.", level="care_team", key="", *, draft=None):
    body = {"level": level, "text": text, "draft": draft}
    return caller.post(f"{client}/notes", body, key)


def refusal(call, *arguments):
    with pytest.raises(ApiRefused) as refused:
        call(*arguments)
    return refused.value.status, refused.value.answer


def texts(caller, client, **query):
    filters = "&".join(f"{name}={value}" for name, value in query.items())
    return [each["text"] for each in caller.get(f"{client}/notes?{filters}")["items"]]


def test_a_note_lives_from_its_draft_to_its_addendum(cloud, practice, jordan, morgan):
    """S19, S20: the server seals a held note, and only an addendum follows it."""
    sam = practice.signed_in(SAM)
    mark = f"{TYPED}{uuid4().hex}"
    draft = jordan.put(f"{morgan}/note-draft", {"level": "care_team", "text": mark})
    assert jordan.get(f"{morgan}/note-draft") == draft
    note = save(jordan, morgan, mark, draft=draft["version"])
    assert note["state"] == "held"
    assert jordan.get(f"{morgan}/note-draft")["version"] == 0
    assert mark in texts(jordan, morgan)
    assert mark not in texts(sam, morgan)
    seal_now(cloud, note["id"])
    assert note["id"] not in held_rows(cloud)
    assert mark in texts(sam, morgan)
    path = f"/notes/{note['id']}"
    for method in FORBIDDEN_EDITS:
        assert refusal(sam.request, method, path, {"text": "Other"})[0] == 409
    assert refusal(jordan.request, "DELETE", path, {})[0] == 409
    added = sam.post(f"{path}/addenda", {"text": TYPED})
    (sealed,) = [each for each in jordan.get(f"{morgan}/notes")["items"] if each["text"] == mark]
    assert sealed["addenda"] == [added]
    assert added["text"] == TYPED


def test_a_held_note_is_taken_back_into_the_draft(cloud, jordan, morgan):
    note = save(jordan, morgan, "Too early")
    jordan.request("DELETE", f"/notes/{note['id']}", {})
    assert jordan.status == 204
    assert note["id"] not in held_rows(cloud)
    assert jordan.get(f"{morgan}/note-draft")["text"] == "Too early"
    jordan.request("DELETE", f"{morgan}/note-draft", {})
    assert jordan.get(f"{morgan}/note-draft")["version"] == 0


def test_readers_read_exactly_their_levels(cloud, practice, jordan):
    """S2: client, Admin and provider each read exactly their levels."""
    riley, mark = f"/clients/{practice.client_ids[RILEY.email]}", uuid4().hex
    sam = practice.signed_in(SAM)
    levels = ("private", "care_team", "practice", "shared")
    notes = [save(sam, riley, f"{mark} {level}", level)["id"] for level in levels]
    seal_now(cloud, *notes)
    own = practice.signed_in(RILEY)
    assert texts(own, riley, q=mark) == [f"{mark} shared"]
    assert sorted(texts(sam, riley, q=mark)) == sorted(f"{mark} {level}" for level in levels)
    assert refusal(jordan.get, f"{riley}/notes")[0] == 404
    admin = practice.signed_in(JORDAN, "admin")
    assert sorted(texts(admin, riley, q=mark)) == [f"{mark} practice", f"{mark} shared"]
    readers = sam.get(f"{riley}/note-readers?level=care_team")["readers"]
    assert readers == [{"name": SAM.name, "role": "provider"}]


def test_a_repeated_request_saves_one_note(jordan, morgan):
    key, mark = uuid4().hex, uuid4().hex
    first = save(jordan, morgan, mark, key=key)
    assert save(jordan, morgan, mark, key=key)["id"] == first["id"]
    assert texts(jordan, morgan, q=mark) == [mark]
    assert refusal(save, jordan, morgan, "Other", "care_team", key)[0] == 422


def test_a_card_number_is_refused_in_a_note_and_in_its_draft(jordan, morgan):
    """S46: the refusal is at the field `text` and does not repeat the number."""
    number = "4242 4242 4242 4242"
    for call in (
        lambda: save(jordan, morgan, number),
        lambda: jordan.put(f"{morgan}/note-draft", {"text": number}),
    ):
        status, answer = refusal(call)
        assert (status, list(answer["fields"])) == (422, ["text"])
        assert "4242" not in str(answer)
