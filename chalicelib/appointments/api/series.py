"""Defines the route that shows which dates a series would have."""

from datetime import datetime

from chalice.app import Blueprint

from chalicelib.appointments.api.bodies import BookingBody
from chalicelib.appointments.domain.free_times import FreeTime
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Invalid
from chalicelib.platform.http.contract import STAFF, route
from chalicelib.platform.http.shapes import Shape
from chalicelib.wiring import series as wiring_series

routes = Blueprint(__name__)


class SeriesDateShape(Shape):
    """
    A date of a series that is not booked yet; `local` is its time in `zone`.

    `is_shifted` says that the clock skips the time on this day, so that it is later.
    """

    starts_at: datetime
    local: str
    zone: str
    is_shifted: bool
    is_taken: bool


class SeriesDatesShape(Shape):
    """The dates of a series that is not booked yet, in order."""

    items: list[SeriesDateShape]


@route(routes, "POST", "/appointments/series-dates", who=STAFF)
def find_series_dates(access: Access, body: BookingBody) -> SeriesDatesShape:
    """List the dates that a booking with `repeat` would have. Nothing is booked."""
    if body.repeat is None:
        raise Invalid(fields={"repeat.rule": "Say how the appointment repeats."})
    repeat = body.repeat.repeat()
    dates = wiring_series.series_bookings().preview(access, body.booking(), repeat)
    return SeriesDatesShape(
        items=[
            SeriesDateShape(
                starts_at=each.starts_at,
                local=FreeTime.at(each.starts_at, each.zone).local,
                zone=each.zone,
                is_shifted=each.is_shifted,
                is_taken=each.is_taken,
            )
            for each in dates
        ]
    )
