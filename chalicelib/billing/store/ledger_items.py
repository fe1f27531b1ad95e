"""Rows of an invoice's ledger, and of the practice's last invoice number."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding


class LedgerEntryItem(RecordItem):
    """One entry; `h` is a hash over the rest of the row, `prev` that of the entry before."""

    practice = UnicodeAttribute()
    seq = NumberAttribute()
    at = UnicodeAttribute()
    sealed_body = Sealed()
    prev = UnicodeAttribute()
    h = UnicodeAttribute()

    def binding(self) -> Binding:
        """The binding of `sealed_body`; it fixes the entry's time, and its key the number."""
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "LedgerEntry.sealed_body",
            clear=(("at", self.at),),
        )


class SequenceItem(CoreRow):
    """The last invoice number that a practice gave."""

    n = NumberAttribute()
