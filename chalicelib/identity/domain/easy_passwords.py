"""
Finds passwords that are easy to guess: common ones, and small changes of them.

`easy_passwords.txt` lists 10,000 passwords that people often choose, without the digits and
marks around them, in alphabetical order. It comes from the list of the project zxcvbn (MIT
license).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

LIST = Path(__file__).resolve().parent / "easy_passwords.txt"
OWN_NAME = "clocktree"
PADDING = r"[\W\d_]+"
SWAPS = tuple(str.maketrans("@430$57!1", f"aaeosst{each}{each}") for each in "il")
"""Replace the characters that people write instead of a letter, such as `@` for `a`."""
REPEAT = re.compile(r"(.{1,32}?)\1+", re.DOTALL)
MIN_WORD_LENGTH = 4
MAX_RUN_LENGTH = 64
"""A longer password is not searched for runs of neighboring characters."""
MIN_UNEXPECTED = 5
"""A password with fewer characters that do not continue a run is easy to guess."""
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
NEIGHBORS = frozenset(
    pair for run in RUNS for one, next_ in pairwise(run) for pair in ((one, next_), (next_, one))
)


def is_easy_to_guess(password: str, own_words: Iterable[str] = ()) -> bool:
    """
    Return whether a password is common, or a simple variation of a common password.

    Variations are: capital letters, digits and marks before or after, `0` for `o` and the like,
    the same text repeated or reversed, and runs such as `abcdef` or `qwerty`. The words of
    `own_words`, such as the person's e-mail address, count as common passwords.
    """
    text = _without_repeats(password.casefold())
    refused = {word for each in own_words for word in _own_words(each)} | {OWN_NAME}
    is_common = any(word in refused or word in listed_passwords() for word in _variations(text))
    return is_common or (len(password) <= MAX_RUN_LENGTH and _unexpected(text) < MIN_UNEXPECTED)


@cache
def listed_passwords() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())


def _variations(text: str) -> Iterator[str]:
    trimmed = {
        re.sub(pattern, "", text)
        for pattern in (f"^{PADDING}|{PADDING}$", f"{PADDING}$", f"^{PADDING}", "^$")
    }
    for word in {swapped for each in trimmed for swapped in _swapped(each)}:
        if len(word) >= MIN_WORD_LENGTH:
            yield from (word, word[::-1])


def _swapped(word: str) -> Iterator[str]:
    yield word
    for swaps in SWAPS:
        yield word.translate(swaps)


def _without_repeats(text: str) -> str:
    match = REPEAT.fullmatch(text)
    return match[1] if match else text


def _own_words(text: str) -> Iterator[str]:
    word = text.casefold()
    name = word.partition("@")[0]
    yield from (word, name, re.sub(PADDING, "", name))


def _unexpected(text: str) -> int:
    pairs = pairwise(text)
    return 1 + sum(one != next_ and (one, next_) not in NEIGHBORS for one, next_ in pairs)
