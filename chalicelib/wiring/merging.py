"""Builds the use case that merges clients' profiles, at first use."""

from functools import cache

from chalicelib.appointments.usecases.held_appointments import HeldAppointments, HeldWaits
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.usecases.held_invoices import HeldInvoices
from chalicelib.clients.store.merges import DynamoMerges
from chalicelib.clients.usecases.merge_ports import RecordReader
from chalicelib.clients.usecases.merging import Merging
from chalicelib.documents.store.documents import DynamoDocuments
from chalicelib.documents.usecases.held_documents import HeldDocuments
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.held_threads import HeldThreads
from chalicelib.notes.store.notes import DynamoNotes
from chalicelib.notes.usecases.held_notes import HeldNotes
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.wiring import appointments, clients, identity, platform, waitlist
from chalicelib.wiring.directory import client_access, directory


@cache
def merging() -> Merging:
    return Merging(
        clients.client_rows(),
        DynamoMerges(platform.vault(), platform.audit(), platform.clock),
        _records(),
        identity.invitations(),
        clients.client_profiles(),
        client_access(),
        directory(),
        platform.clock,
    )


def _records() -> tuple[RecordReader, ...]:
    stores = platform.vault(), platform.audit(), platform.clock
    return (
        HeldAppointments(appointments.appointments()),
        HeldNotes(DynamoNotes(*stores), NoteReach(client_access())),
        HeldThreads(DynamoThreads(*stores)),
        HeldDocuments(DynamoDocuments(*stores)),
        HeldInvoices(DynamoReceivables(platform.vault())),
        HeldWaits(waitlist.wait_rows()),
    )
