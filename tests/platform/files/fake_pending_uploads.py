"""Fakes the store of announced uploads, in memory."""
# ruff: noqa: ARG002 - a fake may ignore parameters of its port

from dataclasses import dataclass, field

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.platform.files.uploads import MAX_OPEN_UPLOADS


@dataclass
class FakePendingUploads:
    """A fake `PendingUploads`; it passes the tests in `test_pending_uploads.py`."""

    now: object
    practices: dict = field(default_factory=dict)

    @property
    def pending(self):
        """All announced uploads of all practices."""
        return [each for rows in self.practices.values() for each in rows]

    def add_pending(self, access, pending):
        key = pending.key
        place = [each for each in self._open(access) if _place(each.key) == _place(key)]
        if len(place) >= MAX_OPEN_UPLOADS:
            raise Conflict
        self.practices.setdefault(access.practice, []).append(pending)

    def get_pending(self, access, key, subject, file=None):
        found = self._of(access, key, file)
        if not found:
            raise NotFound
        return max(found, key=lambda each: (each.expires_at, each.file))

    def remove_pending(self, access, key, file=None):
        newest = self._of(access, key, file)[-1:]
        for each in newest:
            self.practices[access.practice].remove(each)
        return bool(newest)

    def _of(self, access, key, file):
        return [
            each for each in self._open(access) if each.key == key and file in {None, each.file}
        ]

    def _open(self, access):
        rows = self.practices.get(access.practice, ())
        return [each for each in rows if self.now() < each.expires_at]


def _place(key):
    return key.area, key.owner, key.by
