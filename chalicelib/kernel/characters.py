"""
Normalizes the characters of strings that people enter (docs/product.md#text).

People paste strings from anywhere. Characters that nobody can see, and characters that reorder
what people see, are removed before any rule looks at a string.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
"""Invisible characters that Persian, Indic scripts and emoji need."""
_PRIVATE = r"\ue000-\uf8ff\U000f0000-\U0010ffff"
"""Private characters, which have a shape in some programs only."""
CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff{_PRIVATE}]")
CONTROL_BUT_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff{_PRIVATE}]")
LINE_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_SHOWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Format characters that are visible, such as the Arabic sign of a year."""
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u3164\uffa0\ufffc"
)
"""Characters that are not visible although Unicode calls them letters, marks or symbols."""
_RESERVED = re.compile(r"[\ufff0-\ufff8\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]")
"""Characters that Unicode reserves for invisible ones, and its invisible tags."""
_BLANK = frozenset("\u2800\U0001d159")
"""Characters that look like white space although Unicode calls them symbols."""


def normalize(text: str) -> str:
    """
    Return a string without invisible characters, in Unicode's composed form (NFC).

    Line breaks of all kinds become line feeds. White space at both ends is removed, and so are
    accents without a letter, at the start or after white space. A string without a visible
    character becomes empty. Control characters stay, so that the caller can refuse them.
    """
    lines = LINE_BREAK.sub("\n", text)
    visible = "".join(letter for letter in lines if not is_invisible(letter))
    composed = unicodedata.normalize("NFC", visible)
    return "" if _is_blank(composed) else _without_lone_accents(composed.strip())


def is_invisible(letter: str) -> bool:
    """
    Return whether a character has no shape, such as a zero-width space.

    Characters that change the direction of the text are invisible too. White space, control
    characters and joiners are not invisible in this sense.
    """
    if letter in JOINERS or letter in _SHOWN_FORMATS:
        return False
    is_ignored = letter in _INVISIBLE or _RESERVED.match(letter)
    return bool(is_ignored) or unicodedata.category(letter) == "Cf"


def plain_digits(text: str) -> str:
    """
    Return a string in which each digit of any script is one of 0 to 9.

    Joiners, accents and invisible characters are removed, because they can stand between
    digits or around them. All dashes become hyphens, and all white space becomes spaces or
    line feeds.
    """
    digits = "".join(_digit(letter) for letter in LINE_BREAK.sub("\n", text))
    return "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", digits))


def _digit(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] == "M" or category == "Cf" or letter in _INVISIBLE or _RESERVED.match(letter):
        return ""
    if category == "Pd" or letter == "\u2212":
        return "-"
    return " " if category == "Zs" or letter in _BLANK else letter


def _is_blank(text: str) -> bool:
    return all(
        letter in _BLANK or letter in JOINERS or unicodedata.category(letter)[0] in "ZM"
        for letter in text.strip()
    )


def _without_lone_accents(text: str) -> str:
    letters: list[str] = []
    for letter in text:
        is_alone = not letters or letters[-1].isspace()
        if not (is_alone and _is_attached(letter)):
            letters.append(letter)
    return "".join(letters).strip()


def _is_attached(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter)[0] == "M"
