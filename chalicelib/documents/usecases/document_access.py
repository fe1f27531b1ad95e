"""Finds documents that the caller may see, and stores changes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.documents.domain.document import Document
from chalicelib.documents.domain.notices import to_staff
from chalicelib.documents.usecases.ports import AssignedProviders, DocumentChange, DocumentStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import DocumentId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.notices.usecases.outbox import Outbox

FIRST_SCAN_CHECK = timedelta(minutes=1)
"""How long after an upload the verdict is read, if nobody opens the document before."""


@dataclass(frozen=True, slots=True)
class DocumentAccess:
    """
    Finds documents for callers who may see their client (S2).

    A client may see only their own documents: what they uploaded, and what was shared with them.
    """

    rows: DocumentStore
    client_access: ClientAccess
    assigned: AssignedProviders
    outbox: Outbox
    now: Clock

    def find(self, access: Access, document: DocumentId, purpose: str = "document") -> Document:
        """
        Return a document, and write an audit entry.

        Raises NotFound if there is no such document, or the caller may not see it.
        """
        client = self.rows.client_of(access, document)
        self.client_access.require(access, client)
        record = self.rows.get(access, client, document, purpose)
        record.require_shown(access)
        return record

    def find_unchanged(self, access: Access, document: DocumentId, seen: int) -> Document:
        """
        Return a document of which the caller saw the present version.

        Raises NotFound as `find` does, and Conflict if the document has changed.
        """
        record = self.find(access, document)
        if record.version != seen:
            raise Conflict(fresh=record)
        return record

    def store(self, access: Access, change: DocumentChange) -> Document:
        """
        Store a change, and send the notices that are due now.

        Raises Conflict, with the document as it is now, if somebody changed it meanwhile.
        """
        now = self.now()
        try:
            stored = self.rows.commit(access, change)
        except Conflict:
            if change.before is None:
                raise
            raise Conflict(fresh=self.find(access, change.before.id)) from None
        self.deliver([notice for notice, at in change.notices if at <= now])
        return stored

    def deliver(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self.outbox.deliver(notice)

    def at_once(self, *notices: Notice) -> tuple[tuple[Notice, datetime], ...]:
        """Return notices that are sent now, as `DocumentChange` takes them."""
        now = self.now()
        return tuple((notice, now) for notice in notices)

    def received(self, access: Access, document: Document, event: str) -> tuple[Notice, ...]:
        """Return the notices that tell the client's providers what the client did."""
        return self.staff_notices(access, document, event, NoticeKind.DOCUMENT_RECEIVED)

    def staff_notices(
        self, access: Access, document: Document, event: str, kind: NoticeKind
    ) -> tuple[Notice, ...]:
        """Return a notice for each provider who is assigned to the client or stands in."""
        people = self.assigned.current_providers(access, document.client) - {access.person}
        return to_staff(kind, document, event, people)

    def instant(self) -> datetime:
        """Return the current time with milliseconds, as stored times have."""
        now = self.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
