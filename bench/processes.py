"""What Linux says of processes."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM = 1, 11, 12
"""Fields of /proc/PID/stat, counted from the state."""


def cpu_seconds(pid: int) -> float:
    """What a process has used of a processor so far; 0 when it has ended."""
    fields = _stat(pid)[1]
    return (int(fields[USER]) + int(fields[SYSTEM])) / TICKS if fields else 0.0


def descendants(ancestor: int, word: str) -> list[int]:
    """Ids of the processes below that one, near or far, whose command has the word in it."""
    known = {
        int(each.name): _stat(int(each.name))
        for each in Path("/proc").iterdir()
        if each.name.isdigit()
    }
    below, found = {ancestor}, set[int]()
    while below:
        below = {
            pid for pid, (_, fields) in known.items() if fields and int(fields[PARENT]) in below
        }
        found |= below
    return [pid for pid in found if word in known[pid][0]]


def _stat(pid: int) -> tuple[str, list[str]]:
    """The command and the fields that follow it."""
    try:
        command, _, fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
    except OSError:
        return "", []
    return command, fields.split()
