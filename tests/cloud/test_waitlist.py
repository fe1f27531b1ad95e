"""Tests the waitlist in the running product, from one client to the next."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.appointments.domain.waitlist import MAX_OPEN_WAITS
from chalicelib.platform.dynamodb.key_parts import moment
from localstack import warm_up
from localstack.api_client import ApiRefused
from tests.cloud.other_practice import OtherPractice
from tests.cloud.raw_http import page_headers, send_raw
from tests.cloud.rows import belongings, change

DAY = (datetime.now(UTC) + timedelta(days=50)).date()
HOURS = {"zone": "UTC", "weekly": [], "time_off": []}
BODY = {"until": DAY.isoformat(), "zone": "UTC"}
AT_ONCE = 20
AT = f"{DAY}T10:00:00Z"


@pytest.fixture(scope="module")
def elm(cloud):
    """Return a practice of its own, whose provider works one hour."""
    return OtherPractice(cloud, "elm@elm.example", "river@mail.example")


@pytest.fixture
def service(elm):
    """Return the id of a visit for which the practice's provider has exactly one time."""
    admin = elm.admin()
    me = admin.get("/me")["person"]["id"]
    visit = {"minutes": 60, "bookable": "online"}
    body = {"name": "Early visit", "visit": visit, "provider_ids": [me]}
    service = admin.post("/visit-services", body)
    hours = [{"day": DAY.isoformat(), "hours": [{"from": "10:00", "to": "11:00"}]}]
    set_hours(admin, me, hours)
    return service["id"]


def set_hours(admin, provider, exceptions):
    version = admin.get(f"/providers/{provider}/hours")["version"]
    body = HOURS | {"exceptions": exceptions, "version": version}
    admin.put(f"/providers/{provider}/hours", body)


def run(cloud):
    cloud.invoke("RemindAppointments", warm_up.event("RemindAppointments"))


def let_offer_end(cloud, practice, wait):
    """Change a stored offer as if its time were over, and run the schedule."""
    past = moment(datetime.now(UTC) - timedelta(minutes=1))
    for row in belongings(cloud, practice):
        if row["sk"]["S"] == f"W#{wait}":
            offer = json.loads(row["offer"]["S"]) | {"ends": past}
            change(cloud, row, offer=json.dumps(offer), g3sk=past)
    run(cloud)


def statuses(staff):
    return {each["id"]: each["status"] for each in staff.get("/waitlist")["items"]}


def test_a_freed_time_is_offered_to_one_after_the_other(cloud, elm, service):
    """S2, S27: each function has the permissions that it needs for the waitlist."""
    staff = elm.admin()
    me = staff.get("/me")["person"]["id"]
    facts = {"legal_name": "Robin Hale", "email": "robin@mail.example", "provider_ids": [me]}
    robin = staff.post("/clients", facts)["id"]
    taken = staff.post(
        "/appointments",
        {
            "client_id": elm.client_id,
            "provider_ids": [me],
            "service": service,
            "starts_at": AT,
            "zone": "UTC",
        },
    )
    first = staff.post("/waitlist", BODY | {"client_id": robin, "service": service})["id"]
    client = elm.client
    second = client.post("/waitlist", BODY | {"service": service})["id"]
    run(cloud)
    assert statuses(staff) == {first: "waiting", second: "waiting"}

    staff.request("PATCH", f"/appointments/{taken['id']}", {"status": "cancelled", "version": 1})
    run(cloud)
    assert statuses(staff) == {first: "offered", second: "waiting"}
    let_offer_end(cloud, elm.practice, first)
    run(cloud)
    assert statuses(staff) == {first: "waiting", second: "offered"}
    with pytest.raises(ApiRefused) as refused:
        staff.post(f"/waitlist/{first}/accept", {})
    assert refused.value.status == 409

    booked = client.post(f"/waitlist/{second}/accept", {})
    assert (booked["status"], booked["starts_at"]) == ("booked", AT)
    assert statuses(staff) == {first: "waiting"}
    run(cloud)
    assert statuses(staff) == {first: "waiting"}
    staff.request("DELETE", f"/waitlist/{first}", {})
    staff.request("PATCH", f"/appointments/{booked['id']}", {"status": "cancelled", "version": 1})


def test_of_twenty_joins_at_once_five_are_stored(elm, service):
    """The count of a client's waits holds when the functions run at the same time."""
    staff = elm.admin()
    me = staff.get("/me")["person"]["id"]
    facts = {"legal_name": "Ash Reed", "email": "ash@mail.example", "provider_ids": [me]}
    ash = staff.post("/clients", facts)["id"]
    body = json.dumps(BODY | {"client_id": ash, "service": service}).encode()

    def join(_: int) -> int:
        return send_raw(staff.url, "POST", "/waitlist", body, page_headers(staff)).status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(join, range(AT_ONCE)))
    assert set(answers) <= {201, 409, 503}
    count = len(staff.get(f"/waitlist?client={ash}")["items"])
    # A busy machine may answer 503 before a function that has joined the client answers.
    assert answers[201] <= count <= MAX_OPEN_WAITS
    rest = [join(number) for number in range(count, MAX_OPEN_WAITS + 1)]
    assert rest == [201] * (MAX_OPEN_WAITS - count) + [409]
    waits = [each["id"] for each in staff.get(f"/waitlist?client={ash}")["items"]]
    assert len(waits) == MAX_OPEN_WAITS
    staff.post(f"/waitlist/{waits[0]}/withdraw", {"reason": "One too many."})
    assert staff.post("/waitlist", BODY | {"client_id": ash, "service": service})["id"]
    (ended,) = staff.get(f"/clients/{ash}/ended-waits")["items"]
    assert (ended["id"], ended["reason"]) == (waits[0], "One too many.")
