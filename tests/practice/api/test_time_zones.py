"""Tests the routes for time zones, and that every zone of a request is checked."""

import json

import pytest

from tests.practice.practice_api import CLIENT, PracticeApi, send

NO_ZONES = ["Factory", "posixrules", "right/America/New_York", "Etc/Unknown", "US/Eastern", "x"]


@pytest.fixture
def office(front):
    practice = PracticeApi(front)
    practice.accept()
    return practice


def test_the_list_has_canonical_names_only(office):
    names = office.sam.get("/time-zones").json["items"]
    assert {"America/New_York", "Asia/Kolkata", "UTC"} <= set(names)
    assert not {*NO_ZONES} & set(names)
    assert names == sorted(names)


def test_the_offsets_are_those_of_the_pinned_table(office):
    answer = office.sam.get("/time-zone-offsets", zone="America/Vancouver").json
    assert answer["zone"] == "America/Vancouver"
    assert answer["offsets"][-1]["minutes"] == -7 * 60


@pytest.mark.parametrize(
    ("old", "canonical"),
    [
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("right/America/New_York", "America/New_York"),
        ("America/Vancouver", "America/Vancouver"),
    ],
)
def test_the_offsets_of_a_device_or_a_record_are_found_by_an_old_name(office, old, canonical):
    by_old, by_new = (
        office.sam.get("/time-zone-offsets", zone=name, old_names="true")
        for name in (old, canonical)
    )
    assert by_old.json == by_new.json
    assert by_old.json["zone"] == canonical


def test_an_unknown_zone_has_no_offsets(office):
    for name in ("Etc/Unknown", "Factory", "x"):
        answer = office.sam.get("/time-zone-offsets", zone=name, old_names="true")
        assert (answer.status, list(answer.json["fields"])) == (422, ["zone"])


@pytest.mark.parametrize("zone", NO_ZONES)
def test_a_zone_that_is_not_canonical_is_refused_at_its_field(office, zone):
    client = office.client()["id"]
    answers = [
        office.admin.call("PATCH", "/practice", json.dumps({"zone": zone, "version": 1})),
        send(office.sam, "PATCH", CLIENT, client, {"zone": zone, "version": 1}),
        office.sam.get("/time-zone-offsets", zone=zone),
        office.sam.post(
            "/appointments",
            {
                "client_id": client,
                "starts_at": "2026-11-25T10:00:00-05:00",
                "minutes": 50,
                "zone": zone,
            },
        ),
    ]
    assert [(each.status, list(each.json["fields"])) for each in answers] == [(422, ["zone"])] * 4
