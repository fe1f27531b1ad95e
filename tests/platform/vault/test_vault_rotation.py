"""Branch keys are rotated and shredded."""

import pytest

from chalicelib.kernel.errors import Conflict, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.platform.vault.envelope import open_sealed, seal
from chalicelib.platform.vault.key_store import TYPE
from tests.platform.record_store import RecordStore
from tests.platform.vault.clocks import Clocks


def test_after_a_rotation_old_records_open_and_new_ones_are_under_the_new_key(
    records: RecordStore,
) -> None:
    """S26, warm and cold."""
    where, clocks = records.binding(), Clocks()
    warm = clocks.of(records)
    old, before = seal(warm, where, b"old"), warm.active(records.practice).version
    records.provisioning.rotate(records.practice)
    cold = records.keys()
    assert open_sealed(cold, where, old) == open_sealed(warm, where, old) == b"old"
    assert cold.active(records.practice).version != before
    assert warm.active(records.practice).version == before
    assert open_sealed(warm, where, seal(cold, where, b"new")) == b"new"
    clocks.pass_seconds(300)
    assert warm.active(records.practice).version == cold.active(records.practice).version
    assert open_sealed(warm, where, old) == b"old"


def test_many_rotations_leave_every_age_of_record_readable(records: RecordStore) -> None:
    """S26 of docs/safeguards.md."""
    where, sealed = records.binding(), []
    for age in range(4):
        sealed.append(seal(records.keys(), where, b"%d" % age))
        records.provisioning.rotate(records.practice)
    assert [open_sealed(records.keys(), where, message) for message in sealed] == [
        b"0",
        b"1",
        b"2",
        b"3",
    ]
    assert len(records.key_rows()) == 3 + 4


def test_a_shredded_practice_opens_nowhere_and_others_go_on(records: RecordStore) -> None:
    """S26: a fresh process at once, a warm one when its keys are too old to hold."""
    where, clocks = records.binding(), Clocks()
    other = records.binding(practice=PLATFORM_PRACTICE)
    warm = clocks.of(records)
    sealed, others = seal(warm, where, b"x"), seal(warm, other, b"y")
    records.provisioning.rotate(records.practice)
    records.provisioning.shred(records.practice)
    assert records.key_rows() == []
    with pytest.raises(Unreadable):
        open_sealed(records.keys(), where, sealed)
    with pytest.raises(Unreadable):
        seal(records.keys(), where, b"more")
    assert open_sealed(warm, where, sealed) == b"x"
    clocks.pass_seconds(300)
    with pytest.raises(Unreadable):
        open_sealed(warm, where, sealed)
    assert open_sealed(warm, other, others) == b"y"


def test_shredding_again_is_shredded(records: RecordStore) -> None:
    for _ in range(2):
        records.provisioning.shred(records.practice)
    assert records.key_rows() == []


def test_a_practice_gets_one_key_however_often_it_is_asked(records: RecordStore) -> None:
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


def test_a_practice_without_a_key_is_not_rotated_into_one(records: RecordStore) -> None:
    with pytest.raises(Conflict):
        records.provisioning.rotate(PracticeId("nobody"))
    assert records.key_rows(PracticeId("nobody")) == []
