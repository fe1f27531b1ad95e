"""
Runs the invoice simulation of `tests/chaos` with many invoices.

Simulated people act at random on the invoices, and faults occur at random. The
environment variable CHAOS sets the number of invoices; the default is 10,000.
"""

import os

from bench.run import row
from tests.chaos.books import Books
from tests.chaos.faults import Rates
from tests.chaos.simulation import Simulation

COUNT = int(os.environ.get("CHAOS", "10000"))


@row(f"sound invoices, of {COUNT:,} in a storm", unit="×", least=1)
def sound() -> float:
    """
    Return the share of invoices that end without an error.

    An error is a double charge, a difference between our ledger and the payment
    processor's, an op or invoice that is stuck, a refund that nobody requested, or an op
    that waits for an Admin.
    """
    books = Books(Simulation(2026, COUNT, Rates()).run())
    print(books.summary())
    wrong = [
        *books.simulation.doubles,
        *books.disagreements(),
        *books.stuck(),
        *books.unrequested_refunds(),
        *books.by_hand(),
    ]
    return 1 - len(wrong) / COUNT
