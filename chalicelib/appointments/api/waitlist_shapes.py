"""Describes waits, their offers and the times that can be offered, as JSON."""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.appointments.domain.offers import Offer
from chalicelib.appointments.domain.waitlist import DayPart, Wait, WaitStatus
from chalicelib.appointments.usecases.wait_views import WaitView
from chalicelib.appointments.usecases.waitlist import OfferableTime
from chalicelib.kernel.time_zones import local_time
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.practice.domain.visit_terms import Location


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

    `location` is where the visit would take place. `providers` are those of the client's wish
    who can hold the visit now; if `any_provider` is true, the client takes anyone. If
    `can_be_offered` is false, nobody can hold it any more, for example because the provider
    left the practice.

    If `replaced_starts_at` is set, accepting the offer cancels the appointment `replaces`,
    which starts then. It is null if the caller can no longer cancel that appointment. A wait
    that ended has `ended_at`, and the `reason` that staff gave.
    """

    id: str
    status: WaitStatus
    client: Named
    service: Named
    location: Location
    any_provider: bool
    providers: list[Named]
    can_be_offered: bool
    weekdays: list[int]
    parts: list[DayPart]
    until: date
    zone: str
    created_at: datetime
    replaces: str | None
    replaced_starts_at: datetime | None
    offer: OfferShape | None
    ended_at: datetime | None
    reason: str | None


class WaitlistShape(Shape):
    """The open waits, who came first at the top. There is one page, so `next` is null."""

    items: list[WaitShape]
    next: str | None


class EndedWaitsShape(Shape):
    """A page of a client's ended waits, newest first."""

    items: list[WaitShape]
    next: str | None


class OfferableTimeShape(Shape):
    """A time that staff can offer; `suits` says whether it is as the client wishes."""

    provider: Named
    starts_at: datetime
    suits: bool


class OfferableTimesShape(Shape):
    """The times that can be offered to a client in a period, in order."""

    times: list[OfferableTimeShape]


def wait_shape(view: WaitView) -> WaitShape:
    """Return a wait as a person sees it, as an API response."""
    wait, names = view.wait, view.names
    return WaitShape(
        id=wait.id,
        status=wait.status,
        client=_named(wait.client, names),
        service=_named(wait.service, names),
        location=view.location,
        any_provider=not wait.providers,
        providers=[_named(who, names) for who in view.providers],
        can_be_offered=view.can_be_offered,
        weekdays=sorted(wait.weekdays),
        parts=sorted(wait.parts),
        until=wait.until,
        zone=wait.zone,
        created_at=wait.created_at,
        replaces=wait.replaces,
        replaced_starts_at=view.replaced.starts_at if view.replaced else None,
        offer=_offer_shape(wait, wait.offer, names) if wait.offer else None,
        ended_at=wait.ended_at,
        reason=wait.reason or None,
    )


def offerable_time_shape(time: OfferableTime, names: Mapping[str, str]) -> OfferableTimeShape:
    """Return a time that can be offered as an API response."""
    provider = _named(time.provider, names)
    return OfferableTimeShape(provider=provider, starts_at=time.starts_at, suits=time.suits)


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
