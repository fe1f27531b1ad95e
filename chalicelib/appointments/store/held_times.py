"""Stores the times that are held for clients who may accept them."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.offers import HeldTime, Offer
from chalicelib.appointments.domain.waitlist import Wait
from chalicelib.appointments.store import keys
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, ServiceId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow

MAX_HELD = 1000
"""The most held times of a period that are read."""


class HeldTimeItem(CoreRow):
    """
    A row about a held time, with the appointment that it is held for.

    Index GSI2 lists the held times of a practice.
    """

    appointment = UnicodeAttribute()
    client = UnicodeAttribute()
    service = UnicodeAttribute()
    provider = UnicodeAttribute()
    starts = UnicodeAttribute()
    minutes = NumberAttribute()
    until = UnicodeAttribute()

    def held_time(self) -> HeldTime:
        return HeldTime(
            AppointmentId(self.appointment),
            ClientId(self.client),
            ServiceId(self.service),
            PersonId(self.provider),
            datetime.fromisoformat(self.starts),
            int(self.minutes),
            datetime.fromisoformat(self.until),
        )


def held_item(wait: Wait, offer: Offer) -> HeldTimeItem:
    """Return the row about the time of an offer."""
    p, a, starts = wait.practice, offer.appointment, offer.starts_at
    item = HeldTimeItem(
        *keys.held_time(p, a),
        appointment=a,
        client=wait.client,
        service=wait.service,
        provider=offer.provider,
        minutes=offer.minutes,
    )
    item.starts, item.until = moment(starts), moment(offer.ends)
    item.g2pk, item.g2sk = keys.held_in_practice(p, a, starts)
    return item


def held_until(practice: PracticeId, appointment: AppointmentId) -> datetime | None:
    """Return when the hold on an appointment's time ends, or None."""
    (item,) = queries.batch_get((HeldTimeItem, keys.held_time(practice, appointment)))
    return datetime.fromisoformat(item.until) if item else None


class DynamoHeldTimes:
    """Implements `HeldTimeReader` with DynamoDB."""

    def held(self, practice: PracticeId, since: datetime, until: datetime) -> Sequence[HeldTime]:
        page = queries.page(
            HeldTimeItem,
            keys.held_times(practice),
            index=2,
            condition=HeldTimeItem.g2sk.between(moment(since), moment(until)),
            limit=MAX_HELD,
            newest_first=False,
        )
        return [item.held_time() for item in page.items]
