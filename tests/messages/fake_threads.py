"""Fakes the stores of threads and drafts, in memory."""
# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements

from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed
from chalicelib.messages.domain.draft import NO_DRAFT
from chalicelib.messages.domain.thread import MessageKind
from chalicelib.messages.usecases.ports import ThreadList, ThreadPage, named_in


@dataclass
class FakeDrafts:
    """A fake `MessageDraftStore` in memory."""

    rows: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)

    def get(self, access, client, place):
        return self.rows.get((access.practice, access.person, client, place))

    def put(self, access, client, place, draft, seen):
        self.require(access, client, place, seen)
        key = access.practice, access.person, client, place
        self.versions[key] = self.versions.get(key, 0) + 1
        self.rows[key] = replace(draft, version=self.versions[key])
        return self.rows[key]

    def require(self, access, client, place, seen):
        stored = self.get(access, client, place) or NO_DRAFT
        if seen not in {None, stored.version}:
            raise Conflict(fresh=stored)

    def delete(self, access, client, place, seen):
        if self.get(access, client, place):
            self.require(access, client, place, seen)
        key = access.practice, access.person, client, place
        self.versions[key] = self.versions.get(key, 0) + 1
        self.rows.pop(key, None)


@dataclass
class FakeDocuments:
    """
    A fake `DocumentSharing` in memory.

    `rows` has documents by id, and `problems` why some cannot be sent.
    """

    rows: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)

    def sendable(self, access, client, documents):
        ids = dict.fromkeys(documents)
        problems = {each: self.problems[each] for each in ids if each in self.problems}
        return problems, [self.rows[each] for each in ids if each not in problems]

    def changes(self, access, documents):
        return []

    def by_id(self, access, client, documents):
        return {each: self.rows[each] for each in documents if each in self.rows}


@dataclass
class FakeThreads:
    """
    A fake `ThreadStore` in memory.

    `opened` lists the ids of threads whose text was read, `notices` all stored notices. Before
    each of the next writes, one function of `interruptions` is called, as if somebody else wrote
    first. `directory` has the names of clients and colleagues, if lists show them.
    """

    rows: dict = field(default_factory=dict)
    messages: dict = field(default_factory=dict)
    results: dict = field(default_factory=dict)
    drafts: FakeDrafts = field(default_factory=FakeDrafts)
    opened: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    interruptions: list = field(default_factory=list)
    directory: Any = None

    def without_text(self, access, thread):
        row = self.rows.get((access.practice, thread))
        if row is None:
            raise NotFound
        return _nameless(row)

    def get(self, access, thread, may, window):
        may(self.without_text(access, thread))
        messages = self.messages[access.practice, thread]
        if window.after is not None:
            rest = [each for each in messages if each.n > window.after]
            page = rest[: window.limit]
        else:
            rest = [each for each in messages if each.n < (window.before or len(messages) + 1)]
            page = rest[-window.limit :]
        self.opened.append(thread)
        return ThreadPage(self.rows[access.practice, thread], page, len(rest) > len(page))

    def page(self, access, filters, visible):
        page, cursor = self.page_without_text(access, filters)
        threads = [self.rows[access.practice, each.id] for each in visible(page)]
        self.opened += [each.id for each in threads]
        return ThreadList(threads, self._names(access, threads), cursor)

    def _names(self, access, threads):
        if not self.directory:
            return {}
        clients, takers = named_in(access, threads)
        people = self.directory.colleagues(access, takers)
        names = {person: summary.name for person, (_, summary) in people.items()}
        return names | self.directory.client_names(access, clients)

    def page_without_text(self, access, filters):
        rows = [
            each
            for (practice, _), each in self.rows.items()
            if practice == access.practice
            and filters.client in {None, each.client}
            and (each.waiting_since or not filters.is_waiting)
        ]
        if filters.is_waiting and not filters.client:
            rows.sort(key=lambda each: (each.waiting_since, each.id))
        else:
            rows.sort(key=lambda each: (each.last_at, each.id), reverse=True)
        start = int(filters.cursor or 0)
        end = start + filters.limit
        page = [_nameless(each) for each in rows[start:end]]
        return page, str(end) if len(rows) > end else None

    def add(self, access, change, key):
        if self.interruptions:
            self.interruptions.pop(0)()
        if key and (earlier := self.result_of(access, key)):
            raise AlreadyProcessed(earlier)
        after, message = change.after, change.message
        self._require_version(change.before, after)
        self.drafts.require(access, after.client, change.place, change.draft)
        if key:
            result = key.request_hash, f"{after.id} {message.n}"
            self.results[access.practice, access.person, key.key] = result
        known = self.rows.get((after.practice, after.id), after)
        preview = after.preview if message.kind is MessageKind.MESSAGE else known.preview
        self._put(replace(after, subject=known.subject, preview=preview))
        self.messages.setdefault((after.practice, after.id), []).append(message)
        if change.draft is not None:
            self.drafts.delete(access, after.client, change.place, change.draft)
        self.notices += change.notices

    def mark(self, access, before, after, notices):
        self._require_version(before, after)
        known = self.rows[after.practice, after.id]
        self._put(replace(after, subject=known.subject, preview=known.preview))
        self.notices += notices

    def result_of(self, access, key):
        request_hash, result = self.results.get(
            (access.practice, access.person, key.key), (key.request_hash, None)
        )
        if request_hash != key.request_hash:
            raise Invalid(KEY_REUSED)
        return result

    def practices(self):
        return sorted({practice for practice, _ in self.rows})

    def overdue(self, access, since):
        return [
            _nameless(each)
            for (practice, _), each in self.rows.items()
            if practice == access.practice
            and each.waiting_since
            and each.waiting_since <= since
            and not each.is_reminded
        ]

    def _require_version(self, before, after):
        known = self.rows.get((after.practice, after.id))
        if (known.version if known else None) != (before.version if before else None):
            raise Conflict

    def _put(self, thread):
        self.rows[thread.practice, thread.id] = replace(thread, version=thread.version + 1)


def _nameless(thread):
    return replace(thread, subject="", preview="")
