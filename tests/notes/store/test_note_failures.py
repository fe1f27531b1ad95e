"""Tests that notes are whole after any failure, and written one after the other."""

from contextlib import suppress
from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.store.chain import ClientChain
from chalicelib.platform.dynamodb import connection
from tests.platform.aws_faults import Fault, faults, once

PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel
KEY = IdempotencyKey("key", "0" * 64)
FAULTS = (Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST)


def chain_of(office):
    return ClientChain(office.world.store.vault()).verify(office.world.store.practice, office.avery)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_saving_is_whole_after_a_failure_at_any_call(stored, fault, nth):
    """A table that fails once leaves a whole note or none, and the retry saves one."""
    world = stored.world
    for operation in ("BatchGetItem", "PutItem", "TransactWriteItems"):
        client = world.client(stored.sam)
        office = replace(stored, avery=client)
        key = IdempotencyKey(f"{operation}-{client}", "0" * 64)
        plan = once(fault, operation, nth)
        with faults(connection.client(), plan), suppress(Unavailable):
            world.save(office.sam, client, key=key)
        note = world.save(office.sam, client, key=key)
        assert [each.id for each in world.listed(office.sam, client)] == [note]
        world.pass_hold()
        assert world.sealing.seal_due() == 1
        assert chain_of(office) == 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_sealing_is_whole_after_a_failure_at_any_call(stored, fault, nth):
    """A crash in the hold, or a table that fails: the next run seals the note once."""
    world = stored.world
    for operation in ("BatchGetItem", "PutItem", "Query", "TransactWriteItems"):
        client = world.client(stored.sam)
        office = replace(stored, avery=client)
        world.save(office.sam, client, level=PRIVATE)
        world.pass_hold()
        plan = once(fault, operation, nth)
        with faults(connection.client(), plan), suppress(Unavailable):
            world.sealing.seal_due()
        world.sealing.seal_due()
        assert world.texts(office.sam, client) == ["Sleeps well."]
        assert chain_of(office) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_taking_back_and_following_up_are_whole_after_a_failure(stored, fault):
    world = stored.world
    note = world.write(stored.sam, stored.avery)
    held = world.save(stored.sam, stored.avery, "Too early")
    plan = once(fault, "TransactWriteItems")
    for act in (
        lambda: world.notes.add(stored.sam, note, "More", KEY),
        lambda: world.notes.take_back(stored.sam, held),
    ):
        with faults(connection.client(), plan), suppress(Unavailable):
            act()
        act()
    (listed,) = world.listed(stored.sam, stored.avery)
    assert [each.text for each in listed.addenda] == ["More"]
    assert world.drafts.get(stored.sam, stored.avery).text == "Too early"
    assert chain_of(stored) == 2


def test_a_note_is_taken_back_while_another_tab_stores_the_draft(stored):
    """A draft that changes between read and write neither blocks the act nor is lost."""
    world, raced = stored.world, []
    held = world.save(stored.sam, stored.avery, "Too early")

    def plan(operation):
        if operation == "TransactWriteItems" and len(raced) < 2:
            raced.append(operation)
            if len(raced) == 1:
                world.drafts.put(stored.sam, stored.avery, NoteDraft("Other tab"), None)

    with faults(connection.client(), plan):
        world.notes.take_back(stored.sam, held)
    assert world.drafts.get(stored.sam, stored.avery).text == "Too early\n\nOther tab"
    assert world.texts(stored.sam, stored.avery) == []


def test_two_writers_append_one_after_the_other(stored):
    """A note sealed between another one's read and write takes the next number."""
    world = stored.world
    world.save(stored.sam, stored.avery, "First")
    world.save(stored.kim, stored.avery, "Second")
    world.pass_hold()
    first, second = world.notes.rows.overview(world.store.practice, stored.avery).held
    raced = []

    def plan(operation):
        if operation == "TransactWriteItems" and not raced:
            raced.append(second)
            assert world.sealing.notes.seal(second)

    with faults(connection.client(), plan):
        assert world.sealing.notes.seal(first)
    assert raced == [second]
    assert sorted(world.texts(stored.sam, stored.avery)) == ["First", "Second"]
    assert chain_of(stored) == 2


def test_what_is_due_is_found_in_every_shard(stored):
    world = stored.world
    for _ in range(40):
        world.save(stored.sam, stored.avery)
    world.pass_hold()
    assert world.sealing.seal_due() == 40
    assert chain_of(stored) == 40


def test_an_author_who_loses_the_client_while_saving_saves_nothing(stored):
    """S2: the assignment is checked again in the transaction that stores the note."""
    world, raced = stored.world, []

    def plan(operation):
        if operation == "TransactWriteItems" and not raced:
            raced.append(True)
            world.assign(stored.avery, stored.kim)

    with (
        faults(connection.client(), plan),
        pytest.raises(Exception, match="does not exist"),
    ):
        world.save(stored.sam, stored.avery)
    assert not world.notes.rows.overview(world.store.practice, stored.avery).held
