"""Fakes the store of documents, in memory."""
# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements

from dataclasses import dataclass, field, replace

from chalicelib.documents.domain.document import (
    MAX_DAILY_BYTES,
    MAX_DAILY_FILES,
    MAX_DAILY_REFUSALS,
    DocumentStatus,
)
from chalicelib.documents.usecases.ports import WaitingScan
from chalicelib.kernel.access import system
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed

OPEN = {DocumentStatus.REQUESTED, DocumentStatus.TO_SIGN}


@dataclass
class FakeDocumentStore:
    """
    A fake `DocumentStore` in memory, without files of visits.

    `now` returns the time. Notices are not kept.
    """

    now: object
    rows: dict = field(default_factory=dict)
    announced: dict = field(default_factory=dict)
    last: dict = field(default_factory=dict)
    opened: set = field(default_factory=set)
    daily: dict = field(default_factory=dict)
    results: dict = field(default_factory=dict)
    scans: dict = field(default_factory=dict)

    def client_of(self, access, document):
        stored = self.rows.get((access.practice, document))
        if stored:
            return stored.client
        client, until = self.announced.get((access.practice, document), (None, self.now()))
        if until <= self.now():
            raise NotFound
        return client

    def get(self, access, client, document, purpose):
        stored = self.rows.get((access.practice, document))
        if stored is None or stored.client != client:
            raise NotFound
        return stored

    def some(self, access, client, documents, purpose):
        stored = (self.rows.get((access.practice, each)) for each in documents)
        return [each for each in stored if each and each.client == client]

    def page(self, access, filters):
        chosen = [
            each
            for (practice, _), each in sorted(self.rows.items(), reverse=True)
            if (practice, each.client) == (access.practice, filters.client)
            and (each.is_shown_to_client or not filters.only_shown)
            and (each.status in OPEN or not filters.only_open)
        ]
        start = int(filters.cursor or 0)
        end = start + filters.limit
        return chosen[start:end], str(end) if len(chosen) > end else None

    def announce(self, access, upload, key):
        place = access.practice, upload.client, upload.counted_on
        files, sent, refused = self.daily.get(place, (0, 0, 0))
        is_full = files >= MAX_DAILY_FILES or sent + upload.size > MAX_DAILY_BYTES
        if upload.counted_on and is_full and not (key and self.result_of(access, key)):
            return False
        self._remember(access, key, f"{upload.document} {upload.file}")
        if upload.counted_on:
            self.daily[place] = files + 1, sent + upload.size, refused
        self.announced[access.practice, upload.document] = upload.client, upload.until
        self.last[access.practice, upload.document, access.person] = upload.file
        return True

    def last_upload(self, access, document):
        return self.last.get((access.practice, document, access.person))

    def commit(self, access, change, key=None):
        before, place = change.before, (change.after.practice, change.after.id)
        known = self.rows.get(place)
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        if (known.version if known else None) != (before.version if before else None):
            raise Conflict
        self._remember(access, key, change.after.id)
        stored = replace(change.after, version=(before.version if before else 0) + 1)
        self.rows[place], self.scans[place] = stored, change.scan_at
        return stored

    def add_opened(self, access, document, number):
        self.opened.add((document.id, access.person, number))

    def has_opened(self, access, document, number):
        return (document.id, access.person, number) in self.opened

    def give_back(self, access, client, size, day):
        place = access.practice, client, day
        files, sent, refused = self.daily.get(place, (0, 0, 0))
        if files and sent >= size and refused < MAX_DAILY_REFUSALS:
            self.daily[place] = files - 1, sent - size, refused + 1

    def result_of(self, access, key):
        known = self.results.get((access.practice, access.person, key.key))
        if known is None:
            return None
        request_hash, result = known
        if request_hash != key.request_hash:
            raise Invalid(KEY_REUSED)
        return result

    def waiting_scans(self, now):
        due = [(at, place) for place, at in self.scans.items() if at and at <= now]
        documents = [self.rows[place] for _, place in sorted(due)]
        return [
            WaitingScan(system(each.practice, request="inspect"), each.client, each.id)
            for each in documents
        ]

    def _remember(self, access, key, document):
        if key is None:
            return
        if earlier := self.result_of(access, key):
            raise AlreadyProcessed(earlier)
        self.results[access.practice, access.person, key.key] = key.request_hash, document
