"""Reads threads and their messages for a caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, ServiceId, ThreadId
from chalicelib.kernel.ports import Clock
from chalicelib.messages.domain.attachment import MessageAttachment
from chalicelib.messages.domain.thread import Thread, ThreadAction, ThreadMessage
from chalicelib.messages.usecases.attachments import AttachmentView, MessageAttachments
from chalicelib.messages.usecases.ports import (
    MessageWindow,
    ServiceReader,
    ThreadDirectory,
    ThreadFilter,
    ThreadStore,
    named_in,
)

NEWEST = MessageWindow()
MAX_PAGES = 10
"""The most pages that one request reads to find a thread that the caller may see."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """
    A thread with the names of its people, and what the caller may do.

    `service` and `taken_by` are the names of the service and of the colleague who answered or
    closed last; clients do not learn the latter. `days` are the days that the client has waited.
    """

    thread: Thread
    client: str = field(repr=False)
    service: str
    taken_by: str = field(repr=False)
    actions: Sequence[ThreadAction]
    days: int | None


@dataclass(frozen=True, slots=True)
class ThreadDetail:
    """
    A thread with some of its messages; `more` says whether there are further ones.

    `attachments` has a view of each attachment of these messages.
    """

    view: ThreadView
    messages: Sequence[ThreadMessage]
    more: bool
    attachments: Mapping[MessageAttachment, AttachmentView]


@dataclass(frozen=True, slots=True)
class Threads:
    """
    Reads the threads of clients whom the caller may see (S2).

    Clients see their own threads, providers those of clients assigned to them, and an Admin all
    of the practice. A thread that the caller may not see gives the same error as one that does
    not exist.

    Raises:
        NotFound: The thread or the client does not exist, or the caller may not see them.
    """

    rows: ThreadStore
    client_access: ClientAccess
    directory: ThreadDirectory
    services: ServiceReader
    attachments: MessageAttachments
    now: Clock

    def get(self, access: Access, thread: ThreadId, window: MessageWindow = NEWEST) -> ThreadDetail:
        page = self.rows.get(access, thread, lambda each: self._require(access, each), window)
        (view,) = self._views(access, [page.thread], self._names(access, page.thread))
        messages = [each.as_seen_by(access) for each in page.messages]
        attachments = self.attachments.of(access, page.thread.client, messages)
        return ThreadDetail(view, messages, page.more, attachments)

    def reached(self, access: Access, thread: ThreadId) -> Thread:
        """Return a thread without its text; nothing is opened."""
        stored = self.rows.without_text(access, thread)
        self._require(access, stored)
        return stored

    def page(
        self, access: Access, filters: ThreadFilter
    ) -> tuple[Sequence[ThreadView], str | None]:
        """
        Return a page of threads, and the next page's cursor.

        A page may be short although there is a next one.
        """
        scoped = self._scope(access, filters)

        def visible(threads: Sequence[Thread]) -> Sequence[Thread]:
            return self._visible(access, scoped, threads)

        page = self.rows.page(access, scoped, visible)
        for _ in range(MAX_PAGES - 1):
            if page.threads or page.next is None:
                break
            page = self.rows.page(access, replace(scoped, cursor=page.next), visible)
        return self._views(access, page.threads, page.names), page.next

    def need_attention(self, access: Access) -> tuple[Sequence[Thread], bool]:
        """
        Return the threads that the caller should look at, and if there may be more.

        For staff, these are the waiting threads, oldest wait first; for a client, those with an
        unread message. Nothing is opened, so there is no audit entry and no text.
        """
        is_client = access.role is Role.CLIENT
        filters, reached = (
            self._scope(access, ThreadFilter(is_waiting=not is_client)),
            list[Thread](),
        )
        for _ in range(MAX_PAGES):
            threads, cursor = self.rows.page_without_text(access, filters)
            reached += self._visible(access, filters, threads)
            if cursor is None:
                break
            filters = replace(filters, cursor=cursor)
        return [each for each in reached if each.is_unread or not is_client], cursor is not None

    def waiting_clients(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return clients who wait for an answer, longest wait first, and a cursor.

        They are those of the whole practice: whoever lists them leaves out those whom the caller
        may not see. Nothing is opened.
        """
        filters = ThreadFilter(is_waiting=True, cursor=cursor)
        threads, following = self.rows.page_without_text(access, filters)
        return list(dict.fromkeys(each.client for each in threads)), following

    def _scope(self, access: Access, filters: ThreadFilter) -> ThreadFilter:
        if access.role is Role.CLIENT:
            filters = replace(filters, client=filters.client or access.client)
        if filters.client:
            self.client_access.require(access, filters.client)
        return filters

    def _visible(
        self, access: Access, filters: ThreadFilter, threads: Sequence[Thread]
    ) -> Sequence[Thread]:
        if filters.client:
            return threads
        reached = self.client_access.reached(access, {each.client for each in threads})
        return [each for each in threads if each.client in reached]

    def _require(self, access: Access, thread: Thread) -> None:
        self.client_access.require(access, thread.client)

    def _names(self, access: Access, thread: Thread) -> Mapping[str, str]:
        clients, takers = named_in(access, [thread])
        people = self.directory.colleagues(access, takers) if takers else {}
        names = {str(person): summary.name for person, (_, summary) in people.items()}
        return names | dict(self.directory.client_names(access, clients))

    def _views(
        self, access: Access, threads: Sequence[Thread], names: Mapping[str, str]
    ) -> Sequence[ThreadView]:
        services = self._service_names(access, threads)
        return [
            ThreadView(
                each,
                names.get(each.client, ""),
                services.get(each.service or ServiceId(""), ""),
                "" if access.role is Role.CLIENT else names.get(each.taken_by or "", ""),
                each.actions(access),
                each.days_waiting(self.now()),
            )
            for each in threads
        ]

    def _service_names(self, access: Access, threads: Sequence[Thread]) -> dict[ServiceId, str]:
        if not any(each.service for each in threads):
            return {}
        services = self.services.all(access.practice)
        return {each.service.id: each.service.name for each in services}
