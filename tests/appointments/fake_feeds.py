"""Provides a fake store of calendar feeds, in memory."""

from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict


@dataclass
class FakeFeeds:
    """
    Fakes `FeedStore`; it passes the tests in `test_calendar_feeds.py`.

    `memberships` has the members by practice and person, and `audited` lists the purposes
    of audit entries. Tests set `before_count` to let something happen before a read counts.
    """

    memberships: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    own: dict = field(default_factory=dict)
    audited: list = field(default_factory=list)
    before_count: object = None

    def of(self, access):
        return self.rows.get(self.own.get(_key(access)))

    def start(self, feed, hashed, access):
        self.rows.pop(self.own.get(_key(access)), None)
        self.rows[hashed], self.own[_key(access)] = feed, hashed
        self.audited.append("start calendar feed")

    def stop(self, access):
        if self.rows.pop(self.own.pop(_key(access), None), None):
            self.audited.append("stop calendar feed")

    def find(self, hashed):
        feed = self.rows.get(hashed)
        member = self.memberships.get((feed.practice, feed.person)) if feed else None
        return (feed, member) if member else None

    def begin_hour(self, access, hashed, feed):  # noqa: ARG002 - the real store audits
        self._meet()
        stored = self.rows.get(hashed)
        if stored is None or (stored.hour and stored.hour >= feed.hour):
            raise Conflict
        self.rows[hashed] = feed
        self.audited.append("calendar feed")

    def add_read(self, hashed, feed):
        self._meet()
        stored = self.rows.get(hashed)
        if stored is None or stored.hour != feed.hour:
            raise Conflict
        self.rows[hashed] = replace(stored, reads=stored.reads + 1)

    def _meet(self):
        meeting, self.before_count = self.before_count, None
        if meeting:
            meeting()


def _key(access):
    return access.practice, access.person, access.role
