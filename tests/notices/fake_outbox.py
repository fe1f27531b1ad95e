"""
Fakes the outbox of notices in memory.

Each event has one notice, and each notice can be claimed once.
"""

from dataclasses import dataclass, field

from chalicelib.kernel.errors import Conflict

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given up"


def _nothing(_name):
    """Do nothing: the default for `boundary`, with which no call fails."""


@dataclass
class OutboxRow:
    """Stores one notice with its state and the time when it is due."""

    notice: object
    due: object
    state: str = WAITING
    tries: int = 0


@dataclass
class FakeOutbox:
    """
    Fakes `OutboxRows`; it passes the tests in `test_outbox_rows.py`.

    Tests set the function `boundary` to inject faults. The fake calls `boundary` with
    the operation's name, before an operation and after a claim.
    """

    boundary: object = _nothing
    rows: dict = field(default_factory=dict)
    queue: dict = field(default_factory=dict)

    def refuse_known(self, notices):
        """Raise Conflict if one of the notices' events has a notice already."""
        if any(self._key(notice) in self.rows for notice in notices):
            raise Conflict

    def has(self, notice):
        return self._key(notice) in self.rows

    def put(self, notice, at):
        self.rows[self._key(notice)] = self.queue[self._key(notice)] = OutboxRow(notice, at)

    def state(self, notice):
        return self.rows[self._key(notice)].state

    def waiting(self, now):
        self.boundary("waiting")
        return [row.notice for row in list(self.queue.values()) if row.due <= now]

    def claim(self, notice, at):  # noqa: ARG002 - the real outbox stores the time
        self.boundary("claim")
        row = self.rows.get(self._key(notice))
        if row is None or row.state != WAITING:
            return None
        self._becomes(notice, SENT)
        self.boundary("claim done")
        return row.tries

    def put_back(self, notice, due):
        self.boundary("put back")
        row = self.rows.get(self._key(notice))
        if row is not None and row.state == SENT:
            row.state, row.due, row.tries = WAITING, due, row.tries + 1
            self.queue[self._key(notice)] = row

    def give_up(self, notice):
        if self._key(notice) in self.rows:
            self._becomes(notice, GIVEN_UP)

    def _becomes(self, notice, state):
        self.rows[self._key(notice)].state = state
        self.queue.pop(self._key(notice), None)

    def _key(self, notice):
        return notice.practice, notice.about, notice.event
