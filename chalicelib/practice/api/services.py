"""Defines the routes for a practice's services."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.shapes import Body, MoneyShape, RecordId, Shape, WholeNumber, text
from chalicelib.practice.domain.service import ServiceKind
from chalicelib.practice.domain.visit_terms import MAX_DIRECTIONS, Bookable, Location, VisitTerms
from chalicelib.practice.usecases.offerings import Offering
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)


class AssignedShape(Shape):
    """A provider, and whether they are assigned to the service."""

    id: str
    name: str
    assigned: bool


class VisitTermsShape(Body):
    """
    Holds what belongs to a visit service.

    All times are in minutes. The provider keeps `buffer_before` and `buffer_after` free
    around the visit. A client books at least `minimum_notice` ahead. A client who cancels
    less than `notice_period` ahead cancels late; 0 means that no cancellation is late.
    `bookable` says whether clients can ask for the visit (`request`), book it alone
    (`online`), or neither. `directions` say where clients come for a visit at an office;
    without them, that is the practice's address. Appointments keep the `location` with which
    they were booked, so empty `directions` with another location keep the former ones.
    """

    minutes: WholeNumber
    price: MoneyShape | None = None
    buffer_before: WholeNumber = 0
    buffer_after: WholeNumber = 0
    minimum_notice: WholeNumber = 0
    location: Annotated[Location, Field(strict=False)] = Location.VIDEO
    bookable: Annotated[Bookable, Field(strict=False)] = Bookable.NO
    notice_period: WholeNumber = 0
    directions: Annotated[str, text(MAX_DIRECTIONS, 0)] = ""

    @staticmethod
    def of(terms: VisitTerms) -> "VisitTermsShape":
        """Return the terms as an API response."""
        return VisitTermsShape(
            minutes=terms.minutes,
            price=MoneyShape.of(terms.price) if terms.price else None,
            buffer_before=terms.buffer_before,
            buffer_after=terms.buffer_after,
            minimum_notice=terms.minimum_notice,
            location=terms.location,
            bookable=terms.bookable,
            notice_period=terms.notice_period,
            directions=terms.directions,
        )

    def terms(self) -> VisitTerms:
        """Return the terms for the use case."""
        return VisitTerms(
            self.minutes,
            self.price.money() if self.price else None,
            self.buffer_before,
            self.buffer_after,
            self.minimum_notice,
            self.location,
            self.bookable,
            self.notice_period,
            self.directions,
        )


class ServiceShape(Shape):
    """
    Describes a service.

    `why_not` is the reason why the service cannot be switched on, or null if it can. Only a
    service of the kind visit has `visit`.
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
    visit: VisitTermsShape | None


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
        visit=VisitTermsShape.of(service.visit) if service.visit else None,
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
