"""Tests the ID generator: new ids are unique and have the expected formats."""

import functools
import re
import time

from chalicelib.platform.id_generator import ALPHABET, RandomIdGenerator


def test_an_id_is_a_ulid_of_the_current_time():
    before = time.time() - 0.001
    new_id = RandomIdGenerator().id()
    milliseconds = functools.reduce(
        lambda number, each: number * 32 + ALPHABET.index(each), new_id[:10], 0
    )
    assert len(new_id) == 26
    assert before <= milliseconds / 1000 <= time.time()


def test_later_ids_sort_after_earlier_ones_and_none_repeats():
    new_ids = [RandomIdGenerator().id() for _ in range(2000)]
    stamps = [each[:10] for each in new_ids]
    assert stamps == sorted(stamps)
    assert len(set(new_ids)) == len(new_ids)


def test_a_reference_has_a_form_that_every_processor_accepts():
    new_ids = {RandomIdGenerator().ref() for _ in range(2000)}
    assert len(new_ids) == 2000
    assert all(re.fullmatch(r"[A-Z2-7]{20}", each) for each in new_ids)
