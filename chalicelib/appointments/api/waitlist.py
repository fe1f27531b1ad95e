"""Defines the routes of the waitlist."""

from datetime import date
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.appointments.api.bodies import Ids, Reason
from chalicelib.appointments.api.periods import period
from chalicelib.appointments.api.shapes import AppointmentShape, appointment_shape
from chalicelib.appointments.api.waitlist_shapes import (
    EndedWaitsShape,
    OfferableTimesShape,
    WaitlistShape,
    WaitShape,
    offerable_time_shape,
    wait_shape,
)
from chalicelib.appointments.domain.waitlist import DayPart, Wait
from chalicelib.appointments.usecases.availability import MAX_AVAILABILITY_DAYS
from chalicelib.appointments.usecases.new_waits import WaitRequest
from chalicelib.appointments.usecases.waitlist import WaitFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, ServiceId, WaitId
from chalicelib.kernel.time_zones import zone as known_zone
from chalicelib.platform.http.contract import ANYONE, STAFF, route
from chalicelib.platform.http.days import day
from chalicelib.platform.http.instants import DayOrInstant, Instant
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, Query, QueryId, RecordId, WholeNumber, line
from chalicelib.wiring import waitlist as wiring_waitlist

routes = Blueprint(__name__)
PATH = "/waitlist/{wait_id}"
Weekday = Annotated[WholeNumber, Field(ge=0, le=6)]


class WaitBody(Body):
    """
    Asks to be told of an earlier time for a service.

    Without `provider_ids`, the client takes anyone who is assigned to them; without `weekdays`
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
    """Selects the waits of one client, for one provider or for one service."""

    client: QueryId | None = None
    provider: QueryId | None = None
    service: QueryId | None = None

    def selection(self) -> WaitFilter:
        return WaitFilter(
            ClientId(self.client) if self.client else None,
            PersonId(self.provider) if self.provider else None,
            ServiceId(self.service) if self.service else None,
        )


class WithdrawBody(Body):
    """Says why staff take a client off the waitlist; the client may read it."""

    reason: Reason


class OfferableTimesQuery(Query):
    """
    Selects the period in which a time is to be offered.

    `from` and `to` are instants, or days in `zone`; the day `to` is included.
    """

    since: DayOrInstant = Field(alias="from")
    until: DayOrInstant = Field(alias="to")
    zone: str = Field(max_length=64)


class EndedWaitsQuery(Query):
    """Selects a page of a client's ended waits."""

    cursor: str | None = None


@route(routes, "POST", "/waitlist", who=ANYONE, status=201)
def join_waitlist(access: Access, body: WaitBody, request: Request) -> WaitShape:
    """Put a client on the waitlist of a service; clients put themselves on it."""
    key = idempotency_key(request)
    wait = wiring_waitlist.waitlist().join(access, body.wait_request(), key)
    return _shape(access, wait)


@route(routes, "GET", "/waitlist", who=ANYONE)
def list_waitlist(access: Access, query: WaitlistQuery) -> WaitlistShape:
    """List who waits: a client's own waits, or those for a provider or the practice."""
    views = wiring_waitlist.waitlist().list(access, query.selection())
    return WaitlistShape(items=[wait_shape(each) for each in views], next=None)


@route(routes, "GET", "/clients/{client_id}/ended-waits", who=ANYONE)
def list_ended_waits(access: Access, client_id: str, query: EndedWaitsQuery) -> EndedWaitsShape:
    """List how a client's waits ended, for staff and for the client."""
    views, following = wiring_waitlist.waitlist().ended(access, ClientId(client_id), query.cursor)
    return EndedWaitsShape(items=[wait_shape(each) for each in views], next=following)


@route(routes, "DELETE", PATH, who=ANYONE, status=204)
def leave_waitlist(access: Access, wait_id: str) -> None:
    """Take a client off the waitlist; a time that is held for them becomes free."""
    wiring_waitlist.waitlist().leave(access, WaitId(wait_id))


@route(routes, "POST", f"{PATH}/withdraw", who=STAFF, status=204)
def withdraw_wait(access: Access, wait_id: str, body: WithdrawBody) -> None:
    """Take a client off the waitlist with a reason; a held time becomes free."""
    wiring_waitlist.waitlist().leave(access, WaitId(wait_id), body.reason)


@route(routes, "GET", f"{PATH}/times", who=STAFF)
def list_offerable_times(
    access: Access, wait_id: str, query: OfferableTimesQuery
) -> OfferableTimesShape:
    """List the free times that can be offered to a client, and which of them suit."""
    selection = period(query.since, query.until, known_zone(query.zone), MAX_AVAILABILITY_DAYS)
    span = selection.since, selection.until
    times, names = wiring_waitlist.waitlist().times(access, WaitId(wait_id), span)
    return OfferableTimesShape(times=[offerable_time_shape(each, names) for each in times])


@route(routes, "POST", f"{PATH}/accept", who=ANYONE)
def accept_offer(access: Access, wait_id: str) -> AppointmentShape:
    """Book the time that is held for a client, and cancel the appointment it replaces."""
    return appointment_shape(access, wiring_waitlist.waitlist().accept(access, WaitId(wait_id)))


@route(routes, "POST", f"{PATH}/decline", who=ANYONE)
def decline_offer(access: Access, wait_id: str) -> WaitShape:
    """Decline an offer: the client stays on the waitlist, and the next one is asked."""
    return _shape(access, wiring_waitlist.waitlist().decline(access, WaitId(wait_id)))


@route(routes, "POST", f"{PATH}/offer", who=STAFF)
def offer_time(access: Access, wait_id: str, body: OfferBody) -> WaitShape:
    """Offer a client a time by hand, whoever else waits."""
    wait = wiring_waitlist.waitlist().offer(
        access, WaitId(wait_id), PersonId(body.provider_id), body.starts_at
    )
    return _shape(access, wait)


def _shape(access: Access, wait: Wait) -> WaitShape:
    (view,) = wiring_waitlist.waitlist().views.of(access, [wait])
    return wait_shape(view)
