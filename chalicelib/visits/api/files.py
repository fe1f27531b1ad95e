"""Declares the routes to reserve an upload, complete it, and get a link to a file."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, FileId
from chalicelib.platform.http.contract import ANYONE, CLIENT, PROVIDER, route
from chalicelib.visits.api.shapes import (
    FileBody,
    LinkShape,
    ReservedShape,
    VisitFileShape,
    file_shape,
    link_shape,
    reserved_shape,
)
from chalicelib.wiring import visits as wiring_visits

routes = Blueprint(__name__)


@route(routes, "POST", "/appointments/{appointment_id}/files", who=PROVIDER | CLIENT, status=201)
def share_file(access: Access, appointment_id: str, body: FileBody) -> ReservedShape:
    """Reserve an upload for the caller's file. The room must be open."""
    return reserved_shape(
        wiring_visits.visit_files().reserve(access, AppointmentId(appointment_id), body.offer())
    )


@route(
    routes, "POST", "/appointments/{appointment_id}/files/{file_id}/complete", who=PROVIDER | CLIENT
)
def complete_file(access: Access, appointment_id: str, file_id: str) -> VisitFileShape:
    """Check and store an uploaded file. A repeated call returns the same file."""
    files = wiring_visits.visit_files()
    return file_shape(*files.complete(access, AppointmentId(appointment_id), FileId(file_id)))


@route(routes, "GET", "/appointments/{appointment_id}/files/{file_id}", who=ANYONE)
def read_file(access: Access, appointment_id: str, file_id: str) -> LinkShape:
    """Get a file's download link, which is valid for one minute."""
    return link_shape(
        wiring_visits.visit_files().link(access, AppointmentId(appointment_id), FileId(file_id))
    )
