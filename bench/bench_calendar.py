"""Measures the week of a practice with 50 providers, beside the same queries bare."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.run import p50_ms, row
from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import seat_participants
from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.store.held_times import DynamoHeldTimes
from chalicelib.appointments.store.hours import DynamoHours
from chalicelib.appointments.store.items import AppointmentSummary, appointment_items
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.calendar import Calendar
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.clients.domain.client import ClientSummary
from chalicelib.clients.store import keys as clients_keys
from chalicelib.clients.store.calendar_names import DynamoCalendarNames
from chalicelib.clients.store.items import ClientItem
from chalicelib.clients.store.merges import DynamoMergedProfiles
from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, SeatId
from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.practice.agreement import ShippedAgreement
from chalicelib.practice.store.offerings import DynamoOfferings
from chalicelib.practice.usecases.visit_services import VisitServices
from tests.platform.aws_faults import faults
from tests.platform.record_store import RecordStore, a_store

PROVIDERS, DAYS, A_DAY, CLIENTS_OF_EACH = 50, 5, 4, 10
MONDAY = datetime(2026, 11, 30, 14, tzinfo=UTC)
WEEK = MONDAY - timedelta(hours=14), MONDAY + timedelta(days=6)


@row(
    "week of 50 providers, 1,000 appointments: our time over the bare queries", unit="ms", most=150
)
def calendar_of_a_week() -> float:
    with _a_week() as (records, read):
        ours, bare = p50_ms(read, times=9, warm=2), p50_ms(_bare(records), times=9, warm=2)
        return ours - bare


@row(
    "data calls of that week: 1 Query, names and hours by 100, 1 audit entry", unit="calls", most=10
)
def calls_of_a_week() -> float:
    with _a_week() as (records, read):
        # The first read also loads the practice's key, which is kept for later ones.
        read()
        with faults(records.dynamodb, lambda _: None) as calls:
            read()
            return float(len(calls))


@contextmanager
def _a_week() -> Iterator[tuple[RecordStore, Callable[[], object]]]:
    with a_store() as records:
        for number in range(PROVIDERS * DAYS * A_DAY):
            _store_appointment(records, number)
        for provider in range(PROVIDERS):
            for number in range(CLIENTS_OF_EACH):
                _store_client(records, _client(provider, number))
        calendar, access = _calendar(records), records.access()
        yield records, lambda: calendar.read(access, None, *WEEK)


def _calendar(records: RecordStore) -> Calendar:
    directory = DynamoPracticeDirectory(records.vault(), ShippedAgreement().current)
    rows = DynamoAppointments(records.vault(), records.audit, records.clock)
    appointments = Appointments(
        rows,
        ClientAccess(directory, DynamoMergedProfiles(records.vault())),
        CurrentNames(directory),
        records.clock,
    )
    offerings: Any = None
    services = VisitServices(offerings, DynamoOfferings(records.audit, records.clock), offerings)
    hours = WorkingHours(DynamoHours(records.audit), directory)
    names = DynamoCalendarNames(records.vault())
    return Calendar(appointments, hours, services, names, DynamoHeldTimes())


def _client(provider: int, number: int) -> ClientId:
    return ClientId(f"01HZX3CLIENT{provider:06}{number:08}")


def _store_appointment(records: RecordStore, number: int) -> None:
    provider, place = divmod(number, DAYS * A_DAY)
    day, hour = divmod(place, A_DAY)
    appointment = Appointment(
        AppointmentId(f"01HZX3APPOINTMENT{number:09}"),
        records.practice,
        seat_participants(
            [PersonId(f"01HZX3PROVIDER{provider:012}")],
            [_client(provider, number % CLIENTS_OF_EACH)],
            [SeatId(f"01HZX3SEAT{number:015}{n}") for n in range(2)],
        ),
        MONDAY + timedelta(days=day, hours=hour),
        50,
        "America/New_York",
        MONDAY,
    )
    item = appointment_items(appointment)[0]
    summary = AppointmentSummary({"s1": "Sam Rivera", "s2": "Avery Stone"}, item.state_text())
    item.sealed_summary = records.vault().seal(item.binding(), summary)
    item.save()


def _store_client(records: RecordStore, client: ClientId) -> None:
    item = ClientItem(
        *clients_keys.client(records.practice, client),
        practice=records.practice,
        id=client,
        created=moment(MONDAY),
        state="active",
        version=1,
    )
    summary = ClientSummary("Avery Stone")
    item.sealed_summary = records.vault().seal(item.binding("sealed_summary"), summary)
    item.sealed_body = records.vault().seal(item.binding("sealed_body"), {})
    item.save()


def _bare(records: RecordStore) -> Callable[[], None]:
    """Return a function that sends the calendar's reads and parses no row."""
    keys = [
        clients_keys.client(records.practice, _client(provider, number))
        for provider in range(PROVIDERS)
        for number in range(CLIENTS_OF_EACH)
    ]
    requests = [
        [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys[start : start + 100]]
        for start in range(0, len(keys), 100)
    ]
    since, until = (moment(each) for each in (WEEK[0] - timedelta(hours=8), WEEK[1]))
    values = {
        ":p": {"S": partitions.appointments(records.practice)},
        ":a": {"S": since},
        ":b": {"S": until},
    }

    def read() -> None:
        records.dynamodb.query(
            TableName="test-core",
            IndexName="GSI2",
            KeyConditionExpression="g2pk = :p AND g2sk BETWEEN :a AND :b",
            ExpressionAttributeValues=values,
        )
        for each in requests:
            records.dynamodb.batch_get_item(RequestItems={"test-core": {"Keys": each}})

    return read
