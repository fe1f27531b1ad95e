"""Tests where visits take place: by video, at the office or by phone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import HOLDING, AppointmentAction, AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Move, ProviderChange, ServiceBooking
from chalicelib.appointments.usecases.visit_places import ClientToCall, VisitPlaces
from chalicelib.appointments.usecases.waitlist import WaitFilter
from chalicelib.kernel.errors import NotFound, Unreadable
from chalicelib.kernel.ids import ServiceId
from chalicelib.practice.domain.visit_terms import Location
from chalicelib.practice.usecases.visit_services import VisitServiceFacts
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)
from tests.appointments.series_harness import SeriesHarness
from tests.appointments.waitlist_harness import WaitlistHarness
from tests.practice.practice_harness import PRACTICE

ELM = "4 Elm Street, second floor.\nRing at Suite 2."
HOME = "120 Creek Road"
NUMBERS = {"Avery": "+1 555 010 0001", "Mo": "+1 555 010 0002"}


class FakeClientPhones:
    """A fake `ClientPhones`; `reads` lists whose numbers were read."""

    def __init__(self, numbers):
        self.numbers, self.reads = numbers, []

    def phones(self, _access, clients):
        self.reads += clients
        return {each: self.numbers.get(each, "") for each in clients}


@pytest.fixture
def harness():
    harness = BookingHarness()
    harness.work(SAM)
    return with_places(harness)


def with_places(harness):
    harness.phones = FakeClientPhones({harness.avery: NUMBERS["Avery"]})
    harness.places = VisitPlaces(
        harness.appointments,
        harness.visit_services,
        harness.practice_rows,
        harness.phones,
        harness.now,
    )
    return harness


def change_location(harness, service, location):
    stored = harness.offering_rows.get(PRACTICE, service).service
    terms = replace(stored.visit, location=location)
    facts = VisitServiceFacts(stored.name, "", terms, [SAM.person, KIM.person])
    harness.visit_services.change(ADMIN, service, facts, stored.version)


def change_directions(harness, service, location, directions):
    stored = harness.offering_rows.get(PRACTICE, service).service
    terms = replace(stored.visit, location=location, directions=directions)
    facts = VisitServiceFacts(stored.name, "", terms, [SAM.person])
    harness.visit_services.change(ADMIN, service, facts, stored.version)


def an_address(harness, text):
    row = harness.practice_rows.rows[PRACTICE]
    harness.practice_rows.rows[PRACTICE] = replace(row, address=text)


@pytest.mark.parametrize("location", Location)
def test_staff_and_clients_book_a_service_where_it_takes_place(harness, location):
    service, avery = harness.offer(location=location), client_access(harness.avery)
    booked = harness.book(service=service, minutes=0)
    request = ServiceBooking(service, TOMORROW + timedelta(hours=2), "America/New_York")
    own = harness.client_bookings.book(avery, request, None).appointment
    assert (booked.location, own.location) == (location, location)


def test_each_appointment_of_a_series_is_where_its_service_is():
    harness = SeriesHarness()
    service = harness.offer(location=Location.OFFICE)
    series = harness.book_series(service=service, minutes=0)
    assert {each.location for each in series} == {Location.OFFICE}


def test_an_accepted_offer_of_the_waitlist_is_where_its_service_is():
    harness = WaitlistHarness()
    ada, *_ = harness.three_wait()
    change_location(harness, harness.visit, Location.PHONE)
    harness.free()
    (view,) = harness.waitlist.list(ada, WaitFilter())
    assert view.location is Location.PHONE
    assert harness.accept(ada).location is Location.PHONE


def test_an_appointment_keeps_its_location_when_its_service_moves(harness):
    service = harness.offer(location=Location.OFFICE)
    booked = harness.book(service=service, minutes=0)
    change_location(harness, service, Location.VIDEO)
    move = Move(TOMORROW + timedelta(days=1), None, None)
    moved = harness.bookings.reschedule(SAM, booked.id, None, move).appointment
    assert moved.location is Location.OFFICE
    harness.assign(harness.avery, SAM.person, KIM.person)
    to_kim = ProviderChange(KIM.person)
    handed = harness.provider_changes.hand_over(ADMIN, booked.id, moved.version, to_kim).appointment
    assert handed.location is Location.OFFICE
    later = harness.book(ADMIN, providers=[SAM.person], service=service, minutes=0)
    assert later.location is Location.VIDEO


@pytest.mark.parametrize("location", [Location.OFFICE, Location.PHONE])
def test_nobody_can_join_a_visit_without_a_room(harness, location):
    booked = harness.book(service=harness.offer(location=location), minutes=0)
    harness.at = booked.starts_at
    for access in (SAM, client_access(harness.avery)):
        view = harness.appointments.get(access, booked.id)
        assert AppointmentAction.JOIN not in view.actions
    assert AppointmentAction.ARRIVED in harness.appointments.get(SAM, booked.id).actions
    assert harness.appointments.hosted_now(SAM) == []


def test_an_office_visit_is_at_the_directions_of_its_service_or_at_the_practice(harness):
    an_address(harness, HOME)
    service = harness.offer(location=Location.OFFICE, directions=ELM)
    at_elm = harness.book(service=service, minutes=0)
    at_home = harness.book(service=harness.offer(location=Location.OFFICE), minutes=0)
    without_service = harness.book(location=Location.OFFICE)
    avery = client_access(harness.avery)
    assert harness.places.of(avery, at_elm.id).address == ELM
    assert harness.places.of(avery, at_home.id).address == HOME
    assert harness.places.of(SAM, without_service.id).address == HOME
    assert harness.phones.reads == []


def test_directions_are_read_also_after_the_service_is_switched_off(harness):
    service = harness.offer(location=Location.OFFICE, directions=ELM)
    booked = harness.book(service=service, minutes=0)
    stored = harness.offering_rows.get(PRACTICE, service).service
    facts = VisitServiceFacts(stored.name, "", stored.visit, [SAM.person], enabled=False)
    harness.visit_services.change(ADMIN, service, facts, stored.version)
    assert harness.places.of(SAM, booked.id).address == ELM
    with pytest.raises(NotFound):
        harness.visit_services.directions(SAM, ServiceId("unknown"))


@pytest.mark.parametrize("location", [Location.VIDEO, Location.PHONE])
def test_clients_who_booked_an_office_visit_find_it_after_its_service_has_left(harness, location):
    an_address(harness, HOME)
    service = harness.offer(location=Location.OFFICE, directions=ELM)
    booked, avery = harness.book(service=service, minutes=0), client_access(harness.avery)
    change_directions(harness, service, location, "")
    assert harness.places.of(avery, booked.id).address == ELM
    change_directions(harness, service, Location.OFFICE, "")
    assert harness.places.of(avery, booked.id).address == HOME


@pytest.mark.parametrize("status", sorted(set(AppointmentStatus) - HOLDING))
def test_nobody_reads_a_number_of_a_visit_that_is_over_or_does_not_take_place(harness, status):
    booked = harness.book(location=Location.PHONE)
    harness.rows.rows[PRACTICE, booked.id] = replace(booked, status=status)
    for access in (SAM, client_access(harness.avery)):
        assert harness.places.of(access, booked.id).calls == ()
    assert harness.phones.reads == []


def test_nobody_reads_a_number_once_the_time_of_the_visit_is_over(harness):
    booked = harness.book(location=Location.PHONE)
    harness.at = booked.closes_at
    assert harness.places.of(SAM, booked.id).calls == ()
    assert harness.phones.reads == []


def test_the_number_is_read_while_the_provider_may_call(harness):
    booked = harness.book(location=Location.PHONE)
    harness.at = booked.closes_at - timedelta(seconds=1)
    (call,) = harness.places.of(SAM, booked.id).calls
    assert call.phone == NUMBERS["Avery"]


def test_staff_read_each_number_of_a_phone_visit_and_a_client_only_their_own(harness):
    """S2: the number of another client of the appointment is not shown."""
    harness.assign(harness.morgan, SAM.person)
    booked = harness.book(participants=[harness.morgan], location=Location.PHONE)
    avery = ClientToCall(harness.avery, "Avery Stone", NUMBERS["Avery"])
    morgan = ClientToCall(harness.morgan, "Mo", "")
    assert harness.places.of(SAM, booked.id).calls == (avery, morgan)
    harness.phones.reads.clear()
    assert harness.places.of(client_access(harness.morgan), booked.id).calls == (morgan,)
    assert harness.phones.reads == [harness.morgan]


def test_a_video_visit_has_no_address_and_reads_no_number(harness):
    place = harness.places.of(SAM, harness.book().id)
    assert (place.location, place.address, place.calls) == (Location.VIDEO, "", ())
    assert harness.phones.reads == []


def test_a_place_is_told_to_nobody_who_may_not_see_the_appointment(harness):
    """S2: a provider who is not assigned learns neither the place nor the number."""
    booked = harness.book(location=Location.PHONE)
    with pytest.raises(NotFound):
        harness.places.of(KIM, booked.id)
    assert harness.phones.reads == []


def test_only_clients_have_a_number_of_their_own(harness):
    assert harness.places.own_number(client_access(harness.avery)) == NUMBERS["Avery"]
    assert harness.places.own_number(SAM) == ""


def test_a_profile_that_does_not_open_keeps_no_client_from_booking(harness):
    class Damaged(dict):
        def get(self, *_):
            raise Unreadable

    harness.phones.numbers = Damaged()
    assert harness.places.own_number(client_access(harness.avery)) == ""
