"""Tickets for a visit's room."""

from datetime import datetime

from chalice.app import Blueprint

from chalicelib import wiring, wiring_calls
from chalicelib.domain.access import Access
from chalicelib.domain.ids import AppointmentId
from chalicelib.handlers.api.contract import CLIENT, PROVIDER, route
from chalicelib.handlers.api.shapes import Shape

routes = Blueprint(__name__)


class TicketShape(Shape):
    """Opens one socket, once, until `expires_at`. `url` is complete."""

    ticket: str
    url: str
    expires_at: datetime


@route(routes, "POST", "/appointments/{appointment_id}/call-ticket", who=PROVIDER | CLIENT, status=201)
def call_ticket(access: Access, appointment_id: str) -> TicketShape:
    """Ask to be let into one's own seat in an appointment's room."""
    issued = wiring_calls.tickets().issue(access, AppointmentId(appointment_id))
    url = f"{wiring.origin().replace('http', 'ws', 1)}/ws?ticket={issued.secret}"
    return TicketShape(ticket=issued.secret, url=url, expires_at=issued.expires_at)
