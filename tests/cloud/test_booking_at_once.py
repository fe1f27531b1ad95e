"""Tests in the running product that many bookings at once take a time only once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.cloud.raw_http import page_headers, send_raw

AT_ONCE = 20
START = (datetime.now(UTC) + timedelta(days=40)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def staff(other_practice):
    """Return the other practice's person, signed in as a provider."""
    if other_practice.staff.get("/me")["role"] != "provider":
        other_practice.staff.switch_role("provider")
    return other_practice.staff


@pytest.fixture
def booking(other_practice):
    return {
        "client_id": other_practice.client_id,
        "starts_at": START.isoformat(),
        "minutes": 50,
        "zone": "America/Chicago",
        "notify": False,
    }


def send(staff, method, path, body):
    return send_raw(staff.url, method, path, json.dumps(body).encode(), page_headers(staff))


def test_of_twenty_bookings_of_one_time_at_once_one_is_made(staff, booking):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(
            pool.map(lambda _: send(staff, "POST", "/appointments", booking), range(AT_ONCE))
        )
    assert sorted(each.status for each in answers) == [201, *[409] * (AT_ONCE - 1)]
    refusals = [each.data for each in answers if each.status == 409]
    assert {each["error"] for each in refusals} == {"SlotTaken"}
    for each in refusals:
        starts = {one["starts_at"] for one in each["free"]}
        assert starts
        assert f"{START:%Y-%m-%dT%H:%M:%SZ}" not in starts
    until = (START + timedelta(minutes=50)).isoformat()
    period = f"from={START:%Y-%m-%dT%H:%M:%SZ}&to={until[:19]}Z"
    assert len(staff.get(f"/appointments?{period}")["items"]) == 1


def test_of_two_moves_to_one_time_at_once_one_is_made(staff, booking):
    later = [START + timedelta(days=1, hours=number) for number in range(3)]
    ids = [
        staff.post("/appointments", booking | {"starts_at": each.isoformat()})["id"]
        for each in later[:2]
    ]
    move = {"starts_at": later[2].isoformat(), "version": 1}
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda each: send(staff, "PATCH", f"/appointments/{each}", move), ids)
        )
    assert sorted(each.status for each in answers) == [200, 409]
    knowing = move | {"allow_overlap": True}
    late = next(one for one, each in zip(ids, answers, strict=True) if each.status == 409)
    assert send(staff, "PATCH", f"/appointments/{late}", knowing).status == 200
