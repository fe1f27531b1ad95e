"""Runs the product's socket functions over stores in memory and a gateway without HTTP."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

import pytest

from chalicelib.appointments.domain.appointment import Participant
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, ConnectionId, PersonId, SeatId
from chalicelib.platform import settings
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage
from chalicelib.wiring import visits as wiring_visits
from tests.kernel.fake_clock import FakeClock
from tests.platform.http.browser import ORIGIN
from tests.visits.gateway.gateway import Gateway
from tests.visits.room_harness import NAMES, Visit, an_access, an_appointment


@dataclass
class HandedSockets:
    """Implements `Sockets`."""

    gateway: Gateway

    def post(self, socket: ConnectionId, said: ServerMessage) -> Delivery:
        """As the adapter does, up to the call."""
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return Delivery.DELIVERED if self.gateway.hand(socket, text) else Delivery.GONE

    def alive(self, socket: ConnectionId) -> bool:
        """Whether the gateway has it."""
        return socket in self.gateway.open

    def close(self, socket: ConnectionId) -> None:
        """End it."""
        self.gateway.drop(socket)


@contextmanager
def in_memory(gateway: Gateway, clock: Any = None, sockets: Any = None) -> Iterator[Visit]:
    """Every socket that opens at this gateway meets in the rooms of this `Visit`'s stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for each in fields(settings.Settings):
            if each.default is MISSING:
                patch.setenv(each.name.upper(), ORIGIN if each.name == "origin" else "unused")
        settings.settings.cache_clear()
        visit = Visit(clock or FakeClock(), sockets=sockets or HandedSockets(gateway))
        for name, part in {"signaling_service": visit.signaling, "tickets": visit.tickets}.items():
            patch.setattr(wiring_visits, name, lambda part=part: part)
        yield visit
    settings.settings.cache_clear()


@dataclass(frozen=True)
class Guest:
    """One who takes part in the n-th appointment of a memory."""

    seat: SeatId
    access: Access
    room: AppointmentId

    def address(self, visit: Visit, gateway: Gateway) -> str:
        """Where a fresh ticket opens a socket."""
        return f"{gateway.url}?ticket={visit.tickets.issue(self.access, self.room).secret}"


def booked(visit: Visit, number: int) -> Sequence[Guest]:
    """One more appointment, of people of its own: two providers, two clients."""
    room = AppointmentId(f"01KAPPOINTMENT{number:012d}")
    guests = [Guest(seat, _somebody(seat, number), room) for seat in NAMES]
    participants = tuple(
        Participant(
            each.seat,
            each.access.role,
            None if each.access.client else each.access.person,
            each.access.client,
        )
        for each in guests
    )
    visit.bookings.rows[room] = an_appointment(id=room, participants=participants)
    return guests


def _somebody(seat: SeatId, number: int) -> Access:
    known = an_access(seat)
    client = ClientId(f"{known.client}{number}") if known.client else None
    return replace(
        known,
        person=PersonId(f"{known.person}{number}"),
        client=client,
        session=f"{known.session}{number}",
    )
