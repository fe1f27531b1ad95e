"""
Defines the offer of a free time, and how long it lasts.

See docs/product.md#waitlist.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, ServiceId
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.visit_terms import VisitTerms

SHORTEST_OFFER = timedelta(minutes=30)
"""A client has at least this long to accept an offer, outside quiet hours."""
QUARTER = timedelta(minutes=15)
OFFER_CHECK = timedelta(minutes=5)
"""How often the waitlist checks whether the provider of an open offer is still there."""


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A time that is held for one client until `ends`.

    `appointment` is the id that the appointment gets when the client accepts.
    """

    appointment: AppointmentId
    provider: PersonId
    starts_at: datetime
    minutes: int
    buffer_before: int
    buffer_after: int
    ends: datetime

    def next_check(self, now: datetime) -> datetime:
        """Return when the offer is checked again, or ends."""
        return min(self.ends, now + OFFER_CHECK)


@dataclass(frozen=True, slots=True)
class HeldTime:
    """A time of a provider that is held for a waiting client until `until`."""

    appointment: AppointmentId
    client: ClientId
    service: ServiceId
    provider: PersonId
    starts_at: datetime
    minutes: int
    until: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def offer_end(
    now: datetime, starts_at: datetime, minimum_notice: int, practice: Practice
) -> datetime | None:
    """
    Return until when a time offered now is held; None if it is too near to offer.

    Quiet hours of the practice do not count, so that nobody loses an offer overnight. The
    offer ends at the latest when the service's minimum notice begins.
    """
    lasts = timedelta(hours=practice.offer_hours)
    last = starts_at - timedelta(minutes=minimum_notice)
    left, at = lasts, now
    while left > timedelta() and at < last:
        is_quiet = practice.reminders.is_quiet(at, practice.zone)
        left -= timedelta() if is_quiet else QUARTER
        at += QUARTER
    counted = lasts - left
    end = min(at, last)
    return end if end > now and counted - (at - end) >= SHORTEST_OFFER else None


def new_offer(
    appointment: AppointmentId,
    provider: PersonId,
    starts_at: datetime,
    terms: VisitTerms,
    ends: datetime,
) -> Offer:
    """Return the offer of a service's time."""
    return Offer(
        appointment,
        provider,
        starts_at,
        terms.minutes,
        terms.buffer_before,
        terms.buffer_after,
        ends,
    )
