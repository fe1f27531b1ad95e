"""Defines how a provider takes over clients, for good or for a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.clients.domain.client import Cover, kept_covers
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.time_zones import local_day, start_of_day

MAX_COVER_DAYS = 366


@dataclass(frozen=True, slots=True)
class Handover:
    """
    Hands a client over from one provider to another.

    With `cover`, the other provider stands in for a time, and the first one stays assigned.
    """

    giver: PersonId
    to: PersonId
    cover: Cover | None = None

    def assigned(self, before: Collection[PersonId]) -> frozenset[PersonId]:
        """Return who is assigned to the client for good, after the handover."""
        if self.cover or self.giver not in before:
            return frozenset(before)
        return frozenset({*before, self.to}) - {self.giver}

    def covers(
        self, before: Collection[Cover], providers: Collection[PersonId]
    ) -> tuple[Cover, ...]:
        """Return the client's covers when `providers` are assigned after the handover."""
        others = kept_covers(before, providers)
        if not self.cover or self.to in providers:
            return others
        return (*(each for each in others if each.provider != self.to), self.cover)


def cover_for(
    giver: PersonId, to: PersonId, days: tuple[date, date], zone: str, now: datetime
) -> Cover:
    """
    Return the cover of `to` for `giver` from the first to the last day.

    Both days are included, and begin and end in the time zone `zone`.

    Raises:
        Invalid: The last day is before the first, in the past, or too late.
    """
    first, last = days
    if last < first:
        raise Invalid(fields={"until": "Choose the first day or a later one."})
    if last < local_day(now, zone):
        raise Invalid(fields={"until": "Choose today or a later day."})
    if last - first > timedelta(MAX_COVER_DAYS):
        raise Invalid(fields={"until": f"Choose at most {MAX_COVER_DAYS} days."})
    end = last + timedelta(days=1)
    return Cover(to, start_of_day(first, zone), start_of_day(end, zone), giver)
