"""
Runs the product's socket functions and tables in this process.

The stand-in gateway calls the functions. Example:

    with signaling_harness() as harness:
        visit = harness.practice().visit(providers=1, clients=1)
        pat, cleo = visit.people
        page = pat.opens()
        page.join()
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

import app
from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import seat_participants
from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.service import client_billing
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import bookings as wiring_bookings
from chalicelib.wiring import directory as wiring_directory
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import visits as wiring_visits
from tests.clients.assignment import assign
from tests.platform.http.browser import Answer, Browser
from tests.platform.http.front import Front, an_api, forget
from tests.platform.record_store import RecordStore
from tests.visits.gateway.functions import Functions
from tests.visits.gateway.gateway import Gateway
from tests.visits.signaling.pages import Page, open_socket
from tests.visits.signaling.tables import NoRows, Rows, one_at_a_time

ZONE = "America/New_York"
MINUTES = 50
RELAYS = {
    "ICE_PROVIDER": "shared-secret",
    "ICE_POLICY": "relay",
    "TURN_URLS": "turn:relay.clocktree.test:3478?transport=udp",
    "TURN_SECRET": "a secret of the tests",
}


@dataclass
class VisitMember:
    """A participant of a visit who is signed in."""

    practice: "PracticeHarness"
    name: str
    access: Access
    membership: Membership
    browser: Browser
    seat: str = ""
    room: str = ""

    def use_role(self, role: Role) -> None:
        """Change the role that this person acts in."""
        assert self.browser.post("/auth/role", {"role": role.value}).status == 200
        self.access = replace(self.access, role=role)

    def request_ticket(self, room: str = "", inst: str = "") -> Answer:
        """
        Ask the API for a ticket to the room, or to another room if one is given.

        `inst` identifies the page that asks, if the page has joined before.
        """
        path = f"/appointments/{room or self.room}/call-ticket"
        return self.browser.call(
            "POST",
            path,
            json.dumps({"inst": inst} if inst else {}),
            resource="/appointments/{appointment_id}/call-ticket",
        )

    def address(self, room: str = "", inst: str = "") -> str:
        """Return the gateway's URL with a new ticket to the room."""
        answer = self.request_ticket(room, inst)
        assert answer.status == 201, answer.text
        return f"{self.practice.harness.gateway.url}?{urlsplit(answer.json['url']).query}"

    def opens(self, inst: str = "") -> Page:
        """Open a page of the room; the page has sent nothing yet."""
        harness = self.practice.harness
        harness.pages.append(
            Page(
                open_socket(self.address()),
                self.seat,
                inst or RandomIdGenerator().id(),
                harness.tick,
            )
        )
        return harness.pages[-1]

    def joins(self, inst: str = "", **how: Any) -> Page:
        """Open a page that joins the room, or its lobby."""
        page = self.opens(inst)
        page.join(**how)
        return page


@dataclass
class Visit:
    """A visit that begins in ten minutes, and its people; the providers come first."""

    practice: "PracticeHarness"
    appointment: Appointment
    people: list[VisitMember]

    @property
    def room(self) -> str:
        return self.appointment.id

    def all_in(self) -> list[Page]:
        """
        Open a page for each person and admit all clients; return the pages.

        All messages that have arrived by then count as read.
        """
        pages = [each.joins() for each in self.people]
        if any(page.of("waiting") for page in pages):
            pages[0].say("admit", all=True)
        for page in pages:
            if not page.of("joined"):
                page.next("joined")
        self.practice.harness.gateway.wait_until_idle()
        for page in pages:
            page.news()
        return pages


@dataclass
class PracticeHarness:
    """A practice to which tests add people and visits."""

    harness: "SignalingHarness"
    id: PracticeId

    def someone(self, role: Role, name: str, *others: Role) -> VisitMember:
        """Add a person who has all given roles, and sign them in as `role`."""
        number = next(self.harness.numbers)
        email, person = f"{number}@clocktree.test", PersonId(RandomIdGenerator().id())
        client = self._profile(name, email) if role is Role.CLIENT else None
        membership = Membership(
            self.id, person, frozenset({role, *others}), MembershipStatus.ACTIVE, client=client
        )
        self.harness.front.memberships.add(self.access(), membership, PersonSummary(name, email))
        signed_in = wiring_identity.sessions().open(membership, Caller())
        member = VisitMember(
            self,
            name,
            signed_in.access,
            membership,
            Browser(app.app, {"__Host-sid": signed_in.cookie}),
        )
        if signed_in.access.role is not role:
            member.use_role(role)
        return member

    def visit(self, providers: int = 1, clients: int = 1) -> Visit:
        """Book a visit that begins in ten minutes, with new providers and new clients."""
        hosts = [self.someone(Role.PROVIDER, f"Pat Provider {n}") for n in range(providers)]
        return self.visit_of(
            *hosts, *(self.someone(Role.CLIENT, f"Cleo Client {n}") for n in range(clients))
        )

    def visit_of(self, *people: VisitMember) -> Visit:
        """Book a visit that begins in ten minutes, with these people."""
        hosts = [each.access.person for each in people if each.access.role is Role.PROVIDER]
        clients = [each.access.client for each in people if each.access.client]
        assign(self.harness.store, clients, hosts, self.access())
        seats = [SeatId(RandomIdGenerator().id()) for _ in people]
        now, room = self.harness.clock(), AppointmentId(RandomIdGenerator().id())
        appointment = Appointment(
            room,
            self.id,
            seat_participants(hosts, clients, seats),
            now + timedelta(minutes=10),
            MINUTES,
            ZONE,
            now,
            names=tuple((seat, each.name) for seat, each in zip(seats, people, strict=True)),
        )
        stored = wiring_appointments.appointment_rows().add(people[0].access, appointment, (), None)
        for seat, each in zip(seats, people, strict=True):
            each.seat, each.room = seat, appointment.id
        return Visit(self, stored, list(people))

    def access(self) -> Access:
        """Return an `Access` for an Admin of this practice."""
        return Access(self.id, PersonId("per-1"), Role.ADMIN, session="s1", request="r1")

    def _profile(self, name: str, email: str) -> ClientId:
        client = Client(
            ClientId(RandomIdGenerator().id()), self.id, Profile(name, email), self.harness.clock()
        )
        DynamoClients(wiring_platform.vault(), self.harness.store.audit, self.harness.clock).add(
            self.access(), client, None
        )
        return client.id


@dataclass
class SignalingHarness:
    """
    Holds the API and the stand-in gateway that the tests of one module share.

    `pages`: all pages that the current test has opened.
    """

    front: Front
    gateway: Gateway
    pages: list[Page] = field(default_factory=list)
    rows: Rows | NoRows = field(default_factory=Rows)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    @property
    def store(self) -> RecordStore:
        """Return the tables, the keys and the audit trail."""
        return self.front.store

    @property
    def clock(self) -> Any:
        """Return the fake clock that the product and the gateway share."""
        return self.front.store.clock

    def reset(self) -> None:
        """
        Close all pages and restore the tables.

        Without this reset, each test would leave rows behind, and every additional row
        makes the emulated tables slower.
        """
        self.gateway.faults.clear()
        self.gateway.abort(as_stale=True)
        self.gateway.wait_until_idle()
        while self.pages:
            self.pages.pop().close()
        self.rows.restore()
        self.gateway.errors.clear()
        restart_functions()

    def tick(self) -> None:
        """Advance the clock by 0.4 seconds; 25 ticks are ten seconds."""
        self.clock.pass_seconds(0.4)

    def practice(self) -> PracticeHarness:
        """Return the practice that exists in every harness."""
        return PracticeHarness(self, self.store.practice)

    def other_practice(self) -> PracticeHarness:
        """Create another practice, which has its own keys."""
        practice = PracticeId(RandomIdGenerator().id())
        self.store.provisioning.create(practice)
        harness = PracticeHarness(self, practice)
        wiring_directory.practice_rows().add(
            harness.access(), Practice(practice, "Elsewhere", ZONE), client_billing()
        )
        return harness


@contextmanager
def signaling_harness(*, emulated: bool = True, **how: Any) -> Iterator[SignalingHarness]:
    """
    Provide a running signaling harness.

    If `emulated` is True, the tables are emulated in this process. Calls to the tables
    are then serialized, and each reset restores the tables' rows.
    """
    with pytest.MonkeyPatch.context() as patch, an_api() as front:
        for client in (front.store.dynamodb, front.store.kms) if emulated else ():
            one_at_a_time(patch, client)
        with Gateway(Functions.of(app), clock=front.store.clock, **how) as gateway:
            for name, value in {**RELAYS, "SOCKET_ENDPOINT": gateway.endpoint}.items():
                patch.setenv(name, value)
            restart_functions()
            harness = SignalingHarness(front, gateway, rows=Rows() if emulated else NoRows())
            yield harness
            harness.reset()


def restart_functions() -> None:
    """Clear the caches of the socket functions, as if their process were new."""
    forget(wiring_bookings, wiring_visits)
