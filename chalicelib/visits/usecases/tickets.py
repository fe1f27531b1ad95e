"""Issues and redeems tickets, which open one socket each (docs/video.md#a1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.refusals import require_room
from chalicelib.appointments.domain.status import AGREED, AppointmentStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import AppointmentId, ConnectionId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.time_zones import local_day, local_time
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail
from chalicelib.visits.domain.room import RoomSnapshot, RoomState
from chalicelib.visits.domain.seat import SeatState, SocketConnection
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.seat_access import SeatAccess
from chalicelib.visits.usecases.stores import ConnectionStore, Ticket

TICKET_LIFETIME = timedelta(seconds=45)


class AppointmentReader(Protocol):
    """Reads appointments that the caller may see."""

    def reached(self, access: Access, appointment: AppointmentId) -> Appointment:
        """
        Return an appointment with the participants' names, and write an audit entry.

        Raises:
            NotFound: There is no such appointment, or the caller may not see it.
        """


class SignIns(Protocol):
    """Checks whether a session is still valid; a check does not prolong the session."""

    def holds(self, access: Access) -> bool:
        """
        Return whether a session is still valid and still has the same role.

        Raises:
            Unavailable: The store does not respond.
        """


@dataclass(frozen=True, slots=True)
class IssuedTicket:
    """
    A ticket with its secret, as the browser receives it.

    The store contains only a hash of the secret.
    """

    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Tickets:
    """
    Issues tickets, and redeems each ticket when its socket opens.

    `new_secret` returns a new secret: 256 random bits, encoded as 43 characters.
    """

    appointments: AppointmentReader
    rooms: RoomLifecycle
    connections: ConnectionStore
    sign_ins: SignIns
    audit: AuditTrail
    clock: Clock
    new_secret: Callable[[], str]

    def access_in_room(self, access: Access, appointment: AppointmentId, inst: str) -> Access:
        """
        Return the access with which the caller may ask for a ticket.

        This is the caller's own access, or, for a page that already holds a seat, the access
        with which the page took the seat. So a visit outlives a change of role in another tab.
        `inst`: the id of the page load; empty if the page has not joined yet.

        Raises:
            NotFound: The caller acts in a role that takes part in no visit, and the page holds
                no seat (S4). An audit entry records the attempt.
        """
        seat_access = SeatAccess(self.rooms.broadcaster.store).of_page(access, appointment, inst)
        if seat_access.role in {Role.CLIENT, Role.PROVIDER}:
            return seat_access
        self.audit.record(
            access, AuditAction.CHANGE, (), purpose="call ticket", outcome=AuditOutcome.REFUSED
        )
        raise NotFound

    def issue(self, access: Access, appointment: AppointmentId) -> IssuedTicket:
        """
        Issue a ticket for the caller's own seat in the appointment's room.

        Raises:
            NotFound: There is no such appointment, or the caller, in their present role, is
                not a participant (docs/video.md#a10).
            Conflict: The appointment is not by video, the room is not open, or the caller was
                removed from the room; the error message says which of them.
        """
        booked, now = self.appointments.reached(access, appointment), self.clock()
        mine = booked.of(access)
        if mine is None:
            self.audit.record(
                access,
                AuditAction.READ,
                [booked.id],
                purpose="call ticket",
                outcome=AuditOutcome.REFUSED,
            )
            raise NotFound
        require_room(booked.location)
        if not booked.is_open(now):
            raise Conflict(_closed(booked, now))
        snapshot = self.rooms.ensure(booked)
        _must_admit(snapshot, snapshot.seat(mine.seat).state)
        ticket = Ticket(booked.id, mine.seat, access, now + TICKET_LIFETIME)
        secret = self.new_secret()
        self.connections.add_ticket(secret, ticket)
        return IssuedTicket(secret, ticket.expires_at)

    def redeem(self, secret: str, socket: ConnectionId) -> SocketConnection | None:
        """
        Use up a ticket, and record the socket that the ticket opens.

        Returns None if the ticket is unknown, used or expired. Also returns None if the
        session that requested the ticket has ended or has another role now (S9, S12).

        Raises:
            Unavailable: The store does not respond.
        """
        ticket, now = self.connections.take_ticket(secret), self.clock()
        if ticket is None or now >= ticket.expires_at or not self.sign_ins.holds(ticket.access):
            return None
        connection = SocketConnection(socket, ticket.room, ticket.seat, ticket.access, now)
        self.connections.add(connection)
        return connection


def _must_admit(snapshot: RoomSnapshot, state: SeatState) -> None:
    if snapshot.room.state is RoomState.ENDED:
        raise Conflict("This visit has ended.")
    if state is SeatState.REMOVED:
        raise Conflict(
            "You were removed from this visit. If that was a mistake, contact your practice."
        )


def _closed(booked: Appointment, now: datetime) -> str:
    if booked.status is AppointmentStatus.CANCELLED:
        return "This appointment was cancelled."
    if booked.status is AppointmentStatus.REQUESTED:
        return "This appointment is not confirmed yet."
    if booked.status not in AGREED or now >= booked.closes_at:
        return "This visit has ended."
    local = local_time(booked.opens_at, booked.zone)
    day = "" if local.date() == local_day(now, booked.zone) else f" on {local:%Y-%m-%d}"
    return f"The room opens at {local:%H:%M}{day} ({booked.zone})."
