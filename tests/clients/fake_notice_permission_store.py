"""Fakes the store of notice permissions, in memory."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class FakeNoticePermissionStore:
    """A fake `NoticePermissionStore` in memory."""

    changes: dict = field(default_factory=lambda: defaultdict(list))

    def history(self, access, client):
        return list(self.changes[access.practice, client])

    def change(self, access, client, change):
        self.changes[access.practice, client].append(change)
