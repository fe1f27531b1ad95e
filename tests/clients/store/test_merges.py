"""
Tests the store of merges.

The same tests run on the tables and on the fake store.
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.clients.domain.client import Merge
from chalicelib.clients.domain.merge import merge_clients, undo_merge
from chalicelib.clients.domain.search_word import words_of_query
from chalicelib.clients.store.merges import DynamoMergedProfiles, DynamoMerges, MergeRecordItem
from chalicelib.clients.usecases.merge_ports import MergeChange
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.dynamodb import connection
from tests.clients.fake_merge_store import FakeMergeStore
from tests.clients.fake_practice_directory import FakePracticeDirectory
from tests.platform.aws_faults import Fault, faults, once
from tests.practice.store.practice_rows import KEY, Rows, in_memory, on_tables

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)


@dataclass
class MergeRows:
    """The stores of one practice, with the store of merges."""

    rows: Rows
    merges: Any
    merged: Any

    def pair(self):
        return self.rows.add_client(1), self.rows.add_client(2)

    def now(self, client):
        return self.rows.clients.get(self.rows.access, client.id)

    def change(self, source, target, **changes):
        event = Merge(target.id, AT, PersonId("boss"), "Registered twice.")
        after, other = merge_clients(source, target, event)
        return MergeChange(source, after, target, replace(other, **changes), event)

    def merge(self, source, target, key=None, **changes):
        self.merges.store(self.rows.access, self.change(source, target, **changes), key)

    def undo(self, source, target, key=None):
        event = Merge(target.id, AT, PersonId("boss"), "Two people.")
        separate, other = undo_merge(source, target)
        self.merges.store(
            self.rows.access, MergeChange(source, separate, target, other, event), key
        )


@contextmanager
def fake_merges():
    with in_memory() as rows:
        directory = FakePracticeDirectory(rows.practice, rows.clients)
        yield MergeRows(rows, FakeMergeStore(rows.clients), directory)


@contextmanager
def table_merges():
    with on_tables() as rows:
        vault, audit = rows.records.vault(), rows.records.audit
        merges = DynamoMerges(vault, audit, rows.records.clock)
        yield MergeRows(rows, merges, DynamoMergedProfiles(vault))


@pytest.fixture(params=[fake_merges, table_merges], ids=["fake", "tables"])
def office(request):
    with request.param() as office:
        yield office


def test_both_profiles_are_read_as_they_were_merged(office):
    source, target = office.pair()
    office.merge(source, target)
    merged, holder = office.now(source), office.now(target)
    assert merged.merge == Merge(target.id, AT, PersonId("boss"), "Registered twice.")
    assert (merged.profile, merged.version, merged.merged_from) == (source.profile, 2, frozenset())
    assert (holder.merge, holder.merged_from, holder.version) == (None, {source.id}, 2)
    assert holder.profile == target.profile
    (row,) = office.rows.clients.rows_of(office.rows.access, [source.id])
    assert row.merged_at == AT


def test_who_was_merged_into_whom_can_be_asked_for_many(office):
    source, target = office.pair()
    office.merge(source, target)
    access, unknown = office.rows.access, ClientId("01K0000000000000000000NONE")
    assert office.merged.merged_into(access, [source.id, target.id, unknown]) == {
        source.id: target.id
    }
    assert office.merged.merged_into(office.rows.foreign, [source.id]) == {}
    assert office.merged.profile_name(access, target.id) == "Avery Stone 2"


def test_a_merge_and_its_repetition_with_the_key_are_stored_once(office):
    source, target = office.pair()
    office.merge(source, target, KEY)
    with pytest.raises(AlreadyProcessed) as earlier:
        office.merge(source, target, KEY)
    assert earlier.value.result == source.id
    assert office.merges.result_of(office.rows.access, KEY) == source.id
    assert office.now(source).version == 2


def test_of_two_merges_of_the_same_profiles_one_wins(office):
    """Whichever is later finds that both profiles have changed, and stores nothing."""
    source, target = office.pair()
    office.merge(source, target)
    for one, other in ((target, source), (source, target)):
        with pytest.raises(Conflict):
            office.merge(one, other)
    assert office.now(source).merge.into == target.id
    assert office.now(target).merge is None


def test_a_change_of_either_profile_since_it_was_read_stops_the_merge(office):
    for number, edited in ((1, 0), (3, 1)):
        pair = office.rows.add_client(number), office.rows.add_client(number + 1)
        office.rows.clients.change(office.rows.access, pair[edited], pair[edited])
        with pytest.raises(Conflict):
            office.merge(*pair)
        assert office.now(pair[0]).merge is None
        assert office.now(pair[1]).merged_from == frozenset()


def test_a_profile_with_a_sign_in_is_not_merged(office):
    """S9: an invitation at the same moment wins, although it leaves the version."""
    source, target = office.pair()
    person = Membership(
        office.rows.practice, PersonId("avery"), frozenset({Role.CLIENT}), client=source.id
    )
    summary = PersonSummary("Avery Stone", "avery@mail.example")
    office.rows.memberships.add(office.rows.access, person, summary)
    with pytest.raises(Conflict):
        office.merge(source, target)
    assert office.now(source).person == "avery"


def test_an_edit_of_the_other_profile_keeps_what_was_merged_into_it(office):
    source, target = office.pair()
    office.merge(source, target)
    before = office.now(target)
    office.rows.clients.change(office.rows.access, before, before)
    assert office.now(target).merged_from == {source.id}


def test_fields_that_were_filled_in_are_found_by_a_search(office):
    source, target = office.pair()
    profile = replace(target.profile, preferred_name="Quill")
    office.merge(source, target, profile=profile)
    assert office.now(target).profile == profile
    words = words_of_query("quill")
    assert office.rows.clients.found(office.rows.access, words, None)[0] == [target.id]


def test_an_undone_merge_can_be_made_again(office):
    source, target = office.pair()
    for round_ in range(2):
        office.merge(office.now(source), office.now(target))
        office.undo(office.now(source), office.now(target))
        assert office.now(source).version == office.now(target).version == 3 + 2 * round_
        assert (office.now(source).merge, office.now(target).merged_from) == (None, frozenset())
    (row,) = office.rows.clients.rows_of(office.rows.access, [source.id])
    assert row.merged_at is None


def test_the_merge_and_its_undoing_are_in_both_access_logs_and_recorded_for_good():
    """S14: each profile's access log says who merged it; the records keep the reasons."""
    with table_merges() as office:
        source, target = office.pair()
        office.merge(source, target)
        office.undo(office.now(source), office.now(target))
        entries = [
            (entry.purpose, entry.client, entry.actor)
            for entry in office.rows.records.entries()
            if "merge" in entry.purpose
        ]
        assert sorted(entries) == sorted(
            (purpose, client.id, "boss")
            for purpose in ("merge profiles", "undo merge of profiles")
            for client in (source, target)
        )
        kinds = {row.kind: row for row in MergeRecordItem.scan() if row.sk.startswith("MRG#")}
        vault, access = office.rows.records.vault(), office.rows.access
        reasons = {
            kind: vault.open(access, row.binding(), row.sealed_body, Merge).reason
            for kind, row in kinds.items()
        }
        assert reasons == {"merge": "Registered twice.", "undo": "Two people."}


def test_the_reason_is_sealed():
    """S21: neither the rows of the profiles nor the record hold it in clear."""
    with table_merges() as office:
        office.merge(*office.pair())
        tables = [office.rows.records.dynamodb.scan(TableName=name)["Items"] for name in _tables()]
        assert "Registered" not in str(tables)


def _tables():
    client = connection.client()
    return client.list_tables()["TableNames"]


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
@pytest.mark.parametrize("operation", ["TransactWriteItems", "PutItem", "BatchGetItem"])
def test_a_table_that_fails_leaves_both_profiles_merged_or_neither(fault, operation):
    with table_merges() as office:
        source, target = office.pair()
        plan = once(fault, operation)
        with faults(connection.client(), plan), suppress(Unavailable):
            office.merge(source, target, KEY)
        merged, holder = office.now(source), office.now(target)
        assert bool(merged.merge) == (holder.merged_from == {source.id})
        with suppress(AlreadyProcessed):
            office.merge(source, target, KEY)
        assert office.now(source).merge.into == target.id
        assert (office.now(source).version, office.now(target).version) == (2, 2)


def test_a_merged_profile_cannot_be_invited():
    """S9: also if the invitation was on its way when the profile was merged."""
    with table_merges() as office:
        source, target = office.pair()
        office.merge(source, target)
        person = Membership(
            office.rows.practice, PersonId("avery"), frozenset({Role.CLIENT}), client=source.id
        )
        summary = PersonSummary("Avery Stone", "avery@mail.example")
        with pytest.raises(Conflict):
            office.rows.memberships.add(office.rows.access, person, summary)


def test_the_name_of_an_unknown_profile_is_not_found():
    with table_merges() as office, pytest.raises(NotFound):
        office.merged.profile_name(office.rows.access, ClientId("nobody"))
