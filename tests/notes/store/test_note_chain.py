"""Tests that the chain of a client's notes shows every change (S17)."""

import pytest

from chalicelib.kernel.errors import Unreadable
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.store import keys
from chalicelib.notes.store.chain import ClientChain
from chalicelib.notes.store.items import (
    ChainHeadItem,
    ChainLinkItem,
    ClientNoteItem,
    HeldNoteItem,
)

PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel


@pytest.fixture
def practice(stored):
    return stored.world.store.practice


def record(office, n, author=None):
    """Return the row of record number `n`; `author` is given for a private note."""
    practice = office.world.store.practice
    if author:
        return ClientNoteItem.get(*keys.private_note(practice, office.avery, author.person, n))
    return ClientNoteItem.get(*keys.note(practice, office.avery, n))


def chain_of(office):
    return ClientChain(office.world.store.vault()).verify(office.world.store.practice, office.avery)


def write_five(office):
    """Write four notes and an addendum, in three partitions."""
    first = office.world.write(office.sam, office.avery, level=SHARED)
    office.world.write(office.sam, office.avery, level=PRIVATE)
    office.world.write(office.kim, office.avery, level=PRIVATE)
    office.world.notes.add(office.kim, first, "More", None)
    office.world.write(office.sam, office.avery)


def test_all_notes_of_a_client_are_one_chain(stored):
    """S17: private notes, notes and addenda are one chain, which verifies."""
    assert chain_of(stored) == 0
    write_five(stored)
    assert chain_of(stored) == 5
    other = stored.world.client(stored.sam)
    stored.world.write(stored.sam, other)
    assert chain_of(stored) == 5


def remove_private(office, practice):
    record(office, 3, office.kim).delete()
    return 3


def alter(office, practice):
    record(office, 1).update([ClientNoteItem.at.set("2020-01-01T00:00:00.000Z")])
    return 1


def remove_last(office, practice):
    record(office, 5).delete()
    return 5


def remove_last_with_its_link(office, practice):
    record(office, 5).delete()
    ChainLinkItem.get(*keys.chain_link(practice, office.avery, 5)).delete()
    return 5


def insert(office, practice):
    item = record(office, 5)
    item.sk, item.n = keys.note_number(6), 6
    item.save()
    return 6


def alter_link(office, practice):
    link = ChainLinkItem.get(*keys.chain_link(practice, office.avery, 2))
    link.update([ChainLinkItem.h.set("f" * 64)])
    return 2


@pytest.mark.parametrize(
    "tamper",
    [remove_private, alter, remove_last, remove_last_with_its_link, insert, alter_link],
)
def test_the_chain_names_the_first_record_that_is_wrong(stored, practice, tamper):
    """S17: altering, deleting or inserting any record is found, also a private one."""
    write_five(stored)
    bad = tamper(stored, practice)
    with pytest.raises(Unreadable):
        chain_of(stored)
    assert stored.world.store.alarms[-1].endswith(f" {bad}")


def test_an_older_head_that_was_put_back_is_noticed(stored, practice):
    """S17: two records never have the same number, even if the head is an older copy."""
    world = stored.world
    world.write(stored.sam, stored.avery)
    old = ChainHeadItem.get(*keys.chain_head(practice, stored.avery))
    world.write(stored.sam, stored.avery)
    old.held = None
    old.save()
    note = world.save(stored.sam, stored.avery)
    world.pass_hold()
    assert world.sealing.seal_due() == 0
    assert world.store.alarms
    assert HeldNoteItem.count(
        keys.held_note(practice, stored.avery, note).pk, HeldNoteItem.sk.startswith("HELD#")
    )
