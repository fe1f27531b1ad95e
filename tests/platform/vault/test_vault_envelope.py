"""Tests that an encrypted record opens only if it and its row are unaltered."""

import importlib.util
import json
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from aws_encryption_sdk.internal.formatting.encryption_context import serialize_encryption_context
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import TooLarge, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKey, BranchKeys
from chalicelib.platform.vault.envelope import (
    MAX_RECORD_BYTES,
    OVERHEAD_BYTES,
    Envelope,
    open_sealed,
    seal,
)
from chalicelib.platform.vault.materials import serialized
from chalicelib.platform.vault.vault import alarm
from tests.platform.fixed_branch_keys import FixedBranchKeys
from tests.platform.record_store import RecordStore

VECTORS = json.loads((Path(__file__).parent / "vault_vectors.json").read_text())
SECRET = "Ann Canary, F41.1"


@dataclass(frozen=True)
class Profile:
    name: str
    born_on: date | None = None


def binding(practice: str = "prc1", **changes: object) -> Binding:
    return Binding(PracticeId(practice), "P#prc1#C#c1", "PROFILE", "Client.x", **changes)  # type: ignore[arg-type]


def is_refused(keys: BranchKeys, place: Binding, sealed: bytes) -> bool:
    try:
        open_sealed(keys, place, sealed)
    except Exception:  # noqa: BLE001 - any error counts as a refusal; the vault turns all into one
        return True
    return False


def test_an_opened_value_equals_the_sealed_one(records: RecordStore) -> None:
    value = Profile(SECRET, date(1980, 2, 29))
    sealed = records.vault().seal(records.binding(), value)
    opened = records.vault().open(records.access(), records.binding(), sealed, Profile)
    assert (opened, opened.born_on) == (value, date(1980, 2, 29))


def test_an_envelope_shows_neither_its_record_nor_its_context(records: RecordStore) -> None:
    sealed = records.vault().seal(records.binding(clear=(("lv", "private"),)), Profile(SECRET))
    assert not any(
        text in sealed for text in (b"Canary", b"F41", b"PROFILE", b"Client.x", b"private")
    )
    assert SECRET not in f"{sealed!r}{sealed}"


@given(
    plain=st.binary(max_size=2000) | st.sampled_from([b"", b"x" * MAX_RECORD_BYTES]),
    practice=st.text("abcXYZ019", min_size=1, max_size=26),
)
def test_an_envelope_is_a_fixed_number_of_bytes_longer_than_its_record(
    plain: bytes, practice: str
) -> None:
    sealed = seal(FixedBranchKeys(), binding(practice), plain)
    assert len(sealed) == len(plain) + OVERHEAD_BYTES + len(practice)
    assert open_sealed(FixedBranchKeys(), binding(practice), sealed) == plain


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"practice": PLATFORM_PRACTICE},
        {"pk": "P#prc1#C#c2"},
        {"sk": "PRV#u"},
        {"pk": "P#prc1#C#c1|PRO", "sk": "FILE"},
        {"entity": "Client.card"},
        {"schema": 2},
        {"clear": (("lv", "open"),)},
        {"clear": ()},
        {"clear": (("lv", "private"), ("by", "u"))},
    ],
)
def test_an_envelope_does_not_open_under_another_binding(
    records: RecordStore, elsewhere: dict[str, object]
) -> None:
    """S21: a record does not open if its practice, row, kind or attributes changed."""
    keys, place = records.keys(), records.binding(clear=(("lv", "private"),))
    assert is_refused(
        keys,
        records.binding(**{"clear": (("lv", "private"),)} | elsewhere),
        seal(keys, place, b"{}"),
    )


def test_a_flipped_bit_in_any_byte_is_refused() -> None:
    """S21: changing any byte of an encrypted record makes it unreadable."""
    sealed = seal(FixedBranchKeys(), binding(), b'{"name":"Ann"}')
    for place in range(len(sealed)):
        for bit in (0x01, 0x80):
            assert is_refused(
                FixedBranchKeys(),
                binding(),
                sealed[:place] + bytes([sealed[place] ^ bit]) + sealed[place + 1 :],
            ), place


def test_any_truncation_is_refused() -> None:
    """S21: an encrypted record that was cut short at any length does not open."""
    sealed = seal(FixedBranchKeys(), binding(), b'{"name":"Ann"}')
    assert all(
        is_refused(FixedBranchKeys(), binding(), sealed[:length]) for length in range(len(sealed))
    )


@pytest.mark.parametrize("more", [b"\0", b"x", b"x" * 300])
def test_bytes_after_the_message_are_refused(more: bytes) -> None:
    """S21: a record with extra bytes is refused, although AWS's SDK would accept it."""
    assert is_refused(
        FixedBranchKeys(), binding(), seal(FixedBranchKeys(), binding(), b"{}") + more
    )


@given(junk=st.binary(max_size=600))
def test_random_bytes_are_refused(junk: bytes) -> None:
    """S21: bytes that are no encrypted record do not open."""
    assert is_refused(FixedBranchKeys(), binding(), junk)


def test_each_refusal_raises_an_alarm_that_has_only_keys(
    records: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    """
    S21: each refused record raises an alarm that contains only the record's key.

    Neither our code nor AWS's SDK logs the record's content.
    """
    caplog.set_level(logging.DEBUG)
    vault = records.vault()
    sealed = vault.seal(records.binding(), Profile(SECRET))
    for broken in (
        sealed[:-1],
        sealed[:40],
        b"",
        sealed + b"x",
        vault.seal(records.binding(schema=2), Profile(SECRET)),
    ):
        with pytest.raises(Unreadable) as refusal:
            vault.open(records.access(), records.binding(), broken, Profile)
        assert refusal.value.__cause__ is None
        assert refusal.value.__suppress_context__
    assert records.alarms == [records.binding().record] * 5
    assert SECRET not in caplog.text
    assert not [
        line
        for line in caplog.records
        if line.name.startswith("aws_encryption_sdk") and line.levelno > logging.DEBUG
    ]


def test_a_record_of_another_type_does_not_open(records: RecordStore) -> None:
    vault = records.vault()
    with pytest.raises(Unreadable):
        vault.open(
            records.access(),
            records.binding(),
            vault.seal(records.binding(), {"other": 1}),
            Profile,
        )


def test_an_alarm_logs_the_word_that_operations_watch_for(caplog: pytest.LogCaptureFixture) -> None:
    alarm("P#p|META|Client.x")
    assert [(line.levelno, line.getMessage()) for line in caplog.records] == [
        (logging.CRITICAL, "RECORD_UNREADABLE P#p|META|Client.x")
    ]


def test_a_record_that_is_too_long_is_not_sealed() -> None:
    with pytest.raises(TooLarge):
        seal(FixedBranchKeys(), binding(), b"x" * (MAX_RECORD_BYTES + 1))


@pytest.mark.parametrize("clear", [(("t", "x"),), (("lv", "a"), ("lv", "b"))])
def test_a_clear_attribute_cannot_have_a_reserved_name(clear: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ValueError, match="taken"):
        binding(clear=clear).context()


@given(st.dictionaries(st.text(max_size=40), st.text(max_size=40), min_size=1, max_size=8))
def test_a_context_is_serialized_as_the_sdk_does(context: dict[str, str]) -> None:
    assert serialized(context) == serialize_encryption_context(context)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_stored_messages_of_awss_own_library_open(vector: dict[str, str]) -> None:
    """
    Our code opens stored sample messages that AWS's own library encrypted.

    The tests in `tests/platform/oracle` exchange new messages with that library.
    """
    keys = FixedBranchKeys(
        BranchKey(vector["branch"], FixedBranchKeys.VERSION, bytes.fromhex(vector["secret"]))
    )
    place = Binding(PracticeId(vector["branch"]), vector["pk"], vector["sk"], vector["entity"])
    assert open_sealed(keys, place, bytes.fromhex(vector["message"])) == vector["plain"].encode()


def test_the_product_runs_without_awss_own_library() -> None:
    assert importlib.util.find_spec("aws_cryptographic_material_providers") is None


def test_the_repr_of_an_envelope_shows_only_its_length() -> None:
    assert repr(Envelope(b"abc")) == str(Envelope(b"abc")) == "<sealed 3 B>"
