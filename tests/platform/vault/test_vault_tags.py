"""Tests blind-index tags: keyed hashes that allow searching encrypted fields."""

import pytest

from chalicelib.kernel.errors import Unavailable, Unreadable
from chalicelib.kernel.ids import PracticeId
from tests.platform.aws_faults import Fault, always, faults

EMAIL = "avery@mail.example"
OTHER = PracticeId("01K0000000000000000000OTHR")


def test_a_text_has_one_tag_that_no_other_text_shares(records):
    records.provisioning.create(OTHER)
    vault = records.vault()
    tag = vault.tag(records.practice, "email", EMAIL)
    assert tag == records.vault().tag(records.practice, "email", EMAIL)
    others = [
        vault.tag(OTHER, "email", EMAIL),
        vault.tag(records.practice, "phone", EMAIL),
        vault.tag(records.practice, "email", "x"),
    ]
    assert len({tag, *others}) == 4
    assert len(tag) == 32


def test_rotating_the_keys_changes_no_tag(records):
    """S26: after a key rotation, searches still find the tags stored before."""
    before = records.vault().tag(records.practice, "email", EMAIL)
    records.provisioning.rotate(records.practice)
    assert records.vault().tag(records.practice, "email", EMAIL) == before


def test_after_shredding_no_tag_can_be_computed(records):
    """S26: after a practice's keys are destroyed, computing a tag fails."""
    records.provisioning.shred(records.practice)
    with pytest.raises(Unreadable):
        records.vault().tag(records.practice, "email", EMAIL)


def test_an_altered_key_computes_no_tag(records):
    """S21: a damaged key is refused instead of producing a wrong tag."""
    records.flip_key("beacon:")
    with pytest.raises(Unreadable):
        records.vault().tag(records.practice, "email", EMAIL)


def test_without_an_answer_of_the_key_store_no_tag_is_computed(records):
    with faults(records.dynamodb, always(Fault.UNREACHABLE)), pytest.raises(Unavailable):
        records.vault().tag(records.practice, "email", EMAIL)


def test_a_beacon_key_is_loaded_once(records):
    vault = records.vault()
    with faults(records.dynamodb, lambda _: None) as calls:
        for text in ("a", "b", "c"):
            vault.tag(records.practice, "email", text)
    assert [name for name, _ in calls] == ["GetItem"]
