"""Declares the route that returns an appointment's history."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.visits.api.shapes import HistoryShape, history_shape
from chalicelib.wiring import visits as wiring_visits

routes = Blueprint(__name__)


@route(routes, "GET", "/appointments/{appointment_id}/history", who=ANYONE)
def read_history(access: Access, appointment_id: str) -> HistoryShape:
    """Get everything that is stored about an appointment's visits."""
    return history_shape(
        access, wiring_visits.histories().read_history(access, AppointmentId(appointment_id))
    )
