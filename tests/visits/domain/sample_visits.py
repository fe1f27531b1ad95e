"""Sample data for tests: a booked hour, its seats, and facts at given seconds."""

from datetime import UTC, datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import Participant
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId
from chalicelib.visits.domain.fact_sheet import fact_sheet
from chalicelib.visits.domain.visit import Fact, FactKind

HOST, CLIENT, FRIEND = SeatId("seat-1"), SeatId("seat-2"), SeatId("seat-3")
START = datetime(2026, 11, 24, 15, tzinfo=UTC)
PEOPLE = (
    Participant(HOST, Role.PROVIDER, person=PersonId("per-1")),
    Participant(CLIENT, Role.CLIENT, client=ClientId("cli-1")),
    Participant(FRIEND, Role.CLIENT, client=ClientId("cli-2")),
)
NAMES = ((HOST, "Pat Provider"), (CLIENT, "Cleo Client"), (FRIEND, "Fran Friend"))
VISIT = Appointment(
    AppointmentId("apt-1"), PracticeId("prc-1"), PEOPLE, START, 50, "UTC", START, names=NAMES
)
AFTER = VISIT.closes_at + timedelta(hours=1)


def at(second):
    return START + timedelta(seconds=second)


def facts_of(*lines):
    """Build facts from tuples: second, kind, seat, and then another seat or a reason."""
    return [_fact(number, *line) for number, line in enumerate(lines)]


def _fact(number, second, kind, seat=None, more=None):
    about, why = (more, "") if more in {HOST, CLIENT, FRIEND} else (None, more or "")
    return Fact(f"{number:06d}", FactKind(kind), at(second), seat, about, why)


def met(second=0):
    """Return the facts of a meeting: both join, and at `second` both have media."""
    return (
        (0, "joined", HOST),
        (0, "joined", CLIENT),
        (second, "admitted", CLIENT),
        (second, "media_up", HOST, CLIENT),
        (second, "media_up", CLIENT, HOST),
    )


def sheet(*lines, now=AFTER):
    return fact_sheet(VISIT, facts_of(*lines), now)


def seat(result, seat_id):
    return next(each for each in result.seats if each.seat == seat_id)
