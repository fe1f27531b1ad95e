"""Provides the use cases of bookings on fake stores and on tables."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from chalicelib.appointments.domain.hours import HoursWindow, ProviderHours, WeeklyWindow
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.practice.domain.visit_terms import Bookable, VisitTerms
from chalicelib.practice.usecases.visit_services import VisitServiceFacts
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import bookings as wiring_bookings
from chalicelib.wiring import practice as wiring_practice
from tests.appointments.booking_harness import ADMIN, KIM, SAM, BookingHarness, client_access
from tests.notes.notes_worlds import TableWorld

ZONE = "America/New_York"
TERMS = VisitTerms(30, buffer_after=10, bookable=Bookable.REQUEST)
ALL_DAY = tuple(WeeklyWindow(day, HoursWindow(9 * 60, 18 * 60)) for day in range(7))
NUMBERS = count()


@dataclass
class BookingWorld:
    """
    A client of two providers, who offer a service that the client can ask for.

    The attributes from `bookings` to `past_appointments` are the product's own classes.
    """

    sam: Access
    kim: Access
    client: Access
    service: ServiceId
    bookings: Any
    client_bookings: Any
    attendance: Any
    availability: Any
    completion: Any
    provider_changes: Any
    past_appointments: Any
    rows: Any
    slots: Any
    now: Any
    advance: Any


def fake_world() -> BookingWorld:
    """Return the people and use cases on fake stores of their own."""
    harness = BookingHarness()
    harness.assign(harness.avery, SAM.person, KIM.person)
    for who in (SAM, KIM):
        harness.working_hours.save(ADMIN, ProviderHours(who.person, ZONE, ALL_DAY))
    facts = _facts(SAM, KIM)
    service = harness.visit_services.create(ADMIN, facts, None).service.id

    def advance(time):
        harness.at += time

    return BookingWorld(
        SAM,
        KIM,
        client_access(harness.avery),
        service,
        harness.bookings,
        harness.client_bookings,
        harness.attendance,
        harness.availability,
        harness.completion,
        harness.provider_changes,
        harness.past_appointments,
        harness.rows,
        harness.slots,
        harness.now,
        advance,
    )


def table_world(tables: TableWorld) -> BookingWorld:
    """Return new people in the tables, with the use cases of the product."""
    number = next(NUMBERS)
    sam, kim = (tables.person(f"{name}{number}", Role.PROVIDER) for name in ("Sam", "Kim"))
    client = tables.client(sam, kim)
    admin = tables.person(f"Jordan{number}", Role.ADMIN)
    practices = wiring_practice.practices()
    agreement = practices.agreement.current()
    practices.accept(admin, agreement.version, agreement.sha256)
    for who in (sam, kim):
        hours = ProviderHours(who.person, ZONE, ALL_DAY)
        wiring_appointments.working_hours().save(admin, hours)
    service = wiring_practice.visit_services().create(admin, _facts(sam, kim), None)
    return BookingWorld(
        sam,
        kim,
        Access(tables.store.practice, PersonId(f"of-{client}"), Role.CLIENT, client=client),
        service.service.id,
        wiring_bookings.bookings(),
        wiring_bookings.client_bookings(),
        wiring_bookings.attendance(),
        wiring_bookings.availability(),
        wiring_appointments.completing(),
        wiring_bookings.provider_changes(),
        wiring_bookings.past_appointments(),
        wiring_appointments.appointment_rows(),
        wiring_appointments.slots(),
        tables.store.clock,
        tables.advance,
    )


def _facts(*providers: Access) -> VisitServiceFacts:
    return VisitServiceFacts("Follow-up", "", TERMS, [each.person for each in providers])
