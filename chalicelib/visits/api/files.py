"""Declares the routes to reserve an upload, complete it, and get a link to a file."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, FileId
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.visits.api.shapes import (
    FileBody,
    LinkShape,
    ReservedShape,
    SeatBody,
    SeatQuery,
    VisitFileShape,
    file_shape,
    link_shape,
    reserved_shape,
)
from chalicelib.wiring import visits as wiring_visits

routes = Blueprint(__name__)


@route(routes, "POST", "/appointments/{appointment_id}/files", who=ANYONE, status=201)
def share_file(access: Access, appointment_id: str, body: FileBody) -> ReservedShape:
    """Reserve an upload for the caller's file. The room must be open."""
    appointment = AppointmentId(appointment_id)
    seat_access = wiring_visits.seat_access().of_page(access, appointment, body.inst or "")
    return reserved_shape(
        wiring_visits.visit_files().reserve(seat_access, appointment, body.offer())
    )


@route(routes, "POST", "/appointments/{appointment_id}/files/{file_id}/complete", who=ANYONE)
def complete_file(
    access: Access, appointment_id: str, file_id: str, body: SeatBody
) -> VisitFileShape:
    """Check and store an uploaded file. A repeated call returns the same file."""
    appointment, files = AppointmentId(appointment_id), wiring_visits.visit_files()
    seat_access = wiring_visits.seat_access().of_page(access, appointment, body.inst or "")
    return file_shape(*files.complete(seat_access, appointment, FileId(file_id)))


@route(routes, "GET", "/appointments/{appointment_id}/files/{file_id}", who=ANYONE)
def read_file(access: Access, appointment_id: str, file_id: str, query: SeatQuery) -> LinkShape:
    """Get a file's download link, which is valid for one minute."""
    appointment, files = AppointmentId(appointment_id), wiring_visits.visit_files()
    seat_access = wiring_visits.seat_access().of_page(access, appointment, query.inst or "")
    return link_shape(files.link(seat_access, appointment, FileId(file_id)))
