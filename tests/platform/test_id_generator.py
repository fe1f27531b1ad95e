"""New ids."""

import functools
import re
import time

from chalicelib.platform.id_generator import ALPHABET, RandomIdGenerator


def test_an_id_is_a_ulid_of_now():
    before = time.time() - 0.001
    made = RandomIdGenerator().id()
    milliseconds = functools.reduce(
        lambda number, each: number * 32 + ALPHABET.index(each), made[:10], 0
    )
    assert len(made) == 26
    assert before <= milliseconds / 1000 <= time.time()


def test_later_ids_sort_after_earlier_ones_and_none_comes_twice():
    made = [RandomIdGenerator().id() for _ in range(2000)]
    stamps = [each[:10] for each in made]
    assert stamps == sorted(stamps)
    assert len(set(made)) == len(made)


def test_a_reference_is_what_every_processor_takes():
    made = {RandomIdGenerator().ref() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(r"[A-Z2-7]{20}", each) for each in made)
