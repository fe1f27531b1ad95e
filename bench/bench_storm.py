"""
Runs the simulation in `tests/chaos` with many invoices.

People act at random on the invoices, and random faults occur. The environment variable CHAOS sets
the number of invoices; the default is 10,000.
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

    Such an invoice was charged once, has the same entries in our ledger and the processor's, is not
    stuck, was not refunded without a request, and needs no decision by a person.
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
