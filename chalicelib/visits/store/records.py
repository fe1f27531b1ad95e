"""
Reads the records of visits from DynamoDB, and adds the records of files.

The records are an appointment's chat notes, facts and files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotAllowed, NotFound, Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.tables import RecordItem
from chalicelib.platform.dynamodb.transactions import commit, new_transaction
from chalicelib.platform.vault.vault import AuditedReader, Vault
from chalicelib.visits.domain.record_access import ReadLimit, no_limit
from chalicelib.visits.domain.visit import ChatNote, Fact, VisitFile
from chalicelib.visits.store import keys
from chalicelib.visits.store.record_items import (
    ChatNoteItem,
    FactItem,
    FileDetails,
    NoteContent,
    VisitFileItem,
    visit_file_copies,
    visit_file_item,
)
from chalicelib.visits.usecases.history import VisitRecord

KINDS: dict[str, type[RecordItem]] = {
    keys.NOTES: ChatNoteItem,
    keys.FACTS: FactItem,
    keys.FILES: VisitFileItem,
}


@dataclass(frozen=True, slots=True)
class DynamoVisitRecords:
    """
    Reads the records of visits, and adds the records of files.

    Implements the ports `VisitRecords` and `VisitFileStore`.
    """

    vault: Vault
    audit: DynamoAudit

    def read(
        self, access: Access, appointment: AppointmentId, subject: ClientId, limit: ReadLimit
    ) -> VisitRecord:
        """Read all records with one Query per megabyte, and check the chat notes' numbers."""
        where = partitions.appointment_partition(access.practice, appointment)
        rows = queries.partition(RecordItem, where, KINDS)
        notes = [row for row in rows if isinstance(row, ChatNoteItem)]
        files = [row for row in rows if isinstance(row, VisitFileItem)]
        if [int(row.n) for row in notes] != list(range(1, len(notes) + 1)):
            self.vault.alarm(f"{where} chat notes")
            raise Unreadable
        facts = [row.fact() for row in rows if isinstance(row, FactItem)]
        until = self._checked(access, limit, facts, "visit history", subject)
        notes = [row for row in notes if _is_within(row, until)]
        files = [row for row in files if _is_within(row, until)]
        bindings = [*(row.binding() for row in notes), *(row.binding() for row in files)]
        page = self.vault.reader(access, "visit history", bindings, subject=subject)
        visit_files = sorted(
            (_file(page, row) for row in files), key=lambda file: (file.at, file.id)
        )
        return VisitRecord(
            [_note(page, row) for row in notes], {file.id: file for file in visit_files}, facts
        )

    def count(self, access: Access, appointment: AppointmentId) -> int:
        where = partitions.appointment_partition(access.practice, appointment)
        kinds: dict[str, type[RecordItem]] = {keys.FILES: VisitFileItem}
        return len(queries.partition(RecordItem, where, kinds, prefix=keys.FILES))

    def file(
        self,
        access: Access,
        appointment: AppointmentId,
        file: FileId,
        subject: ClientId,
        limit: ReadLimit,
    ) -> VisitFile:
        until = self.read_until(access, appointment, subject, limit)
        row: VisitFileItem | None = queries.batch_get(
            (VisitFileItem, keys.visit_file(access.practice, appointment, file))
        )[0]
        if row is None or not _is_within(row, until):
            raise NotFound
        return _file(self.vault.reader(access, "visit file", [row.binding()], subject=subject), row)

    def read_until(
        self, access: Access, appointment: AppointmentId, subject: ClientId, limit: ReadLimit
    ) -> datetime | None:
        facts = self.facts_of(access, appointment) if limit is not no_limit else []
        return self._checked(access, limit, facts, "visit file", subject)

    def add(self, access: Access, file: VisitFile, clients: Sequence[ClientId]) -> None:
        item, subject = visit_file_item(access.practice, file), clients[0]
        details = FileDetails(file.name, file.version)
        item.sealed_body = self.vault.seal(item.binding(), details)
        rows = new_transaction()
        rows.save(item, condition=VisitFileItem.pk.does_not_exist())
        for copy in visit_file_copies(access.practice, file, clients):
            copy.sealed_body = self.vault.seal(copy.binding(), details)
            rows.save(copy)
        entry = self.audit.entry(
            access, AuditAction.CREATE, [str(item.key)], purpose="add visit file", subject=subject
        )
        self.audit.add_to(rows, entry)
        if commit(rows):
            raise Conflict

    def facts_of(self, access: Access, appointment: AppointmentId) -> Sequence[Fact]:
        """Return the events of an appointment's visits, which are not sealed."""
        where = partitions.appointment_partition(access.practice, appointment)
        kinds: dict[str, type[RecordItem]] = {keys.FACTS: FactItem}
        rows = queries.partition(RecordItem, where, kinds, prefix=keys.FACTS)
        return [row.fact() for row in rows if isinstance(row, FactItem)]

    def _checked(
        self,
        access: Access,
        limit: ReadLimit,
        facts: Sequence[Fact],
        purpose: str,
        subject: ClientId,
    ) -> datetime | None:
        """
        Return the time up to which the caller may read, or None if there is no limit.

        If `limit` refuses the caller, the method writes an audit entry and raises the refusal
        again (S14).
        """
        try:
            return limit(facts)
        except NotAllowed as refusal:
            self.audit.record(
                access,
                AuditAction.READ,
                [],
                purpose=purpose,
                subject=subject,
                outcome=AuditOutcome.REFUSED,
            )
            refusal.is_audited = True
            raise


def _is_within(row: ChatNoteItem | VisitFileItem, until: datetime | None) -> bool:
    return until is None or datetime.fromisoformat(row.at) <= until


def _note(page: AuditedReader, row: ChatNoteItem) -> ChatNote:
    return row.note(page.open(row.binding(), row.sealed_body, NoteContent))


def _file(page: AuditedReader, row: VisitFileItem) -> VisitFile:
    return row.file(page.open(row.binding(), row.sealed_body, FileDetails))
