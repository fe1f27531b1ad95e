"""
Normalizes the characters of strings that people enter (docs/product.md#text).

People paste strings from anywhere. Characters that nobody can see, and characters that reorder
what people see, are removed before any rule looks at a string.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
"""Invisible characters that Persian, Indic scripts and emoji need."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
LINE_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_SHOWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Format characters that are visible, such as the Arabic sign of a year."""
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u3164\uffa0"
)
"""Characters that are not visible although Unicode calls them letters or marks."""
_BLANK = frozenset("\u2800")
"""Characters that look like white space although Unicode calls them symbols."""


def normalize(text: str) -> str:
    """
    Return a string without invisible characters, in Unicode's composed form (NFC).

    Line breaks of all kinds become line feeds. White space at both ends is removed, and so are
    accents at the start, which have no letter. A string without a visible character becomes
    empty. Control characters stay, so that the caller can refuse them.
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
    return letter in _INVISIBLE or unicodedata.category(letter) == "Cf"


def plain_digits(text: str) -> str:
    """
    Return a string in which each digit of any script is one of 0 to 9.

    Joiners, accents and invisible characters are removed, because they can stand between
    digits or around them. All dashes become hyphens, and all white space becomes spaces or
    line feeds.
    """
    compatible = unicodedata.normalize("NFKC", LINE_BREAK.sub("\n", text))
    return "".join(_plain(letter) for letter in compatible)


def _plain(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category[0] == "M" or category == "Cf" or letter in _INVISIBLE:
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
    start = next(
        (n for n, letter in enumerate(text) if not (letter.isspace() or _is_attached(letter))),
        len(text),
    )
    return text[start:]


def _is_attached(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter)[0] == "M"
