"""Defines the routes of the waitlist."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.appointments.api.availability import QueryId
from chalicelib.appointments.api.bodies import Ids
from chalicelib.appointments.api.shapes import AppointmentShape, appointment_shape
from chalicelib.appointments.domain.waitlist import DayPart, Offer, Wait, WaitStatus
from chalicelib.appointments.usecases.waitlist import WaitRequest
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, ServiceId, WaitId
from chalicelib.kernel.time_zones import local_time
from chalicelib.platform.http.contract import ANYONE, STAFF, route
from chalicelib.platform.http.days import day
from chalicelib.platform.http.instants import Instant
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import (
    Body,
    Named,
    Query,
    RecordId,
    Shape,
    WholeNumber,
    line,
)
from chalicelib.wiring import waitlist as wiring_waitlist

routes = Blueprint(__name__)
PATH = "/waitlist/{wait_id}"
Weekday = Annotated[WholeNumber, Field(ge=0, le=6)]


class WaitBody(Body):
    """
    Asks to be told of an earlier time for a service.

    Without `provider_ids`, all assigned providers of the service count; without `weekdays`
    (Monday is 0) or `parts`, all days and times. `until` is the last day, in `zone`. If an
    offer is accepted, the appointment `replaces` is cancelled. Clients leave out
    `client_id`.
    """

    client_id: RecordId | None = None
    service: RecordId
    provider_ids: Ids = Field(default_factory=list)
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = Field(default_factory=list)
    parts: Annotated[list[Annotated[DayPart, Field(strict=False)]], Field(max_length=3)] = Field(
        default_factory=list
    )
    until: Annotated[date, day()]
    zone: Annotated[str, line(64)]
    replaces: RecordId | None = None

    def wait_request(self) -> WaitRequest:
        return WaitRequest(
            ClientId(self.client_id) if self.client_id else None,
            ServiceId(self.service),
            self.until,
            self.zone,
            [PersonId(each) for each in self.provider_ids],
            frozenset(self.weekdays),
            frozenset(self.parts),
            AppointmentId(self.replaces) if self.replaces else None,
        )


class OfferBody(Body):
    """A time to offer by hand."""

    provider_id: RecordId
    starts_at: Instant


class WaitlistQuery(Query):
    """Selects the waits of one client, or those for one provider."""

    client: QueryId | None = None
    provider: QueryId | None = None


class OfferShape(Shape):
    """A time that is held until `ends_at`; `local` is its start in the wait's zone."""

    provider: Named
    starts_at: datetime
    local: str
    minutes: int
    ends_at: datetime


class WaitShape(Shape):
    """
    A client's place on the waitlist, with the offer that they can accept.

    If `replaced_starts_at` is set, accepting the offer cancels the appointment `replaces`,
    which starts then. It is null if the caller can no longer cancel that appointment.
    """

    id: str
    status: WaitStatus
    client: Named
    service: Named
    providers: list[Named]
    weekdays: list[int]
    parts: list[DayPart]
    until: date
    zone: str
    created_at: datetime
    replaces: str | None
    replaced_starts_at: datetime | None
    offer: OfferShape | None


class WaitlistShape(Shape):
    """The open waits, who came first at the top. There is one page, so `next` is null."""

    items: list[WaitShape]
    next: str | None


@route(routes, "POST", "/waitlist", who=ANYONE, status=201)
def join_waitlist(access: Access, body: WaitBody, request: Request) -> WaitShape:
    """Put a client on the waitlist of a service; clients put themselves on it."""
    key = idempotency_key(request)
    wait = wiring_waitlist.waitlist().join(access, body.wait_request(), key)
    return _shapes(access, [wait])[0]


@route(routes, "GET", "/waitlist", who=ANYONE)
def list_waitlist(access: Access, query: WaitlistQuery) -> WaitlistShape:
    """List who waits: a client's own waits, or those for a provider or the practice."""
    waits = wiring_waitlist.waitlist().list(
        access,
        ClientId(query.client) if query.client else None,
        PersonId(query.provider) if query.provider else None,
    )
    return WaitlistShape(items=_shapes(access, waits), next=None)


@route(routes, "DELETE", PATH, who=ANYONE, status=204)
def leave_waitlist(access: Access, wait_id: str) -> None:
    """Take a client off the waitlist; a time that is held for them becomes free."""
    wiring_waitlist.waitlist().leave(access, WaitId(wait_id))


@route(routes, "POST", f"{PATH}/accept", who=ANYONE)
def accept_offer(access: Access, wait_id: str) -> AppointmentShape:
    """Book the time that is held for a client, and cancel the appointment it replaces."""
    return appointment_shape(access, wiring_waitlist.waitlist().accept(access, WaitId(wait_id)))


@route(routes, "POST", f"{PATH}/decline", who=ANYONE)
def decline_offer(access: Access, wait_id: str) -> WaitShape:
    """Decline an offer: the client stays on the waitlist, and the next one is asked."""
    return _shapes(access, [wiring_waitlist.waitlist().decline(access, WaitId(wait_id))])[0]


@route(routes, "POST", f"{PATH}/offer", who=STAFF)
def offer_time(access: Access, wait_id: str, body: OfferBody) -> WaitShape:
    """Offer a client a time by hand, whoever else waits."""
    wait = wiring_waitlist.waitlist().offer(
        access, WaitId(wait_id), PersonId(body.provider_id), body.starts_at
    )
    return _shapes(access, [wait])[0]


def _shapes(access: Access, waits: Sequence[Wait]) -> list[WaitShape]:
    names = wiring_waitlist.waitlist().names_of(access, waits)
    return [_shape(access, each, names) for each in waits]


def _shape(access: Access, wait: Wait, names: Mapping[str, str]) -> WaitShape:
    replaced = wiring_waitlist.waitlist().replaced(access, wait)
    offer = wait.offer if wait.status is WaitStatus.OFFERED else None
    return WaitShape(
        id=wait.id,
        status=wait.status,
        client=_named(wait.client, names),
        service=_named(wait.service, names),
        providers=[_named(who, names) for who in wait.providers],
        weekdays=sorted(wait.weekdays),
        parts=sorted(wait.parts),
        until=wait.until,
        zone=wait.zone,
        created_at=wait.created_at,
        replaces=wait.replaces,
        replaced_starts_at=replaced.starts_at if replaced else None,
        offer=_offer_shape(wait, offer, names) if offer else None,
    )


def _offer_shape(wait: Wait, offer: Offer, names: Mapping[str, str]) -> OfferShape:
    return OfferShape(
        provider=_named(offer.provider, names),
        starts_at=offer.starts_at,
        local=f"{local_time(offer.starts_at, wait.zone):%Y-%m-%dT%H:%M}",
        minutes=offer.minutes,
        ends_at=offer.ends,
    )


def _named(key: str, names: Mapping[str, str]) -> Named:
    return Named(id=key, name=names.get(key, ""))
