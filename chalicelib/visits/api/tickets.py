"""Declares the route that issues a ticket for a room's socket."""

from datetime import datetime

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.shapes import Shape
from chalicelib.visits.api.shapes import SeatBody
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import visits as wiring_visits

routes = Blueprint(__name__)


class TicketShape(Shape):
    """
    A ticket with which a page can open one socket before `expires_at`.

    `url` contains the ticket.
    """

    ticket: str
    url: str
    expires_at: datetime


@route(routes, "POST", "/appointments/{appointment_id}/call-ticket", who=ANYONE, status=201)
def call_ticket(body: SeatBody, access: Access, appointment_id: str) -> TicketShape:
    """Issue a ticket for the caller's own seat in an appointment's room."""
    tickets, appointment = wiring_visits.tickets(), AppointmentId(appointment_id)
    seat_access = tickets.access_in_room(access, appointment, body.inst or "")
    issued = tickets.issue(seat_access, appointment)
    url = f"{wiring_platform.origin().replace('http', 'ws', 1)}/ws?ticket={issued.secret}"
    return TicketShape(ticket=issued.secret, url=url, expires_at=issued.expires_at)
