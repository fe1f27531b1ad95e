"""
Validates strings that people enter: names, e-mail addresses, telephone numbers.

The argument `field` of each function is the name of the input field, which the error
`Invalid` reports.
"""

import re

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid

MAX_NAME, MAX_EMAIL = 100, 254
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{4,28}[0-9]( ?(x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)


def line(text: str, field: str, longest: int, *, required: bool = False) -> str:
    """
    Return a one-line string without leading and trailing white space.

    `longest` is the maximum number of characters.

    Raises:
        Invalid: The string is too long, is empty although `required` is true, or contains a
            control character or a card number (S46).
    """
    return _free(text, field, longest, CONTROL, required=required)


def lines(text: str, field: str, longest: int) -> str:
    """
    Return a string without leading and trailing white space.

    The string may have several lines. `longest` is the maximum number of characters.

    Raises:
        Invalid: The string is too long, or contains a card number or a control character
            other than a tab or a line break (S46).
    """
    return _free(text.replace("\r\n", "\n"), field, longest, CONTROL_BUT_LINES, required=False)


def email(text: str, field: str = "email") -> str:
    """
    Return an e-mail address without leading and trailing white space.

    The case of the letters does not change. Code that compares addresses must ignore case
    (S5).

    Raises:
        Invalid: The string is not an e-mail address.
    """
    value = line(text, field, MAX_EMAIL, required=True)
    local, at, host = value.rpartition("@")
    # Amazon SES accepts ASCII only. Also, a comparison that ignores case would treat
    # straße.example and strasse.example as the same host.
    if (
        not value.isascii()
        or not at
        or not local
        or "." not in host.strip(".")
        or any(mark in value for mark in " <>,;")
    ):
        raise Invalid(
            "That is no e-mail address.",
            fields={field: "Write an e-mail address such as name@example.com."},
        )
    return value


def phone(text: str, field: str = "phone") -> str:
    """
    Return a telephone number without leading and trailing white space.

    The string may be empty.

    Raises:
        Invalid: The string is neither empty nor a telephone number.
    """
    value = line(text, field, 40)
    if value and not PHONE.fullmatch(value):
        raise Invalid(
            "That is no telephone number.",
            fields={field: "Write a telephone number such as +1 555 010 9999."},
        )
    return value


def _free(text: str, field: str, longest: int, refused: re.Pattern[str], *, required: bool) -> str:
    value = text.strip()
    if required and not value:
        raise Invalid("Something is missing.", fields={field: "This must not be empty."})
    if len(value) > longest:
        raise Invalid("That is too long.", fields={field: f"Use at most {longest} characters."})
    if refused.search(value):
        raise Invalid(
            "That holds characters that cannot be shown.",
            fields={field: "Remove the special characters."},
        )
    return refuse_card_number(value, field)
