"""Reads the running processes and their CPU times from Linux's /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM = 1, 11, 12
"""Indexes of fields in /proc/PID/stat; the field with the process's state has index 0."""


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, in seconds; 0 if it has ended."""
    fields = _stat(pid)[1]
    return (int(fields[USER]) + int(fields[SYSTEM])) / TICKS if fields else 0.0


def descendants(ancestor: int, word: str) -> list[int]:
    """Return the ids of a process's descendants whose command contains a word."""
    processes = {
        int(each.name): _stat(int(each.name))
        for each in Path("/proc").iterdir()
        if each.name.isdigit()
    }
    children, family = {ancestor}, set[int]()
    while children:
        children = {
            pid
            for pid, (_, fields) in processes.items()
            if fields and int(fields[PARENT]) in children
        }
        family |= children
    return [pid for pid in family if word in processes[pid][0]]


def _stat(pid: int) -> tuple[str, list[str]]:
    """Return a process's command, and the fields after the command in /proc/PID/stat."""
    try:
        command, _, fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
    except OSError:
        return "", []
    return command, fields.split()
