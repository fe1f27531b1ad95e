"""Stores the ledger on disk: one JSON line per committed request."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """
    Appends commits to a file, and replays the file at start.

    Each line is written by one system call before the response is sent. A killed
    process therefore loses no request to which it has responded. At start, the journal
    removes an incomplete last line.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = directory / "ledger.jsonl"
        self._keep_whole_lines()
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def replay(self) -> Iterator[dict[str, Any]]:
        """Yield all commits, oldest first."""
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def append(self, commit: dict[str, Any]) -> None:
        """Write one commit."""
        os.write(self._file, json.dumps(commit, separators=(",", ":")).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _keep_whole_lines(self) -> None:
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            self._path.write_bytes(whole)
