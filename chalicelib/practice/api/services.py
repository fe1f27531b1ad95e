"""Defines the routes for a practice's services."""

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.shapes import Body, RecordId, Shape, WholeNumber
from chalicelib.practice.domain.service import ServiceKind
from chalicelib.practice.usecases.offerings import Offering
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)


class AssignedShape(Shape):
    """A provider, and whether they are assigned to the service."""

    id: str
    name: str
    assigned: bool


class ServiceShape(Shape):
    """
    Describes a service.

    `why_not` is the reason why the service cannot be switched on, or null if it can.
    """

    id: str
    kind: ServiceKind
    name: str
    description: str
    enabled: bool
    record_payments_only: bool
    providers: list[AssignedShape]
    can_enable: bool
    why_not: str | None
    version: int


class ServicesShape(Shape):
    """
    Holds all services of the practice.

    There is only one page, so `next` is always null.
    """

    items: list[ServiceShape]
    next: str | None


class ServiceBody(Body):
    """
    Holds a service as the Admin edited it.

    `provider_ids` has the ids of all providers to assign; any other provider is not
    assigned. `version` is the version of the service that the Admin edited.
    """

    enabled: bool
    record_payments_only: bool = False
    provider_ids: list[RecordId] = Field(max_length=1000)
    version: WholeNumber


def service_shape(_access: Access, offering: Offering) -> ServiceShape:
    """Return a service as an API response."""
    service = offering.service
    return ServiceShape(
        id=service.id,
        kind=service.kind,
        name=service.name,
        description=service.description,
        enabled=service.enabled,
        record_payments_only=service.record_payments_only,
        providers=[
            AssignedShape(id=person, name=name, assigned=on)
            for person, name, on in offering.providers
        ],
        can_enable=offering.reason_not_enabled is None,
        why_not=offering.reason_not_enabled,
        version=service.version,
    )


@route(routes, "GET", "/services", who=STAFF)
def list_services(access: Access) -> ServicesShape:
    """List the practice's services."""
    return ServicesShape(
        items=[service_shape(access, each) for each in wiring_practice.offerings().all(access)],
        next=None,
    )


@route(routes, "GET", "/services/{service_id}", who=STAFF)
def read_service(access: Access, service_id: str) -> ServiceShape:
    """Return one service."""
    return service_shape(access, wiring_practice.offerings().get(access, ServiceId(service_id)))


@route(routes, "PUT", "/services/{service_id}", who=ADMIN, fresh=service_shape)
def save_service(access: Access, service_id: str, body: ServiceBody) -> ServiceShape:
    """Switch a service on or off and set which providers are assigned to it."""
    stored = wiring_practice.offerings().change(
        access,
        ServiceId(service_id),
        enabled=body.enabled,
        record_payments_only=body.record_payments_only,
        providers=[PersonId(each) for each in body.provider_ids],
        seen=body.version,
    )
    return service_shape(access, stored)
