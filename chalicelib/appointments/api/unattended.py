"""Defines the route about appointments whose provider was taken off the client."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.http.contract import STAFF, route
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.wiring import appointments as wiring_appointments

routes = Blueprint(__name__)


class FormerProviderShape(Shape):
    """A provider who was taken off a client; `upcoming` counts their appointments."""

    provider: Named
    upcoming: int


class FormerProvidersShape(Shape):
    """The providers who can no longer hold their upcoming appointments with a client."""

    items: list[FormerProviderShape]


@route(routes, "GET", "/clients/{client_id}/unattended", who=STAFF)
def list_unattended(access: Access, client_id: str) -> FormerProvidersShape:
    """List providers of upcoming appointments who are not assigned to the client."""
    former = wiring_appointments.unattended().of_client(access, ClientId(client_id))
    return FormerProvidersShape(
        items=[
            FormerProviderShape(
                provider=Named(id=each.provider, name=each.name), upcoming=each.upcoming
            )
            for each in former
        ]
    )
