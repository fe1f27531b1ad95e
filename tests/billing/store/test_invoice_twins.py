"""Tests that the real store and its fake return the same result for every call."""

from dataclasses import replace

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.store.executions import DynamoExecutions
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.idempotency import AlreadyProcessed
from tests.billing.builders import PRACTICE
from tests.billing.fake_invoices import FakeInvoices
from tests.chaos.books import Books
from tests.chaos.faults import Rates
from tests.chaos.simulation import Simulation
from tests.kernel.fake_clock import FakeClock
from tests.payments.fake_processor import FakeProcessor

READS = {"get", "entries", "page", "op", "execution_view", "token", "result_of", "next_number"}
WRITES = {"add", "remove", "send", "commit", "gate", "reopen"}
STORE = READS | WRITES
ROWS = {"store_token", "next_attempt", "due", "open_invoices"}
IN_NO_ORDER = {"due", "open_invoices"}


class Milliseconds(FakeClock):
    """A fake clock that rounds down to milliseconds, as the tables' keys do."""

    def __call__(self):
        return self.now.replace(microsecond=self.now.microsecond // 1000 * 1000)


class Twins:
    """
    Calls the real and the fake store, and asserts that their results are equal.

    An attribute that is not a method of the store is taken from the fake.
    """

    def __init__(self, records):
        self.fake = FakeInvoices(Milliseconds())
        self.clock, self.asked = self.fake.clock, 0
        self.real = DynamoInvoices(records.vault(), records.audit, self.clock)
        self.rows = DynamoExecutions(self.clock)

    def __getattr__(self, name):
        real = self.real if name in STORE else self.rows if name in ROWS else None
        fake = getattr(self.fake, name)
        return (
            (lambda *arguments: self._both(name, getattr(real, name), fake, arguments))
            if real
            else fake
        )

    def _both(self, name, real, fake, arguments):
        self.asked += 1
        answer, expected = outcome(real, arguments), outcome(fake, map(without_head, arguments))
        real_answer, expected = comparable(name, answer), comparable(name, expected)
        assert real_answer == expected, name
        if isinstance(answer, Exception):
            raise answer
        return answer


def outcome(call, arguments):
    """Return the result of a call, or the error that it raised."""
    try:
        return call(*arguments)
    except (Failure, AlreadyProcessed) as error:
        return error


def comparable(name, answer):
    if isinstance(answer, Exception):
        return type(answer), getattr(answer, "result", None)
    if name == "page":
        return [replace(row) for row in answer[0]], answer[1] is None
    return sorted(answer) if name in IN_NO_ORDER else without_head(answer)


def without_head(value):
    """Remove the hash of the ledger's chain, which only the real store computes."""
    if isinstance(value, Invoice):
        return replace(value, head="")
    if isinstance(value, InvoiceChange):
        return replace(value, before=without_head(value.before), after=without_head(value.after))
    return value


def test_a_simulation_gives_the_same_results_on_the_real_store_and_the_fake(records):
    """
    A simulation gets the same results from the real store and its fake.

    The ledger in both stores also equals the fake processor's ledger.
    """
    records.provisioning.create(PRACTICE)
    twins = Twins(records)
    books = Books(
        Simulation(5, 4, Rates(), store=twins, processor=FakeProcessor(twins.clock)).run()
    )
    assert not books.disagreements()
    assert not books.wrong_sums()
    assert twins.asked > 200
