"""
Decides which mark, such as *Paid*, an invoice and its receipt show.

The mark is the same on the screen and on paper.
"""

from enum import StrEnum

from chalicelib.billing.domain.invoice import Invoice, Status


class Mark(StrEnum):
    """Lists the marks. Clients and staff read the same one."""

    PAID = "Paid"
    PARTLY_PAID = "Partly paid"
    PARTLY_REFUNDED = "Partly refunded"
    REFUNDED = "Refunded"
    VOID = "Void"


def mark_of(invoice: Invoice) -> Mark | None:
    """Return an invoice's mark, or None if there is nothing to prove."""
    match invoice.status:
        case Status.VOIDED:
            return Mark.VOID
        case Status.REFUNDED:
            return Mark.REFUNDED
        case Status.PAID if invoice.ledger.forgiven.minor > 0:
            # The client did not pay all of it, and an insurer may read this.
            return Mark.PARTLY_PAID
        case Status.PAID:
            return Mark.PARTLY_REFUNDED if invoice.refunded.minor > 0 else Mark.PAID
        case Status.SENT if invoice.net.minor > 0:
            return Mark.PARTLY_PAID
        case _:
            return None
