"""Fills the record of one client, from notes to invoices."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bench.quick_setup import without_rollback
from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import seat_participants
from chalicelib.appointments.store.items import AppointmentSummary, appointment_items
from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry, EntryKind, empty_ledger
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.documents.domain.document import Document, DocumentKind, DocumentVersion
from chalicelib.documents.store.documents import DynamoDocuments
from chalicelib.documents.usecases.ports import DocumentChange
from chalicelib.identity.domain.membership import Membership
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    DocumentId,
    FileId,
    InvoiceId,
    PersonId,
    SeatId,
    ThreadId,
)
from chalicelib.kernel.money import Money
from chalicelib.messages.domain.thread import MessageKind, Thread, ThreadMessage
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.ports import ThreadChange
from chalicelib.notes.domain.note import HOLD, NoteLevel
from chalicelib.notes.usecases.notes import NewNote
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.practice.domain.tax import TaxRule, price_with_tax
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import notes as wiring_notes
from tests.platform.http.browser import Browser
from tests.platform.http.front import Front, an_api

UNIT = {"notes": 1, "messages": 2, "appointments": 0.5, "documents": 0.3, "invoices": 0.3}
"""How many of each there are per note."""
THREADS, BATCH = 10, 10
FEE, TEXT = Money(15_000, "USD"), "x" * 200


@dataclass
class ProfileRecord:
    """
    A client with a record that grows, and the browser of their provider.

    The rows are stored by the product's own classes.
    """

    api: Front
    sam: Membership
    browser: Browser
    client: ClientId
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(UNIT, 0))
    threads: dict[ThreadId, Thread] = field(default_factory=dict)

    def grow(self, notes: int) -> None:
        """Add to the record until it has this many notes, and the others in proportion."""
        with without_rollback():
            for kind, add in self._adders.items():
                count = round(notes * UNIT[kind])
                for number in range(self.counts[kind], count):
                    add(number)
                self.counts[kind] = count
            self._seal_notes()
        # The time in which notes were sealed ended the session.
        self.browser.jar["__Host-sid"] = _cookie(self.sam)

    @property
    def now(self) -> datetime:
        return self.api.store.clock()

    @property
    def access(self) -> Access:
        return Access(self.sam.practice, self.sam.person, Role.PROVIDER, self.sam.roles)

    @property
    def _adders(self) -> Mapping[str, Callable[[int], None]]:
        return {
            "notes": self._add_notes,
            "messages": self._add_messages,
            "appointments": self._add_appointments,
            "documents": self._add_documents,
            "invoices": self._add_invoices,
        }

    def _add_notes(self, number: int) -> None:
        note = NewNote(NoteLevel.PRACTICE, f"Note {number}. {TEXT}")
        wiring_notes.notes().save(self.access, self.client, note, None)
        if number % BATCH == 0:
            self._seal_notes()

    def _seal_notes(self) -> None:
        self.api.store.clock.pass_seconds(HOLD.total_seconds())
        while wiring_notes.sealing().seal_due():
            pass

    def _add_messages(self, number: int) -> None:
        """Add a message of the client to one of ten threads."""
        name, place = ThreadId(f"thr-{number % THREADS}"), number // THREADS
        if place:
            thread = self.threads.pop(name)
        else:
            thread = Thread(
                name, self.sam.practice, self.client, self.now, self.now, subject="A question"
            )
        access = Access(self.sam.practice, PersonId("per-1"), Role.CLIENT, client=self.client)
        after = thread.with_message(access, self.now + timedelta(seconds=number), TEXT, None)
        message = ThreadMessage(
            f"{name}-{place}",
            after.count,
            MessageKind.MESSAGE,
            after.last_at,
            access.person,
            access.role,
            "Avery",
            TEXT,
        )
        self._rows(DynamoThreads).add(
            access, ThreadChange(thread if place else None, after, message), None
        )
        self.threads[name] = replace(after, version=place + 1)

    def _add_appointments(self, number: int) -> None:
        """Add an appointment; every other one is ahead."""
        days = (number // 2 + 1) * (1 if number % 2 else -1)
        appointment = Appointment(
            AppointmentId(RandomIdGenerator().id()),
            self.sam.practice,
            seat_participants(
                [self.sam.person],
                [self.client],
                [SeatId(RandomIdGenerator().id()) for _ in range(2)],
            ),
            self.now + timedelta(days=days),
            50,
            "America/New_York",
            self.now,
        )
        for item in appointment_items(appointment):
            if hasattr(item, "sealed_summary"):
                summary = AppointmentSummary(
                    {"s1": "Sam Rivera", "s2": "Avery Stone"}, item.state_text()
                )
                vault = self.api.store.vault()
                item.sealed_summary = vault.seal(item.binding(), summary)
            item.save()

    def _add_documents(self, number: int) -> None:
        ids = RandomIdGenerator()
        version = DocumentVersion(
            1,
            FileId(ids.id()),
            f"Intake form {number}.pdf",
            "application/pdf",
            120_000,
            self.now,
            self.sam.person,
            Role.PROVIDER,
            "v1",
        )
        document = Document(
            DocumentId(ids.id()),
            self.sam.practice,
            self.client,
            DocumentKind.FORM,
            self.now,
            version.name,
            versions=(version,),
            shared_at=self.now,
        )
        change = DocumentChange(None, document, AuditAction.CREATE, "upload document")
        self._rows(DynamoDocuments).commit(self.access, change)

    def _add_invoices(self, number: int) -> None:
        """Add an invoice; every tenth one is a draft, and the others were sent."""
        rule, is_draft = TaxRule(), number % 10 == 0
        invoice = Invoice(
            id=InvoiceId(RandomIdGenerator().id()),
            practice=self.sam.practice,
            client=self.client,
            provider=self.sam.person,
            created_at=self.now,
            amount=FEE,
            rule=rule,
            priced=price_with_tax(FEE, rule),
            ledger=empty_ledger(FEE.zero),
            description=f"Session {number}",
            client_name="Avery Stone",
            provider_name="Sam Rivera",
            due_on=date(2026, 12, 1),
            entries=1,
        )
        if not is_draft:
            invoice = replace(invoice, status=Status.SENT, number=number, sent_at=self.now)
        entry = Entry(EntryKind.CREATED, self.now, self.sam.person, Role.PROVIDER, amount=FEE)
        self._rows(DynamoInvoices).add(self.access, invoice, entry, None)

    def _rows(self, store: Any) -> Any:
        records = self.api.store
        return store(self.api.memberships.vault, records.audit, records.clock)


@contextmanager
def profile_record() -> Iterator[ProfileRecord]:
    """Yield an empty record of a client of one provider, in a practice of its own."""
    with an_api() as api:
        sam = api.knows("sam@clocktree.test", Role.PROVIDER)
        client = ClientId(RandomIdGenerator().id())
        profile = Profile("Avery Stone", "avery@mail.example", phone="+1 518 555 0100")
        row = Client(client, sam.practice, profile, api.store.clock(), frozenset({sam.person}))
        DynamoClients(api.memberships.vault, api.store.audit, api.store.clock).add(
            api.store.access(), row, None
        )
        browser = api.browser(jar={"__Host-sid": _cookie(sam)})
        yield ProfileRecord(api, sam, browser, client)


def _cookie(membership: Membership) -> str:
    return wiring_identity.sessions().open(membership, Caller()).cookie
