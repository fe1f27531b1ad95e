"""Defines the routes to the hours of providers and the holidays of the practice."""

from datetime import date
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, ConfigDict, Field

from chalicelib.appointments.domain.hours import (
    MIDNIGHT,
    DayException,
    Holiday,
    Holidays,
    HoursWindow,
    ProviderHours,
    TimeOff,
    WeeklyWindow,
    clock_of,
    minutes_of,
)
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.days import day
from chalicelib.platform.http.shapes import Body, WholeNumber, line
from chalicelib.wiring import appointments as wiring_appointments

routes = Blueprint(__name__)
Day = Annotated[date, day()]
PATH = "/providers/{person_id}/hours"
ALIASED = ConfigDict(serialize_by_alias=True)
"""`from` is a word of Python, so the field has another name here."""


def _clock(value: str) -> str:
    return clock_of(minutes_of(value))


ClockTime = Annotated[str, AfterValidator(_clock), Field(max_length=5)]
"""A time of day such as `09:30`, or `24:00` for the end of the day."""


class WindowShape(Body):
    """A part of a day by the clock; `to` may be `24:00`."""

    model_config = ALIASED
    since: ClockTime = Field(alias="from")
    until: ClockTime = Field(alias="to")

    def window(self) -> HoursWindow:
        return HoursWindow(minutes_of(self.since), minutes_of(self.until))


class WeeklyWindowShape(WindowShape):
    """A part of each week; `weekday` is 0 for Monday to 6 for Sunday."""

    weekday: int = Field(ge=0, le=6)


class DayExceptionShape(Body):
    """The hours of one day in place of the weekly ones; empty `hours` close the day."""

    day: Day
    hours: list[WindowShape] = Field(max_length=MIDNIGHT)


class TimeOffShape(Body):
    """Days without work, the first and the last included."""

    model_config = ALIASED
    since: Day = Field(alias="from")
    until: Day = Field(alias="to")


class HoursShape(Body):
    """
    Holds when a provider works, by the clock in the time zone `zone`.

    `version` is the version that the person edited; it is 0 if nothing was saved before.
    """

    zone: Annotated[str, line(64)]
    weekly: list[WeeklyWindowShape]
    exceptions: list[DayExceptionShape] = Field(default_factory=list)
    time_off: list[TimeOffShape] = Field(default_factory=list)
    version: WholeNumber

    def provider_hours(self, provider: PersonId) -> ProviderHours:
        """Return the request body as hours for the use case."""
        return ProviderHours(
            provider,
            self.zone,
            tuple(WeeklyWindow(each.weekday, each.window()) for each in self.weekly),
            tuple(
                DayException(each.day, tuple(one.window() for one in each.hours))
                for each in self.exceptions
            ),
            tuple(TimeOff(each.since, each.until) for each in self.time_off),
            self.version,
        )


class HolidayShape(Body):
    """A day on which the practice is closed."""

    day: Day
    name: Annotated[str, line(60)]


class HolidaysShape(Body):
    """All holidays of the practice; `version` is the version that the Admin edited."""

    items: list[HolidayShape]
    version: WholeNumber


def hours_shape(_access: Access, hours: ProviderHours) -> HoursShape:
    """Return a provider's hours as an API response."""
    return HoursShape.model_validate(
        {
            "zone": hours.zone,
            "weekly": [{"weekday": each.weekday, **_window(each.window)} for each in hours.weekly],
            "exceptions": [
                {"day": each.day.isoformat(), "hours": [_window(one) for one in each.windows]}
                for each in hours.exceptions
            ],
            "time_off": [
                {"from": each.first.isoformat(), "to": each.last.isoformat()}
                for each in hours.time_off
            ],
            "version": hours.version,
        }
    )


def holidays_shape(_access: Access, holidays: Holidays) -> HolidaysShape:
    """Return the practice's holidays as an API response."""
    items = [{"day": each.day.isoformat(), "name": each.name} for each in holidays.days]
    return HolidaysShape.model_validate({"items": items, "version": holidays.version})


def _window(window: HoursWindow) -> dict[str, str]:
    return {"from": clock_of(window.start), "to": clock_of(window.end)}


@route(routes, "GET", PATH, who=STAFF)
def read_hours(access: Access, person_id: str) -> HoursShape:
    """Return when a provider works: the caller, or any provider for an Admin."""
    hours = wiring_appointments.working_hours().of(access, PersonId(person_id))
    return hours_shape(access, hours)


@route(routes, "PUT", PATH, who=STAFF, fresh=hours_shape)
def save_hours(access: Access, person_id: str, body: HoursShape) -> HoursShape:
    """Change when a provider works. Appointments that are booked stay where they are."""
    hours = body.provider_hours(PersonId(person_id))
    return hours_shape(access, wiring_appointments.working_hours().save(access, hours))


@route(routes, "GET", "/practice/holidays", who=STAFF)
def read_holidays(access: Access) -> HolidaysShape:
    """Return the days on which the practice is closed."""
    return holidays_shape(access, wiring_appointments.working_hours().holidays(access))


@route(routes, "PUT", "/practice/holidays", who=ADMIN, fresh=holidays_shape)
def save_holidays(access: Access, body: HolidaysShape) -> HolidaysShape:
    """Change the days on which the practice is closed."""
    days = tuple(Holiday(each.day, each.name) for each in body.items)
    stored = wiring_appointments.working_hours().save_holidays(access, Holidays(days, body.version))
    return holidays_shape(access, stored)
