"""Branch keys: how long they are held, turned, destroyed, and what happens to a damaged store of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from chalicelib.kernel.errors import Conflict, Unavailable, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.platform.vault.branch_keys import ACTIVE, VERSION, BranchKey, BranchKeys
from chalicelib.platform.vault.envelope import open_sealed, seal
from chalicelib.platform.vault.key_store import TYPE, context_of
from tests.platform.aws_faults import Fault, always, faults
from tests.platform.fixed_branch_keys import FixedBranchKeys
from tests.platform.record_store import RecordStore

USE: dict[str, Callable[[RecordStore, bytes], object]] = {
    ACTIVE: lambda records, _: seal(records.keys(), records.binding(), b"x"),
    VERSION: lambda records, sealed: open_sealed(records.keys(), records.binding(), sealed),
}
"""What needs the one row of the key store, and what the other."""


class Clocks:
    """A wall clock and a monotonic one that move apart."""

    def __init__(self) -> None:
        self.wall, self.ticks = 1_000_000.0, 50.0

    def pass_seconds(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds

    def of(self, records: RecordStore) -> BranchKeys:
        return records.keys(wall=lambda: self.wall, ticks=lambda: self.ticks)


class Counted:
    """A key source that counts."""

    def __init__(self) -> None:
        self.loaded: list[tuple[str, str]] = []

    def load(self, branch: str, kind: str) -> BranchKey:
        self.loaded.append((branch, kind))
        return BranchKey(branch, FixedBranchKeys.VERSION, FixedBranchKeys.SECRET)


def test_a_cold_process_asks_once_and_a_warm_one_never(records: RecordStore) -> None:
    keys, where = records.keys(), records.binding()
    with (
        faults(records.dynamodb, lambda _: None) as reads,
        faults(records.kms, lambda _: None) as opened,
    ):
        for _ in range(20):
            open_sealed(keys, where, seal(keys, where, b"{}"))
    assert [name for name, _ in reads] == ["GetItem"]
    assert [name for name, _ in opened] == ["Decrypt"]


@pytest.mark.parametrize(
    ("move", "asks"),
    [
        (lambda clocks: clocks.pass_seconds(299.9), 1),
        (lambda clocks: clocks.pass_seconds(300), 2),
        (lambda clocks: setattr(clocks, "wall", clocks.wall + 300), 2),
        (lambda clocks: setattr(clocks, "ticks", clocks.ticks + 300), 2),
        (lambda clocks: setattr(clocks, "wall", clocks.wall - 1), 2),
    ],
    ids=[
        "not yet",
        "both clocks",
        "frozen process: only the wall clock moved",
        "only ticks",
        "wall clock set back",
    ],
)
def test_a_key_is_held_for_300_seconds_by_either_clock(
    move: Callable[[Clocks], None], asks: int
) -> None:
    clocks, source = Clocks(), Counted()
    keys = BranchKeys(source, wall=lambda: clocks.wall, ticks=lambda: clocks.ticks)
    keys.active("p")
    move(clocks)
    keys.version("p", FixedBranchKeys.VERSION)
    assert len(source.loaded) == asks


def test_using_a_key_does_not_make_it_younger() -> None:
    clocks, source = Clocks(), Counted()
    keys = BranchKeys(source, wall=lambda: clocks.wall, ticks=lambda: clocks.ticks)
    for _ in range(4):
        keys.active("p")
        clocks.pass_seconds(100)
    keys.active("p")
    assert len(source.loaded) == 2


def test_only_so_many_practices_are_held_and_the_least_used_goes_first() -> None:
    source = Counted()
    keys = BranchKeys(source, practices=2)
    for branch in ("a", "b", "a", "c", "a"):
        keys.active(branch)
    assert source.loaded == [("a", ACTIVE), ("b", ACTIVE), ("c", ACTIVE)]
    keys.active("d")
    keys.active("b")
    assert source.loaded[-1] == ("b", ACTIVE)


def test_threads_that_start_together_ask_once() -> None:
    source, start = Counted(), Barrier(8)
    keys = BranchKeys(source)

    def use(_: int) -> None:
        start.wait()
        for _ in range(20):
            keys.active("p")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, range(8)))
    assert source.loaded == [("p", ACTIVE)]


def test_a_key_does_not_print(records: RecordStore) -> None:
    key = records.keys().active(records.practice)
    assert repr(key.secret)[2:-1] not in repr(key)


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
    """S26."""
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


@pytest.mark.parametrize(
    "altered",
    [
        {"kms-arn": {"S": "arn:aws:kms:us-east-1:1:key/other"}},
        {"hierarchy-version": {"N": "2"}},
        {"create-time": {"S": "2020-01-01T00:00:00.000000Z"}},
        {"aws-crypto-ec:practice": {"S": "another"}},
        {"more": {"S": "x"}},
    ],
    ids=lambda altered: next(iter(altered)),
)
@pytest.mark.parametrize("kind", [ACTIVE, VERSION])
def test_an_altered_key_is_refused(
    records: RecordStore, kind: str, altered: dict[str, dict[str, object]]
) -> None:
    """S21: KMS binds each key to everything that its row says."""
    sealed = seal(records.keys(), records.binding(), b"x")
    records.alter_key(kind, altered)
    with pytest.raises(Unreadable):
        USE[kind](records, sealed)


@pytest.mark.parametrize("kind", [ACTIVE, VERSION])
def test_a_key_with_a_flipped_bit_is_refused(records: RecordStore, kind: str) -> None:
    """S21."""
    sealed = seal(records.keys(), records.binding(), b"x")
    records.flip_key(kind)
    with pytest.raises(Unreadable):
        USE[kind](records, sealed)


@pytest.mark.parametrize(
    ("altered", "without"),
    [
        ({"hierarchy-version": {"N": "2"}}, ""),
        ({"kms-arn": {"S": "arn:aws:kms:us-east-1:1:key/other"}}, ""),
        ({}, "enc"),
    ],
    ids=["a newer schema", "another key", "no key at all"],
)
def test_a_key_of_a_schema_we_do_not_know_is_not_even_tried(
    records: RecordStore, altered: dict[str, dict[str, str]], without: str
) -> None:
    """S21: though KMS itself would open it."""
    row = records.key_row(ACTIVE) | altered
    context = context_of(
        {name: next(iter(value.values())) for name, value in row.items()}, records.store.name
    )
    made = records.kms.encrypt(
        KeyId=records.store.key_arn, Plaintext=bytes(32), EncryptionContext=context
    )
    row["enc"] = {"B": made["CiphertextBlob"]}
    records.dynamodb.put_item(
        TableName=records.store.table, Item={name: row[name] for name in row if name != without}
    )
    with pytest.raises(Unreadable):
        seal(records.keys(), records.binding(), b"x")


def test_another_practices_key_put_in_place_is_refused(records: RecordStore) -> None:
    """S21."""
    foreign = records.key_row(ACTIVE, PLATFORM_PRACTICE)
    records.alter_key(ACTIVE, {name: foreign[name] for name in ("enc", "version")})
    with pytest.raises(Unreadable):
        seal(records.keys(), records.binding(), b"x")


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
def test_a_key_store_that_does_not_answer_is_no_damage(records: RecordStore, fault: Fault) -> None:
    """The record is not called unreadable, and nobody is alarmed."""
    sealed = seal(records.keys(), records.binding(), b"{}")
    for client in (records.dynamodb, records.kms):
        with faults(client, always(fault, "GetItem", "Decrypt")):
            with pytest.raises(Unavailable):
                seal(records.keys(), records.binding(), b"{}")
            with pytest.raises(Unavailable):
                records.vault().open(records.access(), records.binding(), sealed, dict)
    assert records.alarms == []


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
@pytest.mark.parametrize(
    "operation",
    ["GenerateDataKey", "Encrypt", "GenerateDataKeyWithoutPlaintext", "TransactWriteItems"],
)
def test_a_key_is_made_whole_or_not_at_all(
    records: RecordStore, operation: str, fault: Fault
) -> None:
    practice = PracticeId("new")
    with (
        faults(records.dynamodb, always(fault, operation)),
        faults(records.kms, always(fault, operation)),
        pytest.raises(Unavailable),
    ):
        records.provisioning.create(practice)
    assert len(records.key_rows(practice)) in {0, 3}
