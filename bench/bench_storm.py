"""
Runs the simulation of `tests/chaos` at full size, with faults at every call.

The variable CHAOS sets the number of invoices; the default is 10,000.
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
    Return the share of invoices without a fault.

    A sound invoice is charged once, is equal in our and the processor's ledger, is not stuck, was
    not refunded without a request, and needs no person.
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
