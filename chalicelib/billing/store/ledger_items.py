"""Defines the rows of ledger entries and of a practice's invoice numbers."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding


class LedgerEntryItem(RecordItem):
    """
    Stores one ledger entry of an invoice, as one link of a hash chain.

    `h` is the hash of the rest of the row. `prev` is the `h` of the previous entry, or empty
    in the first entry.
    """

    practice = UnicodeAttribute()
    seq = NumberAttribute()
    at = UnicodeAttribute()
    sealed_body = Sealed()
    prev = UnicodeAttribute()
    h = UnicodeAttribute()

    def binding(self) -> Binding:
        """
        Return the binding with which `sealed_body` is sealed.

        The body can be opened only if the row still has the same invoice, entry number and time.
        """
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "LedgerEntry.sealed_body",
            clear=(("at", self.at),),
        )


class SequenceItem(CoreRow):
    """Stores the last invoice number that a practice has used."""

    n = NumberAttribute()


class UsedNumberItem(RecordItem):
    """
    Marks an invoice number as used by one invoice.

    The row is never changed. So even if somebody puts back an older copy of the practice's
    row `SequenceItem`, two invoices cannot have the same number.
    """

    invoice = UnicodeAttribute()
