"""Counts a client's threads of messages, before profiles are merged."""

from dataclasses import dataclass, replace

from chalicelib.clients.domain.merge import HeldRecords, RecordKind
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.messages.domain.thread import ThreadState
from chalicelib.messages.usecases.ports import ThreadFilter, ThreadStore


@dataclass(frozen=True, slots=True)
class HeldThreads:
    """Implements `RecordReader`: threads in which the client waits are unfinished."""

    rows: ThreadStore

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        filters, count, waiting = ThreadFilter(client=client), 0, 0
        while True:
            page, cursor = self.rows.page_without_text(access, filters)
            count += len(page)
            waiting += sum(each.state is ThreadState.WAITING for each in page)
            if cursor is None:
                return HeldRecords(RecordKind.THREAD, count, waiting)
            filters = replace(filters, cursor=cursor)
