"""Declares the route that issues a ticket for a room's socket."""

from datetime import datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import StringConstraints

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.shapes import Body, Shape
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


class TicketBody(Body):
    """
    A request for a ticket.

    `inst`: the id of the page load, if the page has already joined the room. With it, a page
    that holds a seat returns to the seat even if the person changed their role in another tab.
    """

    inst: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None


@route(routes, "POST", "/appointments/{appointment_id}/call-ticket", who=ANYONE, status=201)
def call_ticket(body: TicketBody, access: Access, appointment_id: str) -> TicketShape:
    """Issue a ticket for the caller's own seat in an appointment's room."""
    tickets, appointment = wiring_visits.tickets(), AppointmentId(appointment_id)
    seat_access = tickets.access_in_room(access, appointment, body.inst or "")
    issued = tickets.issue(seat_access, appointment)
    url = f"{wiring_platform.origin().replace('http', 'ws', 1)}/ws?ticket={issued.secret}"
    return TicketShape(ticket=issued.secret, url=url, expires_at=issued.expires_at)
