"""Validates what a practice's invoices and receipts say about the practice."""

import re

from chalicelib.kernel.characters import plain_digits
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.text import line

MAX_ADDRESS = 300
MAX_TAX_ID = 40
DUE_DAYS = (0, 7, 14, 30)
"""The due terms that a practice can choose, in days after an invoice is sent."""

DEFAULT_DUE_DAYS = 14
TAX_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]*")
SOCIAL_SECURITY_NUMBER = re.compile(r"(?<![0-9])[0-9]{3}[ ./-]+[0-9]{2}[ ./-]+[0-9]{4}(?![0-9])")


def tax_id(text: str) -> str:
    """
    Return a practice's tax id, such as an EIN, with plain digits and hyphens.

    The string may be empty.

    Raises:
        Invalid: The string is no tax id, or has the form of a Social Security number, which no
            client should read on a receipt.
    """
    value = line(plain_digits(text), "tax_id", MAX_TAX_ID)
    if SOCIAL_SECURITY_NUMBER.search(value):
        raise _invalid("Use an EIN. Clients read this, so it must be no Social Security number.")
    if value and not TAX_ID.fullmatch(value):
        raise _invalid("Write a tax id such as 12-3456789.")
    return value


def due_days(days: int) -> int:
    """Return the due terms. Raises Invalid if a practice cannot choose them."""
    if days not in DUE_DAYS:
        raise Invalid(fields={"due_days": "Choose 0, 7, 14 or 30 days."})
    return days


def _invalid(reason: str) -> Invalid:
    return Invalid("This is not a tax id. Check it.", fields={"tax_id": reason})
