"""Runs the storm of `tests/chaos` in full: CHAOS invoices (10,000), faults at every call."""

import os

from bench.run import row
from tests.chaos.books import Books
from tests.chaos.faults import Rates
from tests.chaos.simulation import Simulation

COUNT = int(os.environ.get("CHAOS", "10000"))


@row(f"sound invoices, of {COUNT:,} in a storm", unit="×", least=1)
def sound() -> float:
    """Return the share charged once, equal in both ledgers, not stuck and not refunded unasked."""
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
