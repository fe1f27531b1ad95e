"""Defines the routes with which an Admin edits the visits that a practice offers."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, RecordId, WholeNumber, line, text
from chalicelib.practice.api.services import ServiceShape, VisitTermsShape, service_shape
from chalicelib.practice.usecases.visit_services import VisitServiceFacts
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)


class VisitServiceBody(Body):
    """
    Holds a new visit service.

    Clients see its name and description if it can be booked by them. `provider_ids` has the
    ids of the providers with whom it can be booked.
    """

    name: Annotated[str, line(80)]
    description: Annotated[str, text(300, 0)] = ""
    visit: VisitTermsShape
    provider_ids: list[RecordId] = Field(default_factory=list, max_length=1000)
    enabled: bool = True

    def facts(self) -> VisitServiceFacts:
        """Return the request body as facts for the use case."""
        people = [PersonId(each) for each in self.provider_ids]
        terms = self.visit.terms()
        return VisitServiceFacts(self.name, self.description, terms, people, self.enabled)


class VisitServiceEdit(VisitServiceBody):
    """
    Holds a visit service as the Admin edited it.

    Any provider who is not in `provider_ids` is not assigned. `version` is the version of the
    service that the Admin edited.
    """

    version: WholeNumber


@route(routes, "POST", "/visit-services", who=ADMIN, status=201)
def create_visit_service(access: Access, body: VisitServiceBody, request: Request) -> ServiceShape:
    """Create a service for which appointments can be booked."""
    services = wiring_practice.visit_services()
    created = services.create(access, body.facts(), idempotency_key(request))
    return service_shape(access, created)


@route(routes, "PUT", "/visit-services/{service_id}", who=ADMIN, fresh=service_shape)
def save_visit_service(access: Access, service_id: str, body: VisitServiceEdit) -> ServiceShape:
    """Change a visit service and which providers are assigned to it."""
    services = wiring_practice.visit_services()
    stored = services.change(access, ServiceId(service_id), body.facts(), body.version)
    return service_shape(access, stored)
