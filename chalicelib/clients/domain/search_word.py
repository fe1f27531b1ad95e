"""Splits profiles and queries into the words by which clients are found."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.clients.domain.client import Profile
from chalicelib.kernel.characters import plain_digits
from chalicelib.kernel.errors import Invalid

MAX_WORDS = 32
"""The most words of one client; a transaction that changes all of them stays small enough."""
MAX_TERMS = 5
MAX_PHONE_DIGITS = 15
TOO_SHORT = "Write at least two letters of a name, or three digits of a telephone number."
_DIGITS = re.compile(r"[0-9+ ().\-/]+")
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`]")
_SEPARATORS = re.compile(r"[\W_]+")
_FIRST_IDEOGRAPH = "\u2e80"


class SearchWordKind(StrEnum):
    """Lists what a search word is a part of."""

    WORD = "word"
    EMAIL = "email"
    DIGITS = "digits"


SHORTEST = {SearchWordKind.WORD: 2, SearchWordKind.EMAIL: 3, SearchWordKind.DIGITS: 3}
LONGEST = {SearchWordKind.WORD: 12, SearchWordKind.EMAIL: 24, SearchWordKind.DIGITS: 12}
"""How many characters of a word are needed to find it, and how many are looked at."""


@dataclass(frozen=True, slots=True)
class SearchWord:
    """
    A word in normal form: small letters without accents, or digits.

    A client is found by the beginning of each of their words. Of a telephone number, each digit
    begins a word, so that any part of it is found.
    """

    kind: SearchWordKind
    text: str

    @property
    def shortest(self) -> int:
        """The number of characters that a query for this word needs; ideographs need one."""
        is_ideograph = self.kind is SearchWordKind.WORD and self.text[:1] >= _FIRST_IDEOGRAPH
        return 1 if is_ideograph else SHORTEST[self.kind]

    @property
    def is_long_enough(self) -> bool:
        return len(self.text) >= self.shortest

    def beginnings(self) -> Iterator[str]:
        """Yield the beginnings of the word, from the shortest to the whole word."""
        for end in range(self.shortest, len(self.text) + 1):
            yield self.text[:end]


def words_of_profile(profile: Profile) -> frozenset[SearchWord]:
    """Return the words by which a client is found: of names, e-mail address and phone."""
    local_part = profile.email.partition("@")[0]
    names = f"{profile.legal_name} {profile.preferred_name} {local_part}"
    words = [
        _word(SearchWordKind.EMAIL, profile.email.casefold()),
        *_parts_of_phone(profile.phone),
        *_words(names),
    ]
    long_enough = dict.fromkeys(word for word in words if word.is_long_enough)
    return frozenset(list(long_enough)[:MAX_WORDS])


def words_of_query(query: str) -> Sequence[SearchWord]:
    """
    Return the words for which somebody searches, the longest first.

    A client fits if each of these words begins one of theirs.

    Raises:
        Invalid: Every word is too short.
    """
    words = [word for word in _query_words(query) if word.is_long_enough]
    if not words:
        raise Invalid(TOO_SHORT, fields={"q": TOO_SHORT})
    by_length = sorted(dict.fromkeys(words), key=lambda word: -len(word.text))
    return by_length[:MAX_TERMS]


def _query_words(query: str) -> Iterator[SearchWord]:
    if _DIGITS.fullmatch(plain_digits(query).strip()):
        yield _word(SearchWordKind.DIGITS, _searched_digits(query))
        return
    for term in query.split():
        if "@" in term.strip("@"):
            yield _word(SearchWordKind.EMAIL, term.casefold())
        elif plain_digits(term).isdigit():
            yield _word(SearchWordKind.DIGITS, _searched_digits(term))
        else:
            yield from _words(term)


def _searched_digits(text: str) -> str:
    digits = _digits(text)
    # A number that is called from abroad is stored without the zero that stands before it here.
    national = digits.lstrip("0")
    return national if len(national) > SHORTEST[SearchWordKind.DIGITS] else digits


def _parts_of_phone(phone: str) -> Iterator[SearchWord]:
    digits = _digits(phone)[:MAX_PHONE_DIGITS]
    for start in range(len(digits)):
        yield _word(SearchWordKind.DIGITS, digits[start:])


def _digits(text: str) -> str:
    return "".join(letter for letter in plain_digits(text) if letter.isdigit())


def _words(text: str) -> Iterator[SearchWord]:
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join(letter for letter in letters if unicodedata.category(letter)[0] != "M")
    for word in _SEPARATORS.split(_APOSTROPHES.sub("", bare)):
        yield _word(SearchWordKind.WORD, word)


def _word(kind: SearchWordKind, text: str) -> SearchWord:
    return SearchWord(kind, text[: LONGEST[kind]])
