"""Starts, ends and finds child processes of the local cloud."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

GRACE_SECONDS = 5


def start_child(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    """
    Start a child process in a new session.

    Because of the new session, Ctrl-C in the terminal reaches only the parent process.
    On Linux, the child gets SIGTERM when the parent process is killed.
    """
    setpriv = shutil.which("setpriv")
    child_command = [setpriv, "--pdeathsig", "TERM", *command] if setpriv else list(command)
    return subprocess.Popen(
        child_command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def end_child(child: subprocess.Popen[bytes]) -> None:
    """End a child with SIGTERM; kill its whole session if it does not end in time."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def is_alive(pid: int) -> bool:
    """Return whether a process with this id runs; a zombie does not count."""
    return _ps(pid, "stat=").strip()[:1] not in {"", "Z"}


def is_command(pid: int, word: str) -> bool:
    """Return whether this process runs and has the word in its command line."""
    return word in _ps(pid, "command=")


def _ps(pid: int, column: str) -> str:
    return subprocess.run(
        ["ps", "-o", column, "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout


def free_port(preferred: int = 0) -> int:
    """
    Return a free port on the loopback.

    The result is the preferred port if that port is free.
    """
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    message = "No port is free."
    raise OSError(message)
