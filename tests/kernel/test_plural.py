"""Tests the plural of a counted noun."""

import pytest

from chalicelib.kernel.plural import count_words


@pytest.mark.parametrize(("number", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_only_one_thing_has_no_plural(number, words):
    assert count_words(number, "day") == words
