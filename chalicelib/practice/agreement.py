"""Reads the Business Associate Agreement from files named after their versions."""

from functools import cache
from pathlib import Path

from chalicelib.practice.domain.practice import Agreement

FOLDER = Path(__file__).resolve().parent / "agreements"


class ShippedAgreement:
    """
    Implements `AgreementText` with the text files that ship with the product.

    The file of the newest version contains the agreement in force.
    """

    def current(self) -> Agreement:
        """Return the agreement from the file whose name sorts last."""
        return _newest()


@cache
def _newest() -> Agreement:
    path = max(FOLDER.glob("*.txt"))
    return Agreement(path.stem, path.read_text(encoding="utf-8"))
