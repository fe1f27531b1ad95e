"""Refuses free text that contains a payment card number (S46)."""

import re

from chalicelib.kernel.characters import plain_digits
from chalicelib.kernel.errors import Invalid

BREAK = r"[ \t\n.\-_\u00b7\u2022]"
RUN = re.compile(rf"[0-9](?:{BREAK}{{0,3}}[0-9]){{12,}}")
CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}"
)
"""Matches digits that have the prefix and the length of a card brand's numbers."""
MAX_GROUPS = 19
PARTED = "[^0-9A-Za-z]{1,8}"
PRINTED = re.compile(
    rf"(?<![0-9])(?:[0-9]{{4}}{PARTED}){{3}}[0-9]{{4}}(?![0-9])"
    rf"|(?<![0-9])[0-9]{{4}}{PARTED}[0-9]{{6}}{PARTED}[0-9]{{4,5}}(?![0-9])"
)
"""Matches digits in the groups that are printed on cards, with any other characters between."""


def refuse_card_number(text: str, field: str) -> str:
    """
    Return the text, or raise Invalid if it contains a payment card number.

    A card number is a run of digits with a card brand's prefix and length and a valid check
    digit. The digits may be those of any script, with invisible characters between them. Digits
    in the groups that are printed on cards may have any characters but letters between them.

    Raises:
        Invalid: The text contains a card number. The error names the field and does not repeat
            the number (S46; PCI DSS 3.5.1).
    """
    plain = plain_digits(text)
    printed = (re.sub("[^0-9]", "", groups) for groups in PRINTED.findall(plain))
    if any(map(_is_card, printed)) or any(map(_holds_card, RUN.findall(plain))):
        message = (
            "This looks like a card number."
            " Leave it out: clients enter their card on the payment page only."
        )
        raise Invalid(message, fields={field: message})
    return text


def _holds_card(run: str) -> bool:
    # A security code or an expiry date often follows the card number. So every sequence of whole
    # groups of digits is checked.
    groups = re.split(rf"{BREAK}+", run)
    spans = (
        (start, end)
        for start in range(len(groups))
        for end in range(start + 1, min(start + MAX_GROUPS, len(groups)) + 1)
    )
    return any(_is_card("".join(groups[start:end])) for start, end in spans)


def _is_card(digits: str) -> bool:
    return bool(CARD.fullmatch(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
