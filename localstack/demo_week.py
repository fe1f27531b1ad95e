"""Adds two weeks of visits to the demo practice, with services and hours."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from websockets import ConnectionClosed, Origin
from websockets.sync.client import connect

from chalicelib.platform.id_generator import RandomIdGenerator
from localstack.api_client import ApiClient
from localstack.demo_days import ZONE, day

DIRECTIONS = (
    "120 Willow Creek Road, Albany, NY 12203\nSecond floor. Parking is behind the house, and bus 12"
    " stops at the door."
)
SERVICES = {
    "Intake": (
        "The first visit: your story, your questions, and what we can do.",
        {
            "minutes": 50,
            "buffer_after": 10,
            "minimum_notice": 24 * 60,
            "notice_period": 24 * 60,
            "bookable": "request",
        },
        18_000,
    ),
    "Follow-up": (
        "A short visit between sessions.",
        {"minutes": 25, "buffer_after": 5, "minimum_notice": 4 * 60, "bookable": "online"},
        9_000,
    ),
    "Office session": (
        "A session in our rooms, for those who like to come.",
        {
            "minutes": 50,
            "buffer_after": 10,
            "minimum_notice": 24 * 60,
            "bookable": "request",
            "location": "office",
            "directions": DIRECTIONS,
        },
        18_000,
    ),
    "Check-in call": (
        "A short call on how the week went.",
        {
            "minutes": 15,
            "minimum_notice": 4 * 60,
            # Longer than a weekend, so that the next free time is always within it.
            "notice_period": 72 * 60,
            "bookable": "online",
            "location": "phone",
        },
        4_500,
    ),
}
MORNING, AFTERNOON = ("09:00", "12:00"), ("13:00", "17:00")
JORDANS_HOURS = [(weekday, *each) for weekday in range(5) for each in (MORNING, AFTERNOON)]
SAMS_HOURS = [(weekday, "10:00", "18:00") for weekday in range(4)]
DAYS_AHEAD = 13
WEDNESDAY, FRIDAY = 2, 4
WEEKLY = "FREQ=WEEKLY;COUNT=4"
MORGANS_NUMBER = "+1 518 555 0142"
CAPS = {"sfu": False, "h264": True, "screen": True}
JOIN: dict[str, Any] = {"action": "join", "inst": "demo", "after": 0, "caps": CAPS}
END = {"action": "end"}
SOCKET_SECONDS = 15


@dataclass(frozen=True)
class DemoVisit:
    """
    A visit to book on the provider's n-th day with free times, from `at` on.

    `status` is what becomes of it. `client` books it alone if `is_own` is true; a visit that
    clients may only ask for is then requested.
    """

    provider: str
    client: str
    service: str
    nth_day: int
    at: str
    status: str = "booked"
    is_own: bool = False


VISITS = (
    DemoVisit("jordan", "avery", "Follow-up", 1, "10:00", "confirmed"),
    DemoVisit("jordan", "morgan", "Check-in call", 0, "09:00", "cancelled", is_own=True),
    DemoVisit("jordan", "morgan", "Follow-up", 1, "14:00", is_own=True),
    DemoVisit("jordan", "avery", "Intake", 2, "09:30", "requested", is_own=True),
    DemoVisit("jordan", "morgan", "Intake", 3, "11:00"),
    DemoVisit("jordan", "avery", "Follow-up", 3, "15:00", "cancelled"),
    DemoVisit("jordan", "morgan", "Follow-up", 4, "13:30", "confirmed"),
    DemoVisit("jordan", "avery", "Follow-up", 6, "10:00"),
    DemoVisit("jordan", "avery", "Office session", 2, "14:00", "confirmed"),
    DemoVisit("jordan", "morgan", "Check-in call", 4, "10:00", is_own=True),
    DemoVisit("jordan", "morgan", "Office session", 6, "14:30"),
    DemoVisit("sam", "riley", "Intake", 1, "10:30", "confirmed"),
    DemoVisit("sam", "morgan", "Follow-up", 1, "16:00"),
    DemoVisit("sam", "riley", "Follow-up", 2, "16:30", "cancelled", is_own=True),
    DemoVisit("sam", "riley", "Intake", 3, "14:00", "requested", is_own=True),
    DemoVisit("sam", "morgan", "Follow-up", 5, "10:00", "confirmed"),
    DemoVisit("sam", "morgan", "Office session", 2, "12:30"),
    DemoVisit("sam", "riley", "Check-in call", 3, "11:30", "confirmed"),
)


@dataclass(eq=False)
class DemoWeek:
    """
    Adds the visits through the API, at times that are free.

    `people` are the API clients of Jordan, Sam, Avery, Morgan and Riley by first name, the
    staff as providers. `ids` are the ids of the three clients by the same names. The API books
    no visit that is over, so the visits of the past began within the last half hour.
    """

    people: dict[str, ApiClient]
    ids: dict[str, str]

    def make(self) -> None:
        """Make the services, the hours and a day off, then the appointments."""
        self.providers = {
            name: str(self.people[name].get("/me")["person"]["id"]) for name in ("jordan", "sam")
        }
        self._set_hours("jordan", JORDANS_HOURS, day_off=_of_next_week(FRIDAY))
        self._set_hours("sam", SAMS_HOURS)
        self.services = dict(self._make_services())
        self._add_number("morgan", MORGANS_NUMBER)
        self._complete_one()
        self._miss_one()
        self._let_one_arrive()
        for visit in VISITS:
            self._make(visit)
        self._make_series()

    def _make_services(self) -> Iterator[tuple[str, str]]:
        jordan = self.people["jordan"]
        jordan.switch_role("admin")
        for name, (description, terms, minor) in SERVICES.items():
            visit = terms | {"price": {"minor": minor, "currency": "USD"}}
            facts = {"name": name, "description": description, "visit": visit}
            offered = facts | {"provider_ids": list(self.providers.values())}
            yield name, str(jordan.post("/visit-services", offered)["id"])
        jordan.switch_role("provider")

    def _add_number(self, client: str, phone: str) -> None:
        """Add the number at which a client is called; the others have none."""
        jordan, path = self.people["jordan"], f"/clients/{self.ids[client]}"
        jordan.request("PATCH", path, {"phone": phone, "version": jordan.get(path)["version"]})

    def _set_hours(self, name: str, weekly: list[tuple[int, str, str]], day_off: str = "") -> None:
        provider, path = self.people[name], f"/providers/{self.providers[name]}/hours"
        windows = [{"weekday": each, "from": since, "to": to} for each, since, to in weekly]
        hours = {
            "zone": ZONE,
            "weekly": windows,
            "time_off": [{"from": day_off, "to": day_off}] if day_off else [],
            "version": provider.get(path)["version"],
        }
        provider.put(path, hours)

    def _complete_one(self) -> None:
        """Make a visit that began 22 minutes ago, and end its room as the provider."""
        jordan = self.people["jordan"]
        visit = self._book("jordan", "morgan", "Follow-up", _minutes_ago(22))
        url = jordan.post(f"/appointments/{visit['id']}/call-ticket")["url"]
        with connect(str(url), origin=Origin(jordan.url), open_timeout=SOCKET_SECONDS) as socket:
            for message in (JOIN, END):
                envelope = {"v": 1, "id": RandomIdGenerator().id()}
                socket.send(json.dumps(envelope | message))
            # The server closes the socket when the room has ended.
            try:
                with suppress(ConnectionClosed):
                    while True:
                        socket.recv(timeout=SOCKET_SECONDS)
            except TimeoutError:
                raise TimeoutError("the room of a demo visit did not end") from None

    def _miss_one(self) -> None:
        missed = self._book("sam", "riley", "Follow-up", _minutes_ago(15))
        self.people["sam"].post(f"/appointments/{missed['id']}/no-show")

    def _let_one_arrive(self) -> None:
        """Make a visit that begins in 40 minutes, whose client is there already."""
        early = self._book("sam", "morgan", "Follow-up", _minutes_ago(-40))
        self.people["sam"].post(f"/appointments/{early['id']}/arrived")

    def _make_series(self) -> None:
        """Book four weekly visits in Jordan's lunch break, when nothing else is booked."""
        starts = datetime.fromisoformat(f"{_of_next_week(WEDNESDAY)}T12:15")
        local = starts.replace(tzinfo=ZoneInfo(ZONE)).isoformat()
        self._book("jordan", "morgan", "Follow-up", local, repeat={"rule": WEEKLY})

    def _make(self, visit: DemoVisit) -> None:
        starts = self._free_time(visit)
        booked = self._book(
            visit.provider, visit.client, visit.service, starts, is_own=visit.is_own
        )
        path = f"/appointments/{booked['id']}"
        if visit.status == "confirmed":
            self.people[visit.client].post(f"{path}/confirm")
        elif visit.status == "cancelled":
            who = self.people[visit.client if visit.is_own else visit.provider]
            change = {"status": "cancelled", "version": booked["version"]}
            who.request("PATCH", path, change | {"allow_late": visit.is_own})

    def _book(
        self,
        provider: str,
        client: str,
        service: str,
        starts: str,
        *,
        is_own: bool = False,
        **options: Any,
    ) -> Any:
        booking = {
            "client_id": self.ids[client],
            "provider_ids": [self.providers[provider]],
            "service": self.services[service],
            "starts_at": starts,
            "zone": ZONE,
            "notify": False,
            **options,
        }
        return self.people[client if is_own else provider].post("/appointments", booking)

    def _free_time(self, visit: DemoVisit) -> str:
        """Return when the visit can be on its day; raise RuntimeError if never."""
        slots = self._slots(visit.provider, visit.service)
        days = sorted({each["local"][:10] for each in slots})
        on_day = [each for each in slots if days.index(each["local"][:10]) == visit.nth_day]
        later = [each for each in on_day if each["local"][11:16] >= visit.at]
        if not on_day:
            raise RuntimeError(f"The demo practice has no free time for {visit}.")
        return str((later or on_day)[0]["starts_at"])

    @cache  # noqa: B019 - the object lives as long as the cache
    def _slots(self, provider: str, service: str) -> Any:
        """Return what was free before the first booking; the visits are far apart."""
        query = (
            f"service={self.services[service]}&provider={self.providers[provider]}"
            f"&from={day()}&to={day(DAYS_AHEAD)}&zone={ZONE}"
        )
        return self.people[provider].get(f"/availability?{query}")["slots"]


def _minutes_ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="seconds")


def _of_next_week(weekday: int) -> str:
    """Return a day of the practice's next week; Monday is 0."""
    today = date.fromisoformat(day())
    return (today + timedelta(days=7 + weekday - today.weekday())).isoformat()
