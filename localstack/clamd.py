"""Runs the local cloud's virus scanner, clamd, as a child process."""

import os
import shutil
import signal
import socket
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from localstack.processes import end_child, start_child

PROGRAM = "clamd"
BOOT_SECONDS = 20
ANSWER_SECONDS = 30
CHUNK_BYTES = 65_536
# The only signature: EICAR's test file, which contains no virus. Its bytes are in hex, so that no
# scanner mistakes this module for the test file. Real viruses are found on AWS, not here.
EICAR_HEX = (
    "58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d"
    "5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)
SIGNATURES = f"EICAR-Test-Signature:0:*:{EICAR_HEX}\n"


class ScannerSilent(Exception):
    """Raised when clamd does not answer, so that there is no verdict."""


@dataclass
class Clamd:
    """
    Starts, asks and stops a clamd.

    `home`: the scanner's folder, with mode 0700. `port`: the port, which stays the same after a
    restart.
    """

    home: Path
    port: int
    child: Popen[bytes] | None = field(default=None, init=False)

    @property
    def is_installed(self) -> bool:
        """Return whether clamd is installed on this machine."""
        return self._program is not None

    def start(self) -> None:
        """Start clamd without waiting until it is ready."""
        database = self.home / "signatures"
        database.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        (database / "eicar.ndb").write_text(SIGNATURES, encoding="utf-8")
        configuration = self.home / "clamd.conf"
        configuration.write_text(self._configuration(database), encoding="utf-8")
        environment = {"PATH": os.defpath, "HOME": str(self.home), "LANG": "C.UTF-8"}
        command = [str(self._program), "--config-file", str(configuration)]
        with (self.home / "output").open("wb") as output:
            self.child = start_child(command, cwd=self.home, env=environment, output=output)

    def stop(self) -> None:
        """Stop clamd; files that arrive afterward get no verdict."""
        if self.child:
            self.thaw()
            end_child(self.child)
            self.child = None

    def freeze(self) -> None:
        """Suspend clamd; its port stays open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Resume clamd after `freeze`."""
        self._signal(signal.SIGCONT)

    def answer(self, data: bytes) -> str:
        """
        Return what clamd says about some bytes, such as `stream: OK`.

        Raises:
            ScannerSilent: clamd does not answer.
        """
        try:
            with self._connected() as connection:
                connection.sendall(b"zINSTREAM\0" + _chunks(data))
                return _read(connection)
        except OSError as error:
            raise ScannerSilent from error

    def _connected(self) -> socket.socket:
        until = time.monotonic() + BOOT_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), ANSWER_SECONDS)
            except ConnectionRefusedError:
                if not self.child or self.child.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _signal(self, number: signal.Signals) -> None:
        if self.child and self.child.poll() is None:
            self.child.send_signal(number)

    @property
    def _program(self) -> str | None:
        # Debian keeps it where only root's shell looks.
        return shutil.which(PROGRAM) or shutil.which(PROGRAM, path="/usr/sbin:/usr/local/sbin")

    def _configuration(self, database: Path) -> str:
        values = {
            "DatabaseDirectory": database,
            "TCPSocket": self.port,
            "TCPAddr": "127.0.0.1",
            "Foreground": "yes",
            "StreamMaxLength": "30M",
            "MaxFileSize": "30M",
            "MaxThreads": 2,
            "SelfCheck": 0,
            "TemporaryDirectory": self.home,
        }
        return "\n".join([*(f"{name} {value}" for name, value in values.items()), ""])


def _chunks(data: bytes) -> bytes:
    parts = [data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)]
    return b"".join(struct.pack(">I", len(part)) + part for part in (*parts, b""))


def _read(connection: socket.socket) -> str:
    answer = b""
    while part := connection.recv(4096):
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")
