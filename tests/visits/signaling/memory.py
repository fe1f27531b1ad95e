"""Runs the socket functions with stores in memory and a gateway without HTTP."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

import pytest

from chalicelib.appointments.domain.participants import Participant
from chalicelib.clients.domain.client import Client, Profile
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, ConnectionId, PersonId, SeatId
from chalicelib.platform import settings
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage
from chalicelib.wiring import visits as wiring_visits
from tests.billing.builders import NOW, PRACTICE
from tests.kernel.fake_clock import FakeClock
from tests.platform.http.browser import ORIGIN
from tests.visits.gateway.gateway import Gateway
from tests.visits.room_harness import NAMES, Visit, an_access, an_appointment


@dataclass
class InProcessSockets:
    """Implements `Sockets` with direct calls to the stand-in gateway."""

    gateway: Gateway

    def post(self, socket: ConnectionId, message: ServerMessage) -> Delivery:
        """Serialize a message as the real adapter does, and deliver it."""
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        return Delivery.DELIVERED if self.gateway.deliver(socket, text) else Delivery.GONE

    def alive(self, socket: ConnectionId) -> bool:
        return socket in self.gateway.open

    def close(self, socket: ConnectionId) -> None:
        self.gateway.close(socket)


@contextmanager
def in_memory(gateway: Gateway, clock: Any = None, sockets: Any = None) -> Iterator[Visit]:
    """
    Run the product's socket functions on a new in-memory visit; yield the visit.

    If `sockets` is None, the visit uses the sockets of `gateway`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for each in fields(settings.Settings):
            if each.default is MISSING:
                patch.setenv(each.name.upper(), ORIGIN if each.name == "origin" else "unused")
        settings.settings.cache_clear()
        visit = Visit(clock or FakeClock(), sockets=sockets or InProcessSockets(gateway))
        for name, part in {"signaling_service": visit.signaling, "tickets": visit.tickets}.items():
            patch.setattr(wiring_visits, name, lambda part=part: part)
        yield visit
    settings.settings.cache_clear()


@dataclass(frozen=True)
class Guest:
    """A participant of an appointment that is stored in memory."""

    seat: SeatId
    access: Access
    room: AppointmentId

    def address(self, visit: Visit, gateway: Gateway) -> str:
        """Return the gateway's URL with a new ticket for this participant."""
        return f"{gateway.url}?ticket={visit.tickets.issue(self.access, self.room).secret}"


def book(visit: Visit, number: int) -> Sequence[Guest]:
    """Add an appointment of two new providers and two new clients."""
    room = AppointmentId(f"01KAPPOINTMENT{number:012d}")
    guests = [Guest(seat, _somebody(seat, number), room) for seat in NAMES]
    hosts = frozenset(each.access.person for each in guests if not each.access.client)
    for each in guests:
        if client := each.access.client:
            row = Client(
                client, PRACTICE, Profile(NAMES[each.seat], f"{client}@mail.example"), NOW, hosts
            )
            visit.directory.clients.rows[PRACTICE, client] = row
    participants = tuple(
        Participant(
            each.seat,
            each.access.role,
            None if each.access.client else each.access.person,
            each.access.client,
        )
        for each in guests
    )
    visit.book(an_appointment(id=room, participants=participants))
    return guests


def _somebody(seat: SeatId, number: int) -> Access:
    access = an_access(seat)
    client = ClientId(f"{access.client}{number}") if access.client else None
    return replace(
        access,
        person=PersonId(f"{access.person}{number}"),
        client=client,
        session=f"{access.session}{number}",
    )
