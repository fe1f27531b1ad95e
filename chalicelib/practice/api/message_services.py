"""Defines the routes for the services to which clients send messages."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.platform.http.contract import ADMIN, ANYONE, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, RecordId, Shape, WholeNumber, line, text
from chalicelib.practice.api.services import ServiceShape, service_shape
from chalicelib.practice.usecases.message_services import ServiceFacts
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)
Name = Annotated[str, line(80)]
Description = Annotated[str, text(300, 0)]
People = Annotated[list[RecordId], Field(max_length=1000)]


class MessageServiceBody(Body):
    """
    Holds a new message service.

    Clients see its name and description. `provider_ids` has the ids of the providers to whom
    its messages go.
    """

    name: Name
    description: Description = ""
    provider_ids: People = Field(default_factory=list)

    def facts(self) -> ServiceFacts:
        people = [PersonId(each) for each in self.provider_ids]
        return ServiceFacts(self.name, self.description, people)


class MessageServiceEdit(MessageServiceBody):
    """
    Holds a message service as the Admin edited it.

    Any provider who is not in `provider_ids` is not assigned. `version` is the version of the
    service that the Admin edited.
    """

    enabled: bool
    version: WholeNumber


class OfferedServiceShape(Shape):
    """A service to which messages can be sent."""

    id: str
    name: str
    description: str


class OfferedServicesShape(Shape):
    """
    Holds all services to which messages can be sent.

    There is only one page, so `next` is always null.
    """

    items: list[OfferedServiceShape]
    next: str | None


@route(routes, "GET", "/message-services", who=ANYONE)
def list_message_services(access: Access) -> OfferedServicesShape:
    """List the services to which messages can be sent."""
    offered = wiring_practice.message_services().offered(access)
    return OfferedServicesShape(
        items=[
            OfferedServiceShape(id=each.id, name=each.name, description=each.description)
            for each in offered
        ],
        next=None,
    )


@route(routes, "POST", "/message-services", who=ADMIN, status=201)
def create_message_service(
    access: Access, body: MessageServiceBody, request: Request
) -> ServiceShape:
    """Create a message service, switched on."""
    created = wiring_practice.message_services().create(
        access, body.facts(), idempotency_key(request)
    )
    return service_shape(access, created)


@route(routes, "PUT", "/message-services/{service_id}", who=ADMIN, fresh=service_shape)
def save_message_service(access: Access, service_id: str, body: MessageServiceEdit) -> ServiceShape:
    """Change a message service and which providers are assigned to it."""
    stored = wiring_practice.message_services().change(
        access,
        ServiceId(service_id),
        body.facts(),
        enabled=body.enabled,
        seen=body.version,
    )
    return service_shape(access, stored)
