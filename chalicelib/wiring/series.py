"""Builds the use cases that book and change series of appointments."""

from functools import cache

from chalicelib.appointments.store.series import DynamoSeries
from chalicelib.appointments.usecases.series_bookings import SeriesBookings
from chalicelib.appointments.usecases.series_changes import SeriesChanges
from chalicelib.appointments.usecases.series_recovery import SeriesRecovery
from chalicelib.wiring import bookings, platform


@cache
def series_rows() -> DynamoSeries:
    platform.tables()
    return DynamoSeries(platform.clock)


@cache
def series_recovery() -> SeriesRecovery:
    return SeriesRecovery(bookings.changes(), series_rows(), platform.clock)


@cache
def series_bookings() -> SeriesBookings:
    return SeriesBookings(
        series_recovery(), bookings.overlaps(), bookings.new_appointments(), platform.clock
    )


@cache
def series_changes() -> SeriesChanges:
    return SeriesChanges(series_recovery(), bookings.overlaps(), platform.clock)
