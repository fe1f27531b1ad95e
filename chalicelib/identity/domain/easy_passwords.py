"""
Finds passwords that are easy to guess: common ones, and small changes of them.

`easy_passwords.txt` lists 10,000 passwords that people often choose, without the digits and
marks around them, in alphabetical order. It comes from the list of the project zxcvbn (MIT
license).
"""

import re
import unicodedata
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
UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})
"""The categories of accents and of characters that nobody sees."""
MIN_WORD_LENGTH, MAX_WORD_LENGTH = 4, 32
MAX_FOLDED_LENGTH = 256
MIN_UNEXPECTED = 5
"""A password with fewer characters that do not continue a run is easy to guess."""
FILLERS = re.compile("(?:this|is|my|new|old|the|our|your|i|am|at|for|in|to)+")
"""What people write before a common password; it counts for nothing."""
COMMON_WORD_COST, MIN_COST = 4, 9
"""
What a password must cost if it has a common word: each other letter costs 1.

So three common words are enough, or one with five letters that are not expected. Digits and marks
between letters cost 1, too, but for the first one.
"""
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
    Return whether a password is common, or a simple variation of common passwords.

    Variations are: capital letters, accents and full-width letters, digits and marks before, after
    and between, `0` for `o` and the like, one or two common words with little else, the same text
    repeated or reversed, and runs such as `abcdef` or `qwerty`. The words of `own_words`, such as
    the person's e-mail address, count as common passwords.
    """
    text = _folded(password)
    own = frozenset({OWN_NAME, *(word for each in own_words for word in _own_words(each))})
    if unexpected_characters(REPEAT.sub(r"\1", text)) < MIN_UNEXPECTED:
        return True
    return any(_is_listed(word, own) or _is_cheap(word, own) for word in _variations(text))


@cache
def listed_passwords() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())


def _folded(text: str) -> str:
    # `NFKC` reads full-width letters and digits as plain ones; `NFD` parts accents from letters.
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(each for each in plain if unicodedata.category(each) not in UNSEEN)
    # One character can stand for many letters, and checking very many takes seconds.
    return letters[:MAX_FOLDED_LENGTH]


def _variations(text: str) -> Iterator[str]:
    trimmed = {
        re.sub(pattern, "", text)
        for pattern in (f"^{PADDING}|{PADDING}$", f"{PADDING}$", f"^{PADDING}", "^$")
    }
    for word in trimmed:
        yield word
        for swaps in SWAPS:
            yield word.translate(swaps)


def _is_listed(word: str, own: frozenset[str]) -> bool:
    return len(word) >= MIN_WORD_LENGTH and (
        any(each in own or each in listed_passwords() for each in (word, word[::-1]))
    )


def _is_cheap(text: str, own: frozenset[str]) -> bool:
    letters = re.sub(PADDING, "", text)
    repeat = REPEAT.fullmatch(letters)
    words, rest = _split(repeat[1] if repeat else letters, own)
    # What is repeated costs once.
    gaps = set(re.findall(rf"(?<!^){PADDING}(?!$)", text))
    cost = max(0, sum(map(unexpected_characters, gaps)) - 1) + sum(map(_cost_of_rest, set(rest)))
    cost += sum(min(COMMON_WORD_COST, unexpected_characters(word)) for word in set(words))
    return bool(words) and cost < MIN_COST


def _split(letters: str, own: frozenset[str]) -> tuple[list[str], list[str]]:
    """Split letters into common words and the rest, so that they cost least."""
    # For each length of the beginning: what it costs, and the common word at its end, if any.
    best = [(0, "")]
    for end in range(1, len(letters) + 1):
        begins = range(max(0, end - MAX_WORD_LENGTH), end - MIN_WORD_LENGTH + 1)
        words = (letters[begin:end] for begin in begins)
        listed = (word for word in words if _is_listed(_without_fillers(word, own), own))
        costs = ((best[end - len(word)][0] + COMMON_WORD_COST, word) for word in listed)
        best.append(min([(best[end - 1][0] + 1, ""), *costs], key=_preference))
    listed_words, rest, end = [], [""], len(letters)
    while end:
        if word := best[end][1]:
            listed_words.append(_without_fillers(word, own))
            rest.append("")
        else:
            rest[-1] = letters[end - 1] + rest[-1]
        end -= len(word) or 1
    return listed_words, rest


def _preference(option: tuple[int, str]) -> tuple[int, int]:
    cost, word = option
    return cost, -len(word)


def _without_fillers(word: str, own: frozenset[str]) -> str:
    match = None if _is_listed(word, own) else FILLERS.match(word)
    return word[match.end() :] if match else word


def _cost_of_rest(letters: str) -> int:
    # From the fourth on, the letters of a run such as `abcdef` cost nothing.
    pairs = [_continues(*each) for each in pairwise(letters)]
    return len(letters) - sum(map(all, zip(pairs, pairs[1:], pairs[2:], strict=False)))


def _own_words(text: str) -> Iterator[str]:
    word = _folded(text)
    name = word.partition("@")[0]
    yield from (word, name, *(re.sub(PADDING, "", each) for each in (word, name)))
    yield from (part for part in re.split(PADDING, name) if len(part) >= MIN_WORD_LENGTH)


def unexpected_characters(text: str) -> int:
    """Return how many characters do not continue a run such as `abc`, `qwe` or `111`."""
    return 1 + sum(not _continues(*each) for each in pairwise(text))


def _continues(one: str, following: str) -> bool:
    return one == following or (one, following) in NEIGHBORS
