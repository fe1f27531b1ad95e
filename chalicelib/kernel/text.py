"""
Validates strings that people enter: names, e-mail addresses, telephone numbers.

All functions first normalize the characters of the string (docs/product.md#text). The argument
`field` of each function is the name of the input field, which the error `Invalid` reports.
"""

import re

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.characters import (
    CONTROL,
    CONTROL_BUT_LINES,
    JOINERS,
    is_invisible,
    normalize,
    plain_digits,
)
from chalicelib.kernel.errors import Invalid

MAX_NAME, MAX_EMAIL, MAX_LOCAL_PART = 100, 254, 64
PHONE = re.compile(
    r"(?:\(\+?|\+\(?)?[0-9][0-9 ().\-/]{4,28}[0-9](?: ?(?:x|ext\.?|extension|#) ?[0-9]{1,6})?",
    re.IGNORECASE,
)
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
"""Matches a telephone number with its country code, as networks write it."""
TRUNK_ZERO, PHONE_MARKS = "(0)", re.compile(r"[ ().\-/]")
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")
"""
Matches an address that every mail server reads in the same way.

RFC 5321 also allows quoted names, comments and numbers of hosts. One such address can be
written in endless ways, and a list of addresses can hide in it.
"""
GMAIL = "gmail.com", "googlemail.com"
EMPTY = "This must not be empty. Fill it in."
UNSHOWABLE = "Remove the special characters."


def line(text: str, field: str, longest: int, *, required: bool = False) -> str:
    """
    Return a one-line string in normal form.

    `longest` is the maximum number of characters.

    Raises:
        Invalid: The string is too long, is empty although `required` is true, or contains a
            control character or a card number (S46).
    """
    return _free(text, field, longest, CONTROL, required=required)


def lines(text: str, field: str, longest: int, *, required: bool = False) -> str:
    """
    Return a string of one or more lines, in normal form.

    `longest` is the maximum number of characters.

    Raises:
        Invalid: The string is too long, is empty although `required` is true, or contains a
            card number or a control character other than a tab or a line break (S46).
    """
    return _free(text, field, longest, CONTROL_BUT_LINES, required=required)


def email(text: str, field: str = "email") -> str:
    """
    Validate an e-mail address that somebody entered, and return it.

    All code that accepts e-mail addresses uses this function. The case of the letters does
    not change. Code that compares addresses must ignore case (S5).

    Raises:
        Invalid: The string is not exactly one e-mail address.
    """
    visible = "".join(each for each in text if not is_invisible(each) and each not in JOINERS)
    value = line(visible, field, MAX_EMAIL, required=True)
    # Amazon SES accepts ASCII only. Also, a comparison that ignores case would treat
    # straße.example and strasse.example as the same host.
    is_address = visible.strip().isascii() and EMAIL.fullmatch(value)
    if not is_address or value.index("@") > MAX_LOCAL_PART:
        raise Invalid(
            "That is no e-mail address.",
            fields={field: "Write an e-mail address such as name@example.com."},
        )
    return value


def email_key(text: str, field: str = "email") -> str:
    """
    Return an e-mail address in lower case, to compare it or to look it up.

    Raises Invalid as `email` does.
    """
    return email(text, field).casefold()


def mailbox(address: str) -> str:
    """
    Return the mailbox in which mail to this address arrives.

    `address` must be in the form that `email_key` returns. Mail to `name+anything@host`
    usually arrives in the mailbox of `name@host`. Gmail also ignores dots, and has two
    hosts.
    """
    local, _, host = address.rpartition("@")
    name = local.partition("+")[0] or local
    return f"{name.replace('.', '')}@{GMAIL[0]}" if host in GMAIL else f"{name}@{host}"


def phone(text: str, field: str = "phone") -> str:
    """
    Return a telephone number with plain digits, spaces and hyphens.

    The string may be empty. Numbers that are pasted from other programs often contain invisible
    marks, special spaces and dashes.

    Raises:
        Invalid: The string is neither empty nor a telephone number.
    """
    value = line(" ".join(plain_digits(text).split()), field, 40)
    if value and not PHONE.fullmatch(value):
        raise Invalid(
            "That is no telephone number.",
            fields={field: "Write a telephone number such as +1 555 010 9999."},
        )
    return value


def e164(text: str) -> str | None:
    """
    Return a telephone number in the form E.164, such as `+15550109999`.

    The result is None if the number has no country code, or has an extension: nobody can
    send a text message to it with certainty.
    """
    if TRUNK_ZERO in text:
        return None
    number = PHONE_MARKS.sub("", plain_digits(text))
    return number if E164.fullmatch(number) else None


def _free(text: str, field: str, longest: int, refused: re.Pattern[str], *, required: bool) -> str:
    value = normalize(text)
    if required and not value:
        raise Invalid("This is missing. Fill it in.", fields={field: EMPTY})
    if len(value) > longest:
        raise Invalid("This is too long.", fields={field: f"Use at most {longest} characters."})
    if refused.search(value):
        raise Invalid("This has characters that cannot be shown.", fields={field: UNSHOWABLE})
    return refuse_card_number(value, field)
