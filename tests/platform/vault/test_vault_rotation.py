"""Tests what happens to records when branch keys are rotated or destroyed."""

import pytest

from chalicelib.kernel.errors import Conflict, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.platform.vault.envelope import open_sealed, seal
from chalicelib.platform.vault.key_store import TYPE
from tests.platform.record_store import RecordStore
from tests.platform.vault.clocks import Clocks


def test_after_a_rotation_old_records_open_and_new_ones_use_the_new_key(
    records: RecordStore,
) -> None:
    """
    S26: after a rotation, old records open and new records use the new key.

    This holds for a process with cached branch keys and for a process without them.
    """
    binding, clocks = records.binding(), Clocks()
    warm = clocks.of(records)
    old, before = seal(warm, binding, b"old"), warm.active(records.practice).version
    records.provisioning.rotate(records.practice)
    cold = records.keys()
    assert open_sealed(cold, binding, old) == open_sealed(warm, binding, old) == b"old"
    assert cold.active(records.practice).version != before
    assert warm.active(records.practice).version == before
    assert open_sealed(warm, binding, seal(cold, binding, b"new")) == b"new"
    clocks.pass_seconds(300)
    assert warm.active(records.practice).version == cold.active(records.practice).version
    assert open_sealed(warm, binding, old) == b"old"


def test_records_of_every_version_open_after_many_rotations(records: RecordStore) -> None:
    """S26: records sealed before, between and after several rotations all open."""
    binding, sealed = records.binding(), []
    for age in range(4):
        sealed.append(seal(records.keys(), binding, b"%d" % age))
        records.provisioning.rotate(records.practice)
    assert [open_sealed(records.keys(), binding, message) for message in sealed] == [
        b"0",
        b"1",
        b"2",
        b"3",
    ]
    assert len(records.key_rows()) == 3 + 4


def test_records_of_a_shredded_practice_do_not_open_and_others_do(records: RecordStore) -> None:
    """
    S26: the records of a practice whose keys are destroyed do not open.

    Until they expire, cached keys still work. Other practices' records still open.
    """
    binding, clocks = records.binding(), Clocks()
    other = records.binding(practice=PLATFORM_PRACTICE)
    warm = clocks.of(records)
    sealed, others = seal(warm, binding, b"x"), seal(warm, other, b"y")
    records.provisioning.rotate(records.practice)
    records.provisioning.shred(records.practice)
    assert records.key_rows() == []
    with pytest.raises(Unreadable):
        open_sealed(records.keys(), binding, sealed)
    with pytest.raises(Unreadable):
        seal(records.keys(), binding, b"more")
    assert open_sealed(warm, binding, sealed) == b"x"
    clocks.pass_seconds(300)
    with pytest.raises(Unreadable):
        open_sealed(warm, binding, sealed)
    assert open_sealed(warm, other, others) == b"y"


def test_shredding_can_be_repeated(records: RecordStore) -> None:
    for _ in range(2):
        records.provisioning.shred(records.practice)
    assert records.key_rows() == []


def test_a_second_creation_of_a_practices_key_is_refused(records: RecordStore) -> None:
    before = records.key_rows()
    with pytest.raises(Conflict):
        records.provisioning.create(records.practice)
    assert records.key_rows() == before
    assert sorted(
        row[TYPE]["S"].split(":")[0] + ":" + row[TYPE]["S"].split(":")[1] for row in before
    ) == [
        "beacon:ACTIVE",
        "branch:ACTIVE",
        "branch:version",
    ]


def test_rotating_does_not_create_a_first_key(records: RecordStore) -> None:
    with pytest.raises(Conflict):
        records.provisioning.rotate(PracticeId("nobody"))
    assert records.key_rows(PracticeId("nobody")) == []
