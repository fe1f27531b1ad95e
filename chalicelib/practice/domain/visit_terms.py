"""Defines what a practice offers as a visit, and who may book it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money

MIN_MINUTES, MAX_MINUTES = 5, 480
"""A visit lasts at least and at most this many minutes."""
MAX_BUFFER = 120
"""The most minutes that a provider can keep free before or after a visit."""
MAX_NOTICE = 60 * 24 * 60
"""The longest minimum notice, in minutes: 60 days."""
MAX_NOTICE_PERIOD = 14 * 24 * 60
"""The longest notice period for cancelling, in minutes: 14 days."""
MAX_PRICE = 99_999_999
"""The highest price of a visit, in minor units."""
MAX_DIRECTIONS = 300
"""The longest text that says where clients come for a visit, in characters."""


class Location(StrEnum):
    """
    Where an appointment takes place.

    Clients come to the office. For a visit by phone, the provider calls them.
    """

    VIDEO = "video"
    OFFICE = "office"
    PHONE = "phone"

    @property
    def has_room(self) -> bool:
        """Whether people meet in a room of the product."""
        return self is Location.VIDEO


class Bookable(StrEnum):
    """Lists who may book a visit: staff only, clients on request, or clients alone."""

    NO = "no"
    REQUEST = "request"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class VisitTerms:
    """
    What belongs to a service of the kind visit.

    `buffer_before` and `buffer_after` are the minutes that the provider keeps free around
    the visit. A client books at least `minimum_notice` minutes ahead. A client who cancels
    less than `notice_period` minutes ahead cancels late. `directions` say where clients come
    for a visit at an office; without them, that is the practice's address.
    """

    minutes: int
    price: Money | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    minimum_notice: int = 0
    location: Location = Location.VIDEO
    bookable: Bookable = Bookable.NO
    notice_period: int = 0
    directions: str = ""


def with_kept_directions(terms: VisitTerms, before: VisitTerms | None) -> VisitTerms:
    """Return the terms, with the former directions if they have left the office."""
    if terms.location is Location.OFFICE or terms.directions or before is None:
        return terms
    return replace(terms, directions=before.directions)


def validate_visit_terms(terms: VisitTerms, currency: str) -> VisitTerms:
    """
    Return the terms if all of them are possible in a practice with this currency.

    Raises Invalid when a value is not. The error names the field.
    """
    limits = {
        "minutes": (terms.minutes, MIN_MINUTES, MAX_MINUTES),
        "buffer_before": (terms.buffer_before, 0, MAX_BUFFER),
        "buffer_after": (terms.buffer_after, 0, MAX_BUFFER),
        "minimum_notice": (terms.minimum_notice, 0, MAX_NOTICE),
        "notice_period": (terms.notice_period, 0, MAX_NOTICE_PERIOD),
    }
    for name, (value, least, most) in limits.items():
        if not least <= value <= most:
            raise Invalid(fields={f"visit.{name}": f"Use {least} to {most} minutes."})
    if terms.price and terms.price.currency != currency:
        raise Invalid(fields={"visit.price": f"Use the practice's currency, {currency}."})
    if terms.price and not 0 <= terms.price.minor <= MAX_PRICE:
        raise Invalid(fields={"visit.price": "Use an amount of zero or more."})
    return terms
