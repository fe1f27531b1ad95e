"""Tests that the demo practice shows a week in which people work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import quote

import pytest

from localstack.api_client import ApiRefused
from localstack.demo import DemoPeople, make_lived_in
from localstack.demo_days import day
from localstack.demo_notes import DRAFT, JOINT, NOTES, OF_RILEY
from localstack.demo_office import NEWCOMER
from localstack.demo_week import DIRECTIONS, MORGANS_NUMBER
from tests.cloud.note_rows import held_rows, seal_now

KEYS = {
    "publishable_key": "pk_test_lindenhall",
    "secret_key": "sk_test_lindenhall",
    "webhook_secret": "whsec_lindenhall",
}
TEXTS = dict(NOTES)
PROCESS = "Process note of the intake."
AWAY = (404, "NotFound")


def at_another_address(person):
    """Return the same person with an address that no other practice uses."""
    return replace(person, email=person.email.replace("@", "@lindenhall."))


@pytest.fixture(scope="module")
def practice(cloud):
    """Make a demo practice beside the one whose records other tests count."""
    people = DemoPeople()
    jordan, sam, *clients = (at_another_address(each) for each in people.all)
    return make_lived_in(cloud, DemoPeople(jordan, sam, tuple(clients), KEYS))


@pytest.fixture
def who(practice):
    """Return the API clients by first name; the staff act as providers."""
    callers = practice.by_first_name()
    callers["jordan"].switch_role("provider")
    return callers


def path(practice, name):
    return f"/clients/{practice.ids[name]}"


def everything(caller, address):
    """Return the items of all pages of a list."""
    joint = "&" if "?" in address else "?"
    page = caller.get(address)
    items = page["items"]
    while page["next"]:
        page = caller.get(f"{address}{joint}cursor={quote(page['next'])}")
        items += page["items"]
    return items


def as_admin(caller):
    caller.switch_role("admin")
    return caller


def texts(caller, client):
    return {each["text"] for each in everything(caller, f"{client}/notes")}


def test_the_weeks_have_visits_in_every_state(practice, who):
    since = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    visits = everything(as_admin(who["jordan"]), f"/appointments?from={since}")
    states = {each["status"] for each in visits}
    assert states == {
        "requested",
        "booked",
        "confirmed",
        "arrived",
        "completed",
        "no_show",
        "cancelled",
    }
    assert [each["client"]["id"] for each in visits if each["late"]] == [practice.ids["morgan"]]
    ahead = {date.fromisoformat(each["local"][:10]) for each in visits}
    today = date.fromisoformat(day())
    monday = today + timedelta(days=7 - today.weekday())
    assert any(monday <= each < monday + timedelta(days=7) for each in ahead)
    assert len({each for each in ahead if each < today + timedelta(days=14)}) >= 6


def test_the_weeks_have_visits_by_video_at_the_office_and_by_phone(practice, who):
    visits = everything(as_admin(who["jordan"]), f"/appointments?from={day()}T00:00:00Z")
    ahead = [each for each in visits if each["status"] in {"booked", "confirmed"}]
    assert {each["location"] for each in ahead} == {"video", "office", "phone"}
    places = [
        who["jordan"].get(f"/appointments/{each['id']}/place")
        for each in ahead
        if each["location"] != "video"
    ]
    assert {each["address"] for each in places if each["location"] == "office"} == {DIRECTIONS}
    numbers = {call["client"]["id"]: call["phone"] for each in places for call in each["calls"]}
    morgan, riley = practice.ids["morgan"], practice.ids["riley"]
    assert numbers == {morgan: MORGANS_NUMBER, riley: None}


def test_a_series_repeats_one_visit_each_week(who):
    visits = everything(who["jordan"], f"/appointments?from={day()}T00:00:00Z")
    (series,) = {each["series"]["id"] for each in visits if each["series"]}
    days = [
        date.fromisoformat(each["local"][:10])
        for each in visits
        if each["series"] and each["series"]["id"] == series
    ]
    assert [(after - before).days for before, after in pairwise(days)] == [7] * 3


def test_a_note_of_each_level_is_read_by_exactly_the_right_people(cloud, practice, who):
    """S2, S39: the author reads all notes, others only those of their levels."""
    avery, morgan, riley = (path(practice, name) for name in ("avery", "morgan", "riley"))
    jordan, sam = who["jordan"], who["sam"]
    notes = everything(jordan, f"{avery}/notes") + everything(sam, f"{morgan}/notes")
    notes += everything(sam, f"{riley}/notes")
    held = held_rows(cloud)
    seal_now(cloud, *(each["id"] for each in notes if each["id"] in held))
    assert texts(jordan, avery) == {*TEXTS.values(), PROCESS}
    process = [each for each in everything(jordan, f"{avery}/notes") if each["text"] == PROCESS]
    assert [(each["level"], each["psychotherapy"]) for each in process] == [("private", True)]
    assert texts(who["avery"], avery) == {TEXTS["shared"]}
    for stranger in ("sam", "morgan", "riley"):
        assert refusal(who[stranger].get, f"{avery}/notes") == AWAY
    assert texts(jordan, morgan) == texts(sam, morgan) == {JOINT}
    assert texts(who["morgan"], morgan) == texts(who["riley"], riley) == set()
    assert texts(sam, riley) == {text for _, text in OF_RILEY}
    assert refusal(jordan.get, f"{riley}/notes") == AWAY
    assert texts(as_admin(jordan), riley) == {dict(OF_RILEY)["practice"]}


def refusal(call, *arguments):
    with pytest.raises(ApiRefused) as refused:
        call(*arguments)
    return refused.value.status, refused.value.answer["error"]


def test_a_new_note_is_held_for_its_author_alone(practice, who):
    morgan = path(practice, "morgan")
    note = who["sam"].post(f"{morgan}/notes", {"level": "care_team", "text": "Held for now."})
    assert note["state"] == "held"
    assert "Held for now." in texts(who["sam"], morgan)
    assert "Held for now." not in texts(who["jordan"], morgan)
    who["sam"].request("DELETE", f"/notes/{note['id']}", {})
    who["sam"].request("DELETE", f"{morgan}/note-draft", {})


def test_a_draft_is_there_for_its_author_alone(cloud, practice, who):
    morgan = path(practice, "morgan")
    assert who["jordan"].get(f"{morgan}/note-draft")["text"] == DRAFT
    assert who["sam"].get(f"{morgan}/note-draft")["version"] == 0
    assert JOINT in texts(who["sam"], morgan)
    assert refusal(who["morgan"].get, f"{morgan}/note-draft")[0] == 403


def test_one_message_waits_with_its_age_and_one_thread_is_closed(practice, who):
    waiting = everything(who["jordan"], "/threads?waiting=true")
    assert [(each["client"]["name"], each["waiting_days"]) for each in waiting] == [
        ("Avery Stone", 0)
    ]
    assert waiting[0]["waiting_since"] is not None
    threads = everything(who["jordan"], f"/threads?client_id={practice.ids['morgan']}")
    closed = [each for each in threads if each["state"] == "closed"]
    assert [(each["subject"], each["taken_by"]["name"]) for each in closed] == [
        ("The new time", "Jordan Ellis")
    ]
    assert [each["unread"] for each in everything(who["riley"], "/threads")] == [True]
    assert refusal(who["riley"].get, f"/threads/{closed[0]['id']}") == AWAY


def test_one_document_is_to_sign_one_is_signed_and_one_is_requested(practice, who):
    documents = {
        each["name"]: each
        for each in everything(who["avery"], f"{path(practice, 'avery')}/documents")
    }
    assert {name: each["status"] for name, each in documents.items()} == {
        "Consent to telehealth.pdf": "to_sign",
        "Agreement to treatment.pdf": "signed",
        "Welcome letter.pdf": "stored",
        "Insurance card": "requested",
    }
    assert documents["Insurance card"]["due_on"] == day(7)
    signature = documents["Agreement to treatment.pdf"]["signature"]
    assert signature["name"] == "Avery Stone"


def test_the_waitlist_and_contact_us_have_one_entry_each(who):
    (wait,) = who["morgan"].get("/waitlist")["items"]
    assert (wait["service"]["name"], wait["parts"]) == ("Intake", ["morning"])
    # The schedule offers a free morning within a minute.
    assert wait["status"] in {"waiting", "offered"}
    assert [each["id"] for each in who["sam"].get("/waitlist")["items"]] == [wait["id"]]
    (request,) = everything(as_admin(who["jordan"]), "/contact-requests")
    assert (request["name"], request["text"]) == (NEWCOMER["name"], NEWCOMER["text"])
    assert who["sam"].get("/contact-requests/count")["receives"] is False
