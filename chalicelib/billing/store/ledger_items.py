"""Defines rows of ledger entries, and of the practice's last invoice number."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding


class LedgerEntryItem(RecordItem):
    """Stores one entry; `h` hashes the rest of the row, `prev` is the `h` before it."""

    practice = UnicodeAttribute()
    seq = NumberAttribute()
    at = UnicodeAttribute()
    sealed_body = Sealed()
    prev = UnicodeAttribute()
    h = UnicodeAttribute()

    def binding(self) -> Binding:
        """Return the binding of `sealed_body`; it fixes the entry's number and time."""
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "LedgerEntry.sealed_body",
            clear=(("at", self.at),),
        )


class SequenceItem(CoreRow):
    """Stores the last invoice number of a practice."""

    n = NumberAttribute()
