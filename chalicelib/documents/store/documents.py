"""Stores documents and signatures in DynamoDB."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.documents.domain.document import Document
from chalicelib.documents.store import keys
from chalicelib.documents.store.daily_uploads import add_count, give_back
from chalicelib.documents.store.items import (
    AnnouncedDocumentItem,
    DocumentContent,
    DocumentItem,
    DocumentPlaceItem,
    LastUploadItem,
    ListedItem,
    OpenedVersionItem,
    SignatureItem,
    document_item,
)
from chalicelib.documents.usecases.ports import (
    DocumentChange,
    DocumentFilter,
    DocumentUpload,
    ListedVisitFile,
    WaitingScan,
)
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, DocumentId, FileId, PracticeId
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.transactions import Transaction, new_transaction
from chalicelib.platform.vault.vault import AuditedReader, Vault
from chalicelib.visits.store.record_items import FileDetails, VisitFileCopyItem

MAX_COUNT = 100_000
SCANS_PER_SHARD = 25
LAST_UPLOAD_LIFETIME = timedelta(days=1)
"""How long a repeated call can learn whether its file was stored."""


@dataclass(frozen=True, slots=True)
class DynamoDocuments:
    """
    Implements `DocumentStore` with DynamoDB.

    `now` is a function that returns the current time as an aware datetime.
    """

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def client_of(self, access: Access, document: DocumentId) -> ClientId:
        key = keys.document_place(access.practice, document)
        stored, announced = queries.batch_get(
            (DocumentPlaceItem, key), (AnnouncedDocumentItem, key)
        )
        if stored:
            return ClientId(stored.client)
        if announced and announced.expires > self.now().timestamp():
            return ClientId(announced.client)
        raise NotFound

    def get(self, access: Access, client: ClientId, document: DocumentId, purpose: str) -> Document:
        key = partitions.client_document(access.practice, client, document)
        item: DocumentItem | None = queries.batch_get((DocumentItem, key))[0]
        if item is None:
            raise NotFound
        reader = self.vault.reader(access, purpose, [item.binding()], subject=client)
        return self._opened(reader, item)

    def some(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId], purpose: str
    ) -> Sequence[Document]:
        keys_of = [
            (ListedItem, partitions.client_document(access.practice, client, each))
            for each in documents
        ]
        rows = [row for row in queries.batch_get(*keys_of) if row]
        # The file of a visit has a key of the same form, and is no document.
        items = [item for row in rows if isinstance(item := row.typed(), DocumentItem)]
        bindings = [item.binding() for item in items]
        reader = self.vault.reader(access, purpose, bindings, subject=client)
        return [self._opened(reader, item) for item in items]

    def page(
        self, access: Access, filters: DocumentFilter
    ) -> tuple[Sequence[Document | ListedVisitFile], str | None]:
        partition = partitions.client_partition(access.practice, filters.client)
        page = queries.page(
            ListedItem,
            partition,
            condition=ListedItem.sk.startswith(partitions.CLIENT_DOCUMENTS),
            cursor=filters.cursor,
            limit=filters.limit,
            only=_only(filters),
        )
        items = [row.typed() for row in page.items]
        bindings = [item.binding() for item in items]
        reader = self.vault.reader(access, "document list", bindings, subject=filters.client)
        return [self._listed(reader, item) for item in items], page.next

    def count(self, access: Access, client: ClientId) -> int:
        return queries.count(
            ListedItem,
            partitions.client_partition(access.practice, client),
            index=0,
            most=MAX_COUNT,
            condition=ListedItem.sk.startswith(partitions.CLIENT_DOCUMENTS),
        )

    def announce(self, access: Access, upload: DocumentUpload, key: IdempotencyKey | None) -> bool:
        write = new_transaction()
        place = keys.document_place(access.practice, upload.document)
        item = AnnouncedDocumentItem(*place, client=upload.client)
        item.expires = int(upload.until.timestamp())
        write.save(item)
        last = keys.last_upload(access.practice, upload.document, access.person)
        expires = int((upload.until + LAST_UPLOAD_LIFETIME).timestamp())
        write.save(LastUploadItem(*last, file=upload.file, expires=expires))
        if upload.counted_on:
            add_count(write, access.practice, upload.client, upload.size, upload.counted_on)
        self._requests.remember(write, access, key, f"{upload.document} {upload.file}")
        return not self._requests.commit(write, access, key)

    def last_upload(self, access: Access, document: DocumentId) -> FileId | None:
        key = keys.last_upload(access.practice, document, access.person)
        row: LastUploadItem | None = queries.batch_get((LastUploadItem, key))[0]
        return FileId(row.file) if row else None

    def commit(
        self, access: Access, change: DocumentChange, key: IdempotencyKey | None = None
    ) -> Document:
        write = new_transaction()
        stored = self.add_to(write, access, change)
        self._requests.remember(write, access, key, stored.id)
        if self._requests.commit(write, access, key):
            raise Conflict
        return stored

    def add_to(self, write: Transaction, access: Access, change: DocumentChange) -> Document:
        """
        Add a change to a transaction, and return the document after it.

        The transaction fails if the stored document no longer has the version before the change.
        """
        before = change.before
        stored = replace(change.after, version=(before.version if before else 0) + 1)
        self._save(write, stored, change)
        if change.is_signature:
            self._add_signature(write, stored)
        for notice, at in change.notices:
            write.save(notice_item(notice, at), condition=NoticeItem.pk.does_not_exist())
        for notice in change.withdrawn:
            write.delete(notice_item(notice, self.now()))
        record = str(partitions.client_document(stored.practice, stored.client, stored.id))
        entry = self.audit.entry(
            access, change.action, [record], purpose=change.purpose, subject=stored.client
        )
        self.audit.add_to(write, entry)
        return stored

    def add_opened(self, access: Access, document: Document, number: int) -> None:
        key = keys.opened_version(document.practice, document.id, access.person, number)
        item = OpenedVersionItem(*key, practice=document.practice, client=document.client)
        item.at = moment(self.now())
        try:
            with mapped_errors():
                item.save(condition=OpenedVersionItem.pk.does_not_exist())
        except Conflict:
            # The person has opened this version before.
            return

    def has_opened(self, access: Access, document: Document, number: int) -> bool:
        key = keys.opened_version(document.practice, document.id, access.person, number)
        return queries.batch_get((OpenedVersionItem, key))[0] is not None

    def give_back(self, access: Access, client: ClientId, size: int, day: date) -> None:
        give_back(access.practice, client, size, day)

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def waiting_scans(self, now: datetime) -> Sequence[WaitingScan]:
        rows = due_rows(DocumentItem, keys.scan_queue, now, limit=SCANS_PER_SHARD)
        return [_waiting(row) for row in rows]

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("documents", self.now)

    def _save(self, write: Transaction, document: Document, change: DocumentChange) -> None:
        item = document_item(document)
        if change.scan_at:
            item.g3pk, item.g3sk = keys.scan_due(document.id, change.scan_at)
        item.sealed_body = self.vault.seal(item.binding(), item.content_of(document))
        if change.before:
            write.save(item, condition=DocumentItem.version == change.before.version)
            return
        write.save(item, condition=DocumentItem.pk.does_not_exist())
        place = keys.document_place(document.practice, document.id)
        write.save(
            DocumentPlaceItem(*place, client=document.client),
            condition=DocumentPlaceItem.pk.does_not_exist(),
        )

    def _add_signature(self, write: Transaction, document: Document) -> None:
        signature = document.signature
        if signature is None:
            raise ValueError("the document has no signature")
        key = keys.document_signature(document.practice, document.client, document.id)
        item = SignatureItem(*key, practice=document.practice, document=document.id)
        item.at, item.by, item.sha256 = moment(signature.at), signature.by, signature.sha256
        item.sealed_body = self.vault.seal(item.binding(), signature)
        write.save(item, condition=SignatureItem.pk.does_not_exist())

    def _opened(self, reader: AuditedReader, item: DocumentItem) -> Document:
        content = reader.open(item.binding(), item.sealed_body, DocumentContent)
        if content.state_text != item.state_text():
            self.vault.alarm(f"{item.key} state")
            raise Unreadable
        return item.document(content)

    def _listed(
        self, reader: AuditedReader, item: DocumentItem | VisitFileCopyItem
    ) -> Document | ListedVisitFile:
        if isinstance(item, DocumentItem):
            return self._opened(reader, item)
        details = reader.open(item.binding(), item.sealed_body, FileDetails)
        return ListedVisitFile(item.file(details), item.all_clients())


def _only(filters: DocumentFilter) -> Any:
    if filters.only_open:
        return ListedItem.todo.exists()
    if filters.only_shown:
        return ListedItem.audience.exists() | ListedItem.appointment.exists()
    return None


def _waiting(item: DocumentItem) -> WaitingScan:
    access = system(PracticeId(item.practice), request="inspect")
    return WaitingScan(access, ClientId(item.client), DocumentId(item.id))
