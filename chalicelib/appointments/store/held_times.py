"""Stores until when a time is held for a client who may accept it."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.appointments.domain.waitlist import Offer
from chalicelib.appointments.store import keys
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow


class HeldTimeItem(CoreRow):
    """A row about a held time, with the appointment that it is held for."""

    until = UnicodeAttribute()


def held_item(practice: PracticeId, offer: Offer) -> HeldTimeItem:
    """Return the row about the time of an offer."""
    return HeldTimeItem(*keys.held_time(practice, offer.appointment), until=moment(offer.ends))


def held_until(practice: PracticeId, appointment: AppointmentId) -> datetime | None:
    """Return when the hold on an appointment's time ends, or None."""
    (item,) = queries.batch_get((HeldTimeItem, keys.held_time(practice, appointment)))
    return datetime.fromisoformat(item.until) if item else None
