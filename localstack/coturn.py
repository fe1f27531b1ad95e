"""Runs the local cloud's relay: coturn as a child process, on the loopback only."""

import os
import secrets
import shutil
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from localstack.processes import end_child, start_child

PROGRAM = "turnserver"
BOOT_SECONDS = 10
# Most allocations per seat and in total. A seat has three peers and two URLs, and needs as many
# allocations again while a call restarts.
SEAT_QUOTA, QUOTA = 100, 1_200
FLAGS = (
    "fingerprint",
    "use-auth-secret",
    "allow-loopback-peers",
    "no-cli",
    "no-tls",
    "no-dtls",
    "no-multicast-peers",
    "no-tcp-relay",
    "simple-log",
)


@dataclass
class Coturn:
    """
    Starts and stops a coturn relay.

    `home`: the relay's folder, with mode 0700. `port`: the port for UDP and TCP, which
    stays the same after a restart.
    """

    home: Path
    port: int
    child: Popen[bytes] | None = field(default=None, init=False)

    @property
    def is_installed(self) -> bool:
        """Return whether coturn is installed on this machine."""
        return shutil.which(PROGRAM) is not None

    @property
    def urls(self) -> str:
        """
        Return the relay's URLs for browsers, separated by commas.

        The URLs contain an IP address: with a host name, some browsers never finish
        gathering ICE candidates.
        """
        return ",".join(f"turn:127.0.0.1:{self.port}?transport={each}" for each in ("udp", "tcp"))

    @property
    def secret(self) -> str:
        """
        The secret that the relay shares with the product.

        It is created once per folder `home`.
        """
        path = self.home / "secret"
        if not path.exists():
            self._write("secret", secrets.token_urlsafe(32))
        return path.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start coturn without waiting until it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self._write("turnserver.conf", self._configuration())
        command = [PROGRAM, "-c", str(self.home / "turnserver.conf")]
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
        }
        with (self.home / "output").open("wb") as output:
            self.child = start_child(command, cwd=self.home, env=environment, output=output)

    def is_ready(self) -> bool:
        """
        Wait until coturn accepts connections.

        Returns False if coturn has ended or does not accept connections in time.
        """
        until = time.monotonic() + BOOT_SECONDS
        while self.child and self.child.poll() is None and time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return True
        return False

    def stop(self) -> None:
        """
        Stop coturn.

        Every call that coturn relays loses its audio and video.
        """
        if self.child:
            self.thaw()
            end_child(self.child)
            self.child = None

    def freeze(self) -> None:
        """Suspend coturn; its ports stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Resume coturn after `freeze`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.child and self.child.poll() is None:
            self.child.send_signal(number)

    def _write(self, name: str, text: str) -> None:
        # The secret is in this file, because every user of the machine can read the command line.
        path = self.home / name
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)

    def _configuration(self) -> str:
        values = {
            "listening-ip": "127.0.0.1",
            "relay-ip": "127.0.0.1",
            "listening-port": self.port,
            "static-auth-secret": self.secret,
            "realm": "clocktree.example",
            "stale-nonce": 600,
            "user-quota": SEAT_QUOTA,
            "total-quota": QUOTA,
            "relay-threads": 1,
            "userdb": self.home / "turndb.sqlite",
            "pidfile": self.home / "pid",
            "log-file": self.home / "log",
        }
        return "\n".join([*FLAGS, *(f"{name}={value}" for name, value in values.items()), ""])
