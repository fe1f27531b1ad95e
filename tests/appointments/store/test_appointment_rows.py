"""Tests how appointment rows are encrypted, audited and protected from tampering."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.handover import handed_over
from chalicelib.appointments.domain.notices import booked_notices, cancelled_notices
from chalicelib.appointments.store import keys as appointments_keys
from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.store.items import AppointmentItem
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Malformed, NotFound, Unavailable, Unreadable
from chalicelib.notices.store.outbox import DynamoOutbox
from chalicelib.platform.dynamodb import connection, partitions
from chalicelib.platform.dynamodb.tables import CoreRow
from tests.appointments.domain.sample_appointments import (
    ADMIN,
    AVERY,
    KIM,
    MORGAN,
    NOON,
    SAM,
    an_appointment,
)
from tests.appointments.store.store_harness import everything
from tests.platform.aws_faults import Fault, always, faults
from tests.platform.record_store import a_store

NAMES = (b"Sam", b"Avery", b"Morgan")


@pytest.fixture
def store():
    with a_store() as records:
        yield records


@pytest.fixture
def rows(store):
    return DynamoAppointments(store.vault(), store.audit, store.clock)


@pytest.fixture
def access(store):
    return Access(store.practice, ADMIN.person, Role.ADMIN)


@pytest.fixture
def appointment(rows, access):
    """Store an appointment of Sam with the clients Avery and Morgan, and return it."""
    new = an_appointment(clients=(AVERY, MORGAN), practice=access.practice, names=names_by_seat())
    return rows.add(access, new, booked_notices(new, access), None)


def names_by_seat():
    people = an_appointment(clients=(AVERY, MORGAN)).participants
    return tuple((each.seat, name.decode()) for each, name in zip(people, NAMES, strict=True))


def values_of(store, table):
    items = store.dynamodb.scan(TableName=connection.name_of(table))["Items"]
    return [
        value.get("S", "").encode() + value.get("B", b"")
        for item in items
        for value in item.values()
    ]


def row(appointment, seat=None):
    p, a = appointment.practice, appointment.id
    return AppointmentItem.get(
        *(
            appointments_keys.participant(p, a, seat)
            if seat
            else appointments_keys.appointment(p, a)
        )
    )


def test_no_name_is_stored_in_clear(store, appointment, rows, access):
    """S22: neither the core table nor the audit table contains a name in plain text."""
    rows.page(access, AppointmentFilter(), everything)
    for table in ("core", "audit"):
        assert not [
            name for name in NAMES if any(name in value for value in values_of(store, table))
        ]


def test_a_list_takes_one_query_and_one_audit_entry(store, appointment, rows, access):
    """S14: reading a list of appointments takes one query and writes one audit entry."""
    before = len(store.entries())
    with faults(connection.client(), lambda _: None) as calls:
        rows.page(replace(access, person=SAM), AppointmentFilter(provider=SAM), everything)
    assert [name for name, _ in calls].count("Query") == 1
    (entry,) = [each for each in store.entries() if each.purpose == "appointment list"]
    assert (entry.outcome, len(store.entries())) == ("allowed", before + 1)


def test_a_list_shows_present_names_under_the_same_audit_entry(store, appointment, rows, access):
    """S14: one entry names the appointment and the profile with the present name."""
    clients = DynamoClients(store.vault(), store.audit, store.clock)
    profile = Profile("Avery Marie", "a@mail.example")
    clients.add(access, Client(AVERY, access.practice, profile, NOON, frozenset({SAM})), None)
    (shown,), _ = rows.page(access, AppointmentFilter(), everything)
    assert [name for _, name in shown.names] == ["Sam", "Avery Marie", "Morgan"]
    (entry,) = [each for each in store.entries() if each.purpose == "appointment list"]
    assert len(entry.records) == 2


def test_a_list_opens_only_what_the_caller_may_see(store, appointment, rows, access):
    """S2, S14: a hidden appointment is not opened, and no entry names it."""
    seen = []
    before = len(store.entries())
    page, _ = rows.page(access, AppointmentFilter(), lambda each: seen.extend(each) or [])
    assert (page, len(store.entries())) == ([], before)
    assert [each.names for each in seen] == [()]


def test_each_read_and_each_change_has_an_audit_entry(store, appointment, rows, access):
    """
    S14: each read and each change writes an audit entry that names one client.

    The appointment in this test has two clients. Each entry names the client for whom
    the appointment was booked.
    """
    rows.get(access, appointment.id, lambda _: None)
    moved = rows.change(access, appointment, replace(appointment, minutes=25), ())
    after = rows.change(access, moved, handed_over(moved, NOON, SAM, KIM, "Kim"), ())
    cancelled = rows.change(access, after, after.cancelled(NOON, Role.ADMIN), ())
    assert cancelled.version == 4
    entries = sorted((each.action, each.purpose, each.client) for each in store.entries())
    assert entries == [
        ("change", "cancel appointment", AVERY),
        ("change", "hand over appointment", AVERY),
        ("change", "move appointment", AVERY),
        ("create", "book appointment", AVERY),
        ("read", "appointment", AVERY),
    ]


def test_a_refused_read_is_audited(store, appointment, rows, access):
    """
    S14: a refused read writes an audit entry.

    The entry names the client, and the person who was refused.
    """

    def may_not(_):
        raise NotFound

    with pytest.raises(NotFound):
        rows.get(replace(access, person=SAM), appointment.id, may_not)
    (entry,) = [each for each in store.entries() if each.outcome == "refused"]
    assert (entry.actor, entry.client, entry.action) == (SAM, AVERY, "read")


def test_without_an_audit_entry_nothing_is_read_or_stored(store, appointment, rows, access):
    """S15: if the audit entry cannot be stored, reads and changes fail."""
    with (
        faults(connection.client(), always(Fault.UNREACHABLE, "PutItem")),
        pytest.raises(Unavailable),
    ):
        rows.get(access, appointment.id, lambda _: None)
    with (
        faults(connection.client(), always(Fault.UNREACHABLE, "TransactWriteItems")),
        pytest.raises(Unavailable),
    ):
        rows.change(access, appointment, replace(appointment, minutes=25), ())
    assert row(appointment).minutes == 50


def test_notices_are_stored_in_the_outbox_together_with_their_change(
    store, appointment, rows, access
):
    """
    Notices are stored in the same transaction as the change that causes them.

    A change that fails with a conflict stores no notices.
    """
    later = store.clock() + timedelta(minutes=1)
    assert len(DynamoOutbox().waiting(later)) == 3
    rows.change(access, appointment, replace(appointment, minutes=25), ())
    with pytest.raises(Conflict):
        rows.change(
            access,
            appointment,
            appointment.cancelled(NOON, Role.ADMIN),
            cancelled_notices(appointment, access),
        )
    waiting = DynamoOutbox().waiting(later)
    assert {(each.about, each.client, each.person) for each in waiting} == {
        (appointment.id, AVERY, None),
        (appointment.id, MORGAN, None),
        (appointment.id, None, SAM),
    }
    assert DynamoOutbox().claim(waiting[0], later) == 0
    assert DynamoOutbox().claim(waiting[0], later) is None


@pytest.mark.parametrize(
    "altered",
    [
        ("starts", "2026-11-30T12:00:00.000Z"),
        ("minutes", 480),
        ("zone", "Asia/Tokyo"),
        ("status", "cancelled"),
        ("cancelled_by", "client"),
        ("version", 9),
        ("notice_period", 24 * 60),
        ("late", True),
        ("agreed", "2026-11-30T12:00:00.000Z"),
        ("created", "2020-01-01T00:00:00.000Z"),
        ("location", "phone"),
        ("participants", "seat-1 provider kim,seat-2 client avery,seat-3 client morgan"),
    ],
)
def test_a_row_that_was_altered_in_the_table_does_not_open(
    store, appointment, rows, access, altered
):
    """
    S21: an altered row is refused, whichever attribute was altered.

    The main row and the participants' copies are both protected.
    """
    for each in (None, "seat-1", "seat-2"):
        item = row(appointment, each)
        setattr(item, *altered)
        item.save()
    for ask in (
        lambda: rows.get(access, appointment.id, lambda _: None),
        lambda: rows.page(access, AppointmentFilter(), everything),
        lambda: rows.page(access, AppointmentFilter(client=AVERY), everything),
    ):
        with pytest.raises(Unreadable):
            ask()
    assert len(store.alarms) == 3


def test_a_row_moved_into_another_persons_list_does_not_open_there(
    store, appointment, rows, access
):
    """
    S21: a row moved into another person's list makes reading that list fail.

    Each failed read raises an alarm.
    """
    for partition, filters in (
        (partitions.client_partition(access.practice, "riley"), AppointmentFilter(client="riley")),
        (partitions.provider(access.practice, "kim"), AppointmentFilter(provider="kim")),
    ):
        row(appointment, "seat-1").update([AppointmentItem.g1pk.set(partition)])
        with pytest.raises(Unreadable):
            rows.page(access, filters, everything)
    assert len(store.alarms) == 2


def test_a_cursor_of_another_list_is_refused(appointment, rows, access):
    """S3: a page cursor works only for the list that returned it."""
    for number in range(2):
        rows.add(
            access,
            replace(appointment, id=f"apt-{number + 2}", starts_at=NOON + timedelta(days=number)),
            (),
            None,
        )
    _, cursor = rows.page(access, AppointmentFilter(client=AVERY, limit=1), everything)
    for filters in (
        AppointmentFilter(client=MORGAN),
        AppointmentFilter(provider=SAM),
        AppointmentFilter(),
    ):
        with pytest.raises(Malformed):
            rows.page(access, replace(filters, cursor=cursor), everything)


def test_a_providers_clients_and_appointments_keep_out_of_each_others_lists(
    store, appointment, rows, access
):
    """
    A provider's client list and appointment list never contain each other's rows.

    The rows of both kinds share an index partition.
    """
    assert {
        each.g1sk[:2]
        for each in CoreRow.scan()
        if each.g1pk == partitions.client_partition(access.practice, AVERY)
    } == {"A#"}
    clients = DynamoClients(store.vault(), store.audit, store.clock)
    new = Client(AVERY, access.practice, Profile("Avery", "a@mail.example"), NOON, frozenset({SAM}))
    clients.add(access, new, None)
    assert [each.id for each in clients.page(access, SAM, None)[0]] == [AVERY]
    assert [
        each.id for each in rows.page(access, AppointmentFilter(provider=SAM), everything)[0]
    ] == [appointment.id]
