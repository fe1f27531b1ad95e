"""Declares the routes that tell providers who waits for them."""

from collections.abc import Sequence
from datetime import datetime

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import STAFF, route
from chalicelib.platform.http.shapes import Shape
from chalicelib.visits.usecases.waiting_clients import WaitingClient
from chalicelib.wiring import visits as wiring_visits

routes = Blueprint(__name__)


class WaitingClientShape(Shape):
    """A person who waits in a room; `name` is null in the list of all rooms."""

    appointment_id: str
    seat: str
    since: datetime
    name: str | None


class WaitingClientsShape(Shape):
    """The people who wait for the caller, in order of arrival in each room."""

    items: list[WaitingClientShape]


@route(routes, "GET", "/waiting", who=STAFF, counts=False)
def list_waiting(access: Access) -> WaitingClientsShape:
    """List who waits for the caller in all rooms that are open now, without names."""
    return _shape(wiring_visits.waiting_clients().of_caller(access))


@route(routes, "POST", "/appointments/{appointment_id}/waiting", who=STAFF, counts=False)
def show_waiting(access: Access, appointment_id: str) -> WaitingClientsShape:
    """
    List who waits in a room of the caller, with names, to show them on a page.

    Those who wait then read that their provider can see them.
    """
    waiting = wiring_visits.waiting_clients()
    return _shape(waiting.show(access, AppointmentId(appointment_id)))


def _shape(waiting: Sequence[WaitingClient]) -> WaitingClientsShape:
    return WaitingClientsShape(
        items=[
            WaitingClientShape(
                appointment_id=each.appointment,
                seat=each.seat,
                since=each.since,
                name=each.name or None,
            )
            for each in waiting
        ]
    )
