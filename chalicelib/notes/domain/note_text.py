"""Checks the text of a note, and searches in it."""

import re
import unicodedata

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid

MAX_NOTE_BYTES = 20 * 1024
EMPTY = "Write the note first."
TOO_LONG = "This is longer than a note can be. Shorten it, or put it into a document."
UNSHOWABLE = "Remove the special characters, which cannot be shown."
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def checked_text(text: str, *, required: bool = True) -> str:
    """
    Return the text of a note or of its draft, unchanged.

    No character is changed or removed, so that the record is what the author typed: also not
    marks of direction and combining characters, which Arabic and other scripts need.

    Raises:
        Invalid: The text has more than MAX_NOTE_BYTES in UTF-8, is blank although it is
            required, or contains a control character or a card number (S46).
    """
    if required and not text.strip():
        raise Invalid(fields={"text": EMPTY})
    if _CONTROL.search(text):
        raise Invalid(fields={"text": UNSHOWABLE})
    if len(text.encode()) > MAX_NOTE_BYTES:
        raise Invalid(fields={"text": TOO_LONG})
    return refuse_card_number(text, "text")


def search_words(query: str) -> tuple[str, ...]:
    """Return the words of a search, in the form in which texts are compared."""
    return tuple(_comparable(query).split())


def has_words(words: tuple[str, ...], *texts: str) -> bool:
    """Return whether each word occurs in at least one of the texts."""
    compared = [_comparable(text) for text in texts]
    return all(any(word in text for text in compared) for word in words)


def _comparable(text: str) -> str:
    # Accents, vowel marks and case do not matter to somebody who searches.
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
    ).casefold()
