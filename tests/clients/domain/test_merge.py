"""Tests the rules for merging two profiles of the same client."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clients.domain.client import Client, Merge, Profile
from chalicelib.clients.domain.merge import (
    MAX_MERGED,
    FillableField,
    HeldRecords,
    RecordKind,
    fill_empty,
    fillable,
    merge_clients,
    obstacles,
    undo_merge,
)
from chalicelib.kernel.errors import Conflict, Failure, Invalid
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TODAY = NOW.date()
IDS = [ClientId(name) for name in "abcd"]
EMPTY = Profile("Avery Stone", "avery@mail.example")
FULL = replace(
    EMPTY,
    legal_name="A. Stone",
    phone="+1 555 010 9999",
    date_of_birth=date(1985, 4, 23),
    pronouns="they/them",
    emergency_name="Robin Stone",
    emergency_phone="+1 555 010 8888",
)


def client(name):
    return Client(ClientId(name), PracticeId("prc"), EMPTY, NOW)


def merge_into(target):
    return Merge(target.id, NOW, PersonId("jordan"), "Registered twice.")


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "undo"]), st.sampled_from(IDS), st.sampled_from(IDS)),
    max_size=40,
)


@given(STEPS)
def test_no_history_of_merges_has_a_chain_a_cycle_or_two_targets(steps):
    clients = {name: client(name) for name in IDS}
    for step, source, target in steps:
        one, other = clients[source], clients[target]
        with suppress(Failure):
            clients[source], clients[target] = (
                merge_clients(one, other, merge_into(other))
                if step == "merge"
                else undo_merge(one, other)
            )
        for each in clients.values():
            holders = [name for name in IDS if each.id in clients[name].merged_from]
            assert holders == ([each.merge.into] if each.merge else [])
            assert not (each.merge and each.merged_from)
            assert each.merge is None or clients[each.merge.into].merge is None


def test_a_refused_merge_says_which_rule_it_breaks():
    one, other, third = client("a"), client("b"), client("c")
    merged, holder = merge_clients(one, other, merge_into(other))
    for source, target, kind, words in (
        (one, one, Invalid, "itself"),
        (merged, third, Conflict, "merged already"),
        (third, merged, Invalid, "Choose the profile that is in use"),
        (holder, third, Conflict, "Other profiles were merged into this one"),
    ):
        with pytest.raises(kind, match=words):
            merge_clients(source, target, merge_into(target))


def test_only_so_many_profiles_can_be_merged_into_one():
    full = replace(client("a"), merged_from=frozenset(str(n) for n in range(MAX_MERGED)))
    with pytest.raises(Invalid, match=f"At most {MAX_MERGED}"):
        merge_clients(client("b"), full, merge_into(full))


def test_what_was_never_merged_cannot_be_undone():
    one, other = merge_clients(client("a"), client("b"), merge_into(client("b")))
    for source, target in ((other, one), (one, client("c"))):
        with pytest.raises(Conflict, match="not merged"):
            undo_merge(source, target)
    assert undo_merge(one, other) == (client("a"), client("b"))


@given(st.sets(st.sampled_from(FillableField)))
def test_filling_changes_only_the_empty_fields_that_were_named(names):
    named = names & set(fillable(EMPTY, FULL))
    if FillableField.EMERGENCY_PHONE in named and FillableField.EMERGENCY_NAME not in named:
        with pytest.raises(Invalid) as refusal:
            fill_empty(EMPTY, FULL, named, TODAY)
        assert "name of this emergency contact" in refusal.value.fields["fill"]
        return
    filled = fill_empty(EMPTY, FULL, named, TODAY)
    for name in Profile.__dataclass_fields__:
        source = FULL if name in named else EMPTY
        assert getattr(filled, name) == getattr(source, name)


def test_a_field_that_is_not_empty_is_never_replaced():
    has_phone = replace(EMPTY, phone="+1 555 010 7777")
    with pytest.raises(Invalid) as refusal:
        fill_empty(has_phone, FULL, {FillableField.PHONE, FillableField.ZONE}, TODAY)
    assert refusal.value.fields["fill"] == (
        "Phone is not empty in the other profile, so it is not replaced."
        " Zone is empty in this profile too."
    )
    assert fillable(has_phone, FULL) == [
        "date_of_birth",
        "pronouns",
        *fillable(has_phone, FULL)[2:],
    ]
    assert "phone" not in fillable(has_phone, FULL)


def test_each_obstacle_says_what_to_do_first():
    records = [
        HeldRecords(RecordKind.NOTE, 3),
        HeldRecords(RecordKind.THREAD, 3, 1),
        HeldRecords(RecordKind.INVOICE, 5, 2),
        HeldRecords(RecordKind.APPOINTMENT, 9, 0),
    ]
    assert obstacles(records) == [
        "1 message waits for an answer: answer it or close the thread first.",
        "2 invoices are drafts, unpaid or being processed: settle, void or delete them first.",
    ]
