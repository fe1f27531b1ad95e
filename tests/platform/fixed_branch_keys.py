"""Provides fake branch keys for tests that need no key store."""

from typing import Final
from uuid import UUID

from chalicelib.platform.vault.branch_keys import BranchKey, BranchKeys


class FixedBranchKeys(BranchKeys):
    """Fake branch keys: every practice has the same key, or the given one."""

    VERSION: Final = UUID("0a1b2c3d-4e5f-4601-8203-040506070809")
    SECRET: Final = bytes(range(32))

    def __init__(self, key: BranchKey | None = None) -> None:
        super().__init__(self)
        self._given = key

    def load(self, branch: str, _kind: str) -> BranchKey:
        return self._given or BranchKey(branch, self.VERSION, self.SECRET)
