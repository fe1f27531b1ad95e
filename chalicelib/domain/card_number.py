"""Free text never carries a payment card's number (S46)."""

import re

from chalicelib.domain.errors import Invalid

RUN = re.compile(r"(?<![\w.])\d(?:[ \-.\u00a0\u2010-\u2015]?\d){12,18}(?![\w])")
PREFIX = re.compile(r"4|5[1-5]|2[2-7]|3[47]|3[0689]|6(?:011|4[4-9]|5)|35|62")
LENGTHS = {"3": (14, 15, 16), "4": (13, 16, 19)}


def refuse_card_number(text: str, field: str) -> str:
    """
    The text, unless a card's prefix, length and check digit all match somewhere in it.

    Raises:
        Invalid: Naming the field; the number itself is not repeated.
    Source: S46; PCI DSS 3.5.1.
    """
    if any(_is_card(re.sub(r"\D", "", found)) for found in RUN.findall(text)):
        message = "This looks like a card number. Leave it out: clients enter their card on the payment page only."
        raise Invalid(message, fields={field: message})
    return text


def _is_card(digits: str) -> bool:
    fits = len(digits) in LENGTHS.get(digits[0], (16,))
    return fits and bool(PREFIX.match(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
