"""
Tests how a provider takes over clients, in the rows and in who may see them.

The same tests run on the tables and on the fakes.
"""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.clients.domain.client import Cover
from chalicelib.clients.domain.handover import Handover
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, PersonId
from tests.clients.fake_practice_directory import FakePracticeDirectory
from tests.platform.record_store import Clock
from tests.practice.store.practice_rows import AT, KIM, SAM, Rows, in_memory, on_tables

DAY = timedelta(days=1)
JO, WIL = PersonId("jo"), PersonId("wil")
HOLIDAY = Cover(KIM, AT + DAY, AT + 3 * DAY, SAM)


@dataclass
class Office:
    """Holds the store of clients and the directory of one practice, with one clock."""

    rows: Rows
    directory: Any
    clock: Clock

    def hand_over(self, client, *, cover=None, to=KIM):
        return self.rows.clients.hand_over(self.rows.access, client.id, Handover(SAM, to, cover))

    def sees(self, person, client):
        pairs = self.directory.assigned(self.rows.access, [person], [client.id])
        page, _ = self.rows.clients.page(self.rows.access, person, None)
        ids, _ = self.rows.clients.page_of_ids(self.rows.access, person, None)
        answers = {bool(pairs), client.id in [row.id for row in page], client.id in ids}
        assert len(answers) == 1
        return answers.pop()

    def stored(self, client):
        return self.rows.clients.get(self.rows.access, client.id)


@contextmanager
def fake_office():
    with in_memory() as rows:
        clock = Clock()
        rows.clients.now = clock
        directory = FakePracticeDirectory(rows.practice, rows.clients, rows.memberships)
        yield Office(rows, directory, clock)


@contextmanager
def table_office():
    with on_tables() as rows:
        records, clock = rows.records, Clock()
        rows.clients = DynamoClients(records.vault(), records.audit, clock)
        yield Office(rows, DynamoPracticeDirectory(records.vault(), None, clock), clock)


@pytest.fixture(params=[fake_office, table_office], ids=["fake", "tables"])
def office(request):
    with request.param() as office:
        yield office


def test_a_client_who_was_handed_over_for_good_has_the_other_provider(office):
    """S2: the first provider loses the client at once."""
    client = office.rows.add_client()
    assert office.hand_over(client)
    assert (office.sees(SAM, client), office.sees(KIM, client)) == (False, True)
    after = office.stored(client)
    assert (after.providers, after.covers, after.version) == ({KIM}, (), 2)
    assert office.rows.clients.providers_of(office.rows.access, [client.id]) == {client.id: {KIM}}
    assert not office.hand_over(client)


def test_a_provider_who_stands_in_sees_the_client_from_the_first_to_the_last_moment(office):
    """S2: no job has to run for the access to begin or to end."""
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    seen = []
    for pause in (DAY, 2 * DAY - timedelta(seconds=1), timedelta(seconds=1)):
        seen.append(office.sees(KIM, client))
        office.clock.at += pause
        assert office.sees(SAM, client)
    assert [*seen, office.sees(KIM, client)] == [False, True, True, False]


def test_who_stands_in_is_listed_until_the_end(office):
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    assert office.stored(client).covers == (HOLIDAY,)
    assert office.stored(client).providers == {SAM}
    office.hand_over(client, cover=replace(HOLIDAY, until=AT + 2 * DAY))
    assert [each.until for each in office.stored(client).covers] == [AT + 2 * DAY]


def test_a_provider_who_is_assigned_already_stays_so_after_a_cover(office):
    client = office.rows.add_client(providers=frozenset({SAM, KIM}))
    office.hand_over(client, cover=HOLIDAY)
    office.clock.at += 9 * DAY
    assert office.sees(KIM, client)
    assert office.stored(client).covers == ()


def test_who_stands_in_and_is_then_assigned_stays_for_good(office):
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    before = office.stored(client)
    office.rows.clients.change(
        office.rows.access, before, replace(before, providers=frozenset({SAM, KIM}))
    )
    office.clock.at += 9 * DAY
    assert office.sees(KIM, client)


@pytest.mark.parametrize("passed", [timedelta(), DAY])
def test_nobody_stands_in_for_a_client_without_providers(office, passed):
    """S2: who takes all providers off a client ends every cover, also one that began."""
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    office.clock.at += passed
    before = office.stored(client)
    office.rows.clients.change(office.rows.access, before, before.with_providers(frozenset({SAM})))
    assert office.stored(client).covers == (HOLIDAY,)
    before = office.stored(client)
    office.rows.clients.change(office.rows.access, before, before.with_providers(frozenset()))
    assert office.stored(client).covers == ()
    for _ in range(3):
        office.clock.at += DAY - timedelta(seconds=1)
        assert not office.sees(KIM, client)


@pytest.mark.parametrize("passed", [timedelta(), DAY])
def test_who_stands_in_stops_when_the_client_gets_another_provider(office, passed):
    """S2: a cover ends with the assignment for which it stands in, also once begun."""
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    office.clock.at += passed
    office.hand_over(client, to=JO)
    assert office.stored(client).covers == ()
    assert not office.sees(KIM, client)
    office.clock.at += DAY
    assert (office.sees(KIM, client), office.sees(JO, client)) == (False, True)


def test_a_cover_for_another_provider_of_the_client_goes_on(office):
    client = office.rows.add_client(providers=frozenset({SAM, JO}))
    office.hand_over(client, cover=HOLIDAY)
    office.rows.clients.hand_over(office.rows.access, client.id, Handover(JO, WIL))
    assert (office.stored(client).providers, office.stored(client).covers) == (
        {SAM, WIL},
        (HOLIDAY,),
    )
    before = office.stored(client)
    office.rows.clients.change(office.rows.access, before, before.with_providers(frozenset({WIL})))
    office.clock.at += DAY
    assert not office.sees(KIM, client)


def test_who_reaches_a_client_now_includes_who_stands_in(office):
    """S2: notices and the readers of a note include who stands in, for that time."""
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    teams = []
    for _ in range(3):
        teams.append(office.rows.clients.current_providers(office.rows.access, client.id))
        office.clock.at += 1.5 * DAY
    assert teams == [{SAM}, {SAM, KIM}, {SAM}]


def test_a_client_whose_creation_is_undone_leaves_nobody_who_stands_in(office):
    client = office.rows.add_client()
    office.hand_over(client, cover=HOLIDAY)
    office.rows.clients.remove(office.rows.access, office.stored(client), None)
    office.clock.at += DAY
    assert office.directory.assigned(office.rows.access, [SAM, KIM], [client.id]) == []


def test_a_client_of_nobody_or_of_another_practice_is_not_handed_over(office):
    """S3: clients of another practice are absent."""
    client = office.rows.add_client(providers=frozenset())
    assert not office.hand_over(client)
    for access, absent in ((office.rows.foreign, client.id), (office.rows.access, ClientId("x"))):
        with pytest.raises(NotFound):
            office.rows.clients.hand_over(access, absent, Handover(SAM, KIM))
