"""What may be written about a person: names, addresses, telephones; each refusal names its field."""

import re

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid

MOST_NAME, MOST_EMAIL = 100, 254
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{4,28}[0-9]( ?(x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)


def line(text: str, field: str, longest: int, *, required: bool = False) -> str:
    """
    A free text on one line, without what surrounds it.

    Raises:
        Invalid: Too long, absent though required, with a control character, or a card number (S46).
    """
    return _free(text, field, longest, CONTROL, required=required)


def lines(text: str, field: str, longest: int) -> str:
    """Like `line`, with line breaks allowed."""
    return _free(text.replace("\r\n", "\n"), field, longest, CONTROL_BUT_LINES, required=False)


def email(text: str, field: str = "email") -> str:
    """
    An e-mail address as it was written; people are told apart by it ignoring case (S5).

    Raises:
        Invalid: It cannot be one.
    """
    said = line(text, field, MOST_EMAIL, required=True)
    local, at, host = said.rpartition("@")
    # SES takes ASCII only; and ignoring case makes other letters one: straße.example would sign in as strasse.example.
    if (
        not said.isascii()
        or not at
        or not local
        or "." not in host.strip(".")
        or any(mark in said for mark in " <>,;")
    ):
        raise Invalid(
            "That is no e-mail address.",
            fields={field: "Write an e-mail address such as name@example.com."},
        )
    return said


def phone(text: str, field: str = "phone") -> str:
    """A telephone number as it was written, or nothing. Raises Invalid."""
    said = line(text, field, 40)
    if said and not PHONE.fullmatch(said):
        raise Invalid(
            "That is no telephone number.",
            fields={field: "Write a telephone number such as +1 555 010 9999."},
        )
    return said


def _free(text: str, field: str, longest: int, refused: re.Pattern[str], *, required: bool) -> str:
    said = text.strip()
    if required and not said:
        raise Invalid("Something is missing.", fields={field: "This must not be empty."})
    if len(said) > longest:
        raise Invalid("That is too long.", fields={field: f"Use at most {longest} characters."})
    if refused.search(said):
        raise Invalid(
            "That holds characters that cannot be shown.",
            fields={field: "Remove the special characters."},
        )
    return refuse_card_number(said, field)
