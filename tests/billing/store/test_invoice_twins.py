"""The tables and the fake answer alike, call by call, whatever a practice does."""

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
    """Keys hold no finer time."""

    def __call__(self):
        return self.now.replace(microsecond=self.now.microsecond // 1000 * 1000)


class Twins:
    """Asks both, and holds them to one answer; everything that is not a port's is the fake's."""

    def __init__(self, records):
        self.fake = FakeInvoices(Milliseconds())
        self.clock, self.asked = self.fake.clock, 0
        self.real = DynamoInvoices(records.vault(), records.audit, self.clock)
        self.rows = DynamoExecutions(self.clock)

    def __getattr__(self, name):
        real = self.real if name in STORE else self.rows if name in ROWS else None
        fake = getattr(self.fake, name)
        return (lambda *told: self._both(name, getattr(real, name), fake, told)) if real else fake

    def _both(self, name, real, fake, told):
        self.asked += 1
        answer, expected = outcome(real, told), outcome(fake, map(without_head, told))
        seen, expected = comparable(name, answer), comparable(name, expected)
        assert seen == expected, name
        if isinstance(answer, Exception):
            raise answer
        return answer


def outcome(call, told):
    """What it answered, or the refusal that it met."""
    try:
        return call(*told)
    except (Failure, AlreadyProcessed) as no:
        return no


def comparable(name, answer):
    if isinstance(answer, Exception):
        return type(answer), getattr(answer, "result", None)
    if name == "page":
        return [replace(row) for row in answer[0]], answer[1] is None
    return sorted(answer) if name in IN_NO_ORDER else without_head(answer)


def without_head(told):
    """The chain's hash is the tables' own matter."""
    if isinstance(told, Invoice):
        return replace(told, head="")
    if isinstance(told, InvoiceChange):
        return replace(told, before=without_head(told.before), after=without_head(told.after))
    return told


def test_a_simulation_on_the_tables_is_the_same_as_on_the_fake(records):
    """The fake answers as the tables do, and the ledgers agree on the tables, too."""
    records.provisioning.create(PRACTICE)
    twins = Twins(records)
    books = Books(
        Simulation(5, 4, Rates(), store=twins, processor=FakeProcessor(twins.clock)).run()
    )
    assert not books.disagreements()
    assert not books.wrong_sums()
    assert twins.asked > 200
