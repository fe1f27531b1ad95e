"""Tests that the schedule ends what was interrupted, with its own permissions."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.platform.dynamodb.key_parts import moment
from localstack import warm_up
from tests.cloud.rows import rows
from tests.cloud.test_permissions import oak, strict

__all__ = ["oak", "strict"]
EARLIER = timedelta(minutes=10)


@pytest.fixture
def series(oak):
    """Return the appointments of a new series."""
    oak.staff.switch_role("provider")
    starts = (datetime.now(UTC) + timedelta(days=3)).isoformat(timespec="seconds")
    booking = {
        "client_id": oak.client_id,
        "starts_at": starts,
        "minutes": 50,
        "zone": "America/Chicago",
        "allow_overlap": True,
        "repeat": {"rule": "FREQ=DAILY;COUNT=3"},
    }
    first = oak.staff.post("/appointments", booking)
    return of_series(oak, first["series"]["id"])


def of_series(oak, series):
    items = oak.staff.get(f"/appointments?client={oak.client_id}")["items"]
    return [each for each in items if each["series"] and each["series"]["id"] == series]


def interrupt(strict, series, action, former=()):
    """Store a change of the series, as if it had been interrupted ten minutes ago."""
    table, ident = strict.name("CoreTable"), series[0]["series"]["id"]
    (row,) = [each for each in rows(strict, table) if each["pk"]["S"].endswith(f"#SERIES#{ident}")]
    since = moment(datetime.now(UTC) - EARLIER)
    change = {
        "action": action,
        "appointments": [each["id"] for each in series],
        "since": since,
        "by": "somebody",
        "role": "provider",
        "former": list(former),
    }
    due = {"g3pk": {"S": "SERIESDUE#0"}, "g3sk": {"S": since}}
    item = row | due | {"change": {"S": json.dumps(change)}}
    strict.clients.make("dynamodb").put_item(TableName=table, Item=item)


def finish(strict):
    answer = strict.invoke("FinishAppointments", warm_up.event("FinishAppointments"))
    assert "settled" in answer, answer
    return answer


def test_an_interrupted_booking_is_removed(strict, oak, series):
    interrupt(strict, series, "book")
    assert finish(strict)["settled"] == 1
    assert of_series(oak, series[0]["series"]["id"]) == []
    assert finish(strict)["settled"] == 0


def test_an_interrupted_cancellation_is_completed_or_did_not_begin(strict, oak, series):
    interrupt(strict, series, "cancel")
    assert finish(strict)["settled"] == 1
    after = of_series(oak, series[0]["series"]["id"])
    assert [each["status"] for each in after] == ["booked"] * 3


def test_an_interrupted_move_is_undone(strict, oak, series):
    rule = series[0]["series"]["rule"]
    former = [
        {
            "appointment": each["id"],
            "starts_at": moment(datetime.fromisoformat(each["starts_at"])),
            "minutes": 25,
            "zone": each["zone"],
            "status": "booked",
            "place": f"{each['series']['id']} {each['local']} {each['zone']} {rule}",
            "version": each["version"] - 1,
            "new_start": moment(datetime.fromisoformat(each["starts_at"])),
            "new_minutes": each["minutes"],
        }
        for each in series
    ]
    interrupt(strict, series, "move", former)
    assert finish(strict)["settled"] == 1
    after = of_series(oak, series[0]["series"]["id"])
    assert [(each["starts_at"], each["minutes"]) for each in after] == [
        (each["starts_at"], 25) for each in series
    ]
