"""Decides which of the two workers runs which tests, and in which order."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# Browsers need most of the machine, so one worker alone runs their tests.
ONE_WORKER = "tests/browser/"
# These take longest. Coming first, they leave short files for both workers at the end of the run.
FIRST = (ONE_WORKER, "tests/chaos/", "tests/cloud/")


class FilesTogether(LoadScopeScheduling):
    """Runs all tests of a file on one worker, and all browser tests on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return ONE_WORKER if nodeid.startswith(ONE_WORKER) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesTogether:
    """Create the scheduler `FilesTogether`, which keeps the order of collection."""
    config.option.loadscopereorder = False
    return FilesTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in slow folders first; keep the order within each folder."""
    items.sort(key=lambda item: [not item.nodeid.startswith(folder) for folder in FIRST])
