"""Stores threads and messages. Text and names are sealed; ids and times are not."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.clients.store.calendar_names import name_rows
from chalicelib.clients.store.reach_check import add_reach_check
from chalicelib.documents.store.documents import DynamoDocuments
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PracticeId, ThreadId
from chalicelib.messages.domain.draft import NO_DRAFT
from chalicelib.messages.domain.thread import MessageKind, Thread
from chalicelib.messages.store import keys
from chalicelib.messages.store.drafts import DynamoMessageDrafts
from chalicelib.messages.store.items import (
    MessageContent,
    MessagePreview,
    ThreadItem,
    ThreadMessageItem,
    ThreadSubject,
    thread_item,
    thread_message_item,
)
from chalicelib.messages.usecases.ports import (
    MessageWindow,
    ThreadChange,
    ThreadCheck,
    ThreadFilter,
    ThreadList,
    ThreadPage,
    ThreadSelection,
    named_in,
)
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import AuditedReader, Vault
from chalicelib.practice.store import practices

MAX_NUMBER, MAX_OVERDUE = 10**12 - 1, 500
PURPOSES = {MessageKind.MESSAGE: "message", MessageKind.CLOSE: "close thread"}


@dataclass(frozen=True, slots=True)
class DynamoThreads:
    """
    Implements `ThreadStore` with DynamoDB.

    `now` is a function that returns the current time as an aware datetime.
    """

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def without_text(self, access: Access, thread: ThreadId) -> Thread:
        return self._item(access, thread).thread()

    def get(
        self, access: Access, thread: ThreadId, may: ThreadCheck, window: MessageWindow
    ) -> ThreadPage:
        item = self._item(access, thread)
        may(item.thread())
        rows, more = _messages(access.practice, thread, window)
        bindings = [*_bindings(item), *(row.binding() for row in rows)]
        reader = self.vault.reader(access, "thread", bindings, subject=item.thread().client)
        messages = [
            row.message(reader.open(row.binding(), row.sealed_body, MessageContent)) for row in rows
        ]
        return ThreadPage(_opened(reader, item), messages, more)

    def page(self, access: Access, filters: ThreadFilter, visible: ThreadSelection) -> ThreadList:
        page = self._page(access, filters)
        threads = visible([item.thread() for item in page.items])
        ids = {each.id for each in threads}
        items = [item for item in page.items if item.id in ids]
        rows = name_rows(access.practice, *named_in(access, threads))
        bindings = [binding for item in items for binding in _bindings(item)] + rows.bindings
        reader = self.vault.reader(access, "thread list", bindings, subject=filters.client)
        names = rows.opened(reader)
        return ThreadList([_opened(reader, item) for item in items], names, page.next)

    def page_without_text(
        self, access: Access, filters: ThreadFilter
    ) -> tuple[Sequence[Thread], str | None]:
        page = self._page(access, filters)
        return [item.thread() for item in page.items], page.next

    def add(self, access: Access, change: ThreadChange, key: IdempotencyKey | None) -> None:
        write, after, message = new_transaction(), change.after, change.message
        self._requests.remember(write, access, key, f"{after.id} {message.n}")
        self._write_thread(write, change)
        row = thread_message_item(after, message)
        content = MessageContent(message.name, message.text, message.attachments)
        row.sealed_body = self.vault.seal(row.binding(), content)
        write.save(row, condition=ThreadMessageItem.pk.does_not_exist())
        drafts = DynamoMessageDrafts(self.vault, self.audit)
        ended = drafts.end(write, access, change)
        add_reach_check(write, access, after.client, self.now())
        documents = DynamoDocuments(self.vault, self.audit, self.now)
        for share in change.shares:
            documents.add_to(write, access, share)
        self._add_notices(write, change.notices)
        entry = self.audit.entry(
            access,
            AuditAction.CREATE,
            [str(row.key)],
            purpose=PURPOSES[message.kind],
            subject=after.client,
        )
        self.audit.add_to(write, entry)
        lost = self._requests.commit(write, access, key)
        if lost == {ended}:
            raise Conflict(fresh=drafts.get(access, after.client, change.place) or NO_DRAFT)
        if lost:
            raise Conflict

    def mark(
        self, access: Access, before: Thread, after: Thread, notices: Sequence[Notice]
    ) -> None:
        write = new_transaction()
        item = self._tagged(replace(after, version=before.version + 1))
        write.update(
            ThreadItem(*item.key), item.changes(), condition=ThreadItem.version == before.version
        )
        self._add_notices(write, notices)
        entry = self.audit.entry(
            access,
            AuditAction.CHANGE,
            [str(item.key)],
            purpose="mark of a thread",
            subject=after.client,
        )
        self.audit.add_to(write, entry)
        if commit(write):
            raise Conflict

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def practices(self) -> Sequence[PracticeId]:
        return practices.all_ids()

    def overdue(self, access: Access, since: datetime) -> Sequence[Thread]:
        page = queries.page(
            ThreadItem,
            keys.waiting_threads(access.practice),
            index=3,
            condition=ThreadItem.g3sk <= f"{moment(since)}~",
            only=ThreadItem.reminded == False,  # noqa: E712 - an expression of DynamoDB
            limit=MAX_OVERDUE,
            newest_first=False,
        )
        return [self._checked(item).thread() for item in page.items]

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("messages", self.now)

    def _write_thread(self, write: Transaction, change: ThreadChange) -> None:
        before, after = change.before, change.after
        item = self._tagged(replace(after, version=before.version + 1 if before else 1))
        preview = self.vault.seal(item.binding("sealed_preview"), MessagePreview(after.preview))
        if before is None:
            subject = ThreadSubject(after.subject)
            item.sealed_preview = preview
            item.sealed_body = self.vault.seal(item.binding("sealed_body"), subject)
            write.save(item, condition=ThreadItem.pk.does_not_exist())
            return
        changes = item.changes()
        if change.message.kind is MessageKind.MESSAGE:
            changes.append(ThreadItem.sealed_preview.set(preview))
        write.update(ThreadItem(*item.key), changes, condition=ThreadItem.version == before.version)

    def _tagged(self, thread: Thread) -> ThreadItem:
        item = thread_item(thread)
        item.state_tag = self._tag(item)
        return item

    def _tag(self, item: ThreadItem) -> str:
        return self.vault.tag(PracticeId(item.practice), "thread state", item.state_text())

    def _add_notices(self, write: Transaction, notices: Sequence[Notice]) -> None:
        for notice in notices:
            write.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())

    def _item(self, access: Access, thread: ThreadId) -> ThreadItem:
        key = keys.thread(access.practice, thread)
        item: ThreadItem | None = queries.batch_get((ThreadItem, key))[0]
        if item is None:
            raise NotFound
        return self._checked(item)

    def _page(self, access: Access, filters: ThreadFilter) -> queries.Page[ThreadItem]:
        partition, index, condition = _query(access, filters)
        page = queries.page(
            ThreadItem,
            partition,
            index=index,
            condition=condition,
            only=ThreadItem.waiting.exists() if index == 1 and filters.is_waiting else None,
            cursor=filters.cursor,
            limit=filters.limit,
            newest_first=index != 3,  # noqa: PLR2004 - the number of an index
        )
        for item in page.items:
            self._checked(item)
            # No seal covers the keys of an index: a row moved into another client's list must
            # not open there.
            if filters.client and item.client != filters.client:
                self.vault.alarm(f"{item.key} in another client's list")
                raise Unreadable
        return page

    def _checked(self, item: ThreadItem) -> ThreadItem:
        """Return the row; raise Unreadable and an alarm if it was altered (S21)."""
        if not hmac.compare_digest(item.state_tag, self._tag(item)):
            self.vault.alarm(f"{item.key} state")
            raise Unreadable
        return item


def _query(access: Access, filters: ThreadFilter) -> tuple[str, int, Condition | None]:
    if filters.client:
        partition = partitions.client_partition(access.practice, filters.client)
        return partition, 1, ThreadItem.g1sk.startswith(keys.THREADS_OF_CLIENT)
    if filters.is_waiting:
        return keys.waiting_threads(access.practice), 3, None
    return keys.threads(access.practice), 2, None


def _messages(
    practice: PracticeId, thread: ThreadId, window: MessageWindow
) -> tuple[Sequence[ThreadMessageItem], bool]:
    """Return the rows of a window in their order, and whether there are more."""
    forward = window.after is not None
    last = MAX_NUMBER if window.before is None else window.before - 1
    first = 1 if window.after is None else window.after + 1
    if first > last:
        return [], False
    low, high = (keys.thread_message(practice, thread, n) for n in (first, last))
    with mapped_errors():
        rows = list(
            ThreadMessageItem.query(
                low.pk,
                ThreadMessageItem.sk.between(low.sk, high.sk),
                consistent_read=True,
                scan_index_forward=forward,
                limit=window.limit + 1,
            )
        )
    page, more = rows[: window.limit], len(rows) > window.limit
    return (page if forward else page[::-1]), more


def _bindings(item: ThreadItem) -> tuple[Binding, Binding]:
    return item.binding("sealed_body"), item.binding("sealed_preview")


def _opened(reader: AuditedReader, item: ThreadItem) -> Thread:
    subject = reader.open(item.binding("sealed_body"), item.sealed_body, ThreadSubject)
    preview = reader.open(item.binding("sealed_preview"), item.sealed_preview, MessagePreview)
    return item.thread(subject.subject, preview.preview)
