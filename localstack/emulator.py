"""Runs MiniStack, the AWS emulator, as a child process on the loopback only."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from infra.deploy.clients import REGION
from localstack.processes import is_alive, is_command, start_child

BOOT_SECONDS = 30
SAVE_SECONDS = 40


class EmulatorFailed(Exception):
    """
    Raised when the emulator did not start or could not save its state.

    The error message may quote the emulator's log.
    """


@dataclass
class Emulator:
    """
    Starts and stops the AWS emulator, which stores its state in the folder `home`.

    `home` has mode 0700, because it contains the demo's keys and passwords in plain
    text.
    """

    home: Path
    port: int
    persist: bool = True
    checks_permissions: bool = False
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def endpoint(self) -> str:
        """The emulator's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The emulator's log file, which includes the functions' log lines."""
        return self.home / "log"

    def start(self) -> str:
        """
        Start the emulator, after stopping one that an earlier run left running.

        Returns a sentence about the data that the last run lost, or an empty string if that
        run lost nothing.

        Raises:
            EmulatorFailed: The emulator did not respond in time.
        """
        for folder in ("state", "s3"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self._end_orphan()
        lost = self._lost()
        shutil.rmtree(self.home / "tmp", ignore_errors=True)
        (self.home / "tmp").mkdir()
        with self.log.open("wb") as log:
            self.child = start_child(
                [sys.executable, "-m", "ministack"],
                cwd=self.home,
                env=self._environment(),
                output=log,
            )
        self._pid_file.write_text(str(self.child.pid), encoding="utf-8")
        self._await_health()
        if self.persist:
            self._unsaved.touch()
        return lost

    def stop(self) -> None:
        """
        Stop the emulator, which first saves its state.

        Raises:
            EmulatorFailed: The emulator could not save, had to be killed, or had already
                ended before this call.
        """
        if self.child is None:
            return
        if self.child.poll() is not None:
            self.child = None
            # The file `unsaved` stays, so that the next start says what was lost.
            raise EmulatorFailed(
                "The emulator had ended before it could save: the changes since its start are lost."
            )
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(SAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            message = (
                "The emulator did not end in time and was killed: the changes since its start are"
                " lost."
            )
            raise EmulatorFailed(message) from None
        finally:
            self._pid_file.unlink(missing_ok=True)
        self.child = None
        self.raise_unsaved()
        self._unsaved.unlink(missing_ok=True)

    def raise_unsaved(self) -> None:
        """
        Raise an error if the log says that saving failed.

        The emulator itself only logs a failed save.

        Raises:
            EmulatorFailed: The log has a line about a failed save.
        """
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        if bad := [line for line in lines if "Persistence" in line and "fail" in line]:
            raise EmulatorFailed(bad[-1])

    @property
    def _pid_file(self) -> Path:
        return self.home / "pid"

    @property
    def _unsaved(self) -> Path:
        return self.home / "unsaved"

    def _lost(self) -> str:
        if not self._unsaved.exists():
            return ""
        saved = max(
            (file.stat().st_mtime for file in (self.home / "state").rglob("*.json")), default=None
        )
        if saved is None:
            return (
                "The last run was killed before it could save: everything in it is lost, and the"
                " cloud starts empty."
            )
        since = time.strftime("%Y-%m-%d %H:%M", time.localtime(saved))
        return (
            f"The last run was killed before it could save: what was changed after {since} is lost."
        )

    def _end_orphan(self) -> None:
        if not self._pid_file.exists():
            return
        pid = int(self._pid_file.read_text(encoding="utf-8") or 0)
        if pid and is_command(pid, "ministack"):
            os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + SAVE_SECONDS
            while is_alive(pid) and time.monotonic() < until:
                time.sleep(0.1)
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
            else:
                self._unsaved.unlink(missing_ok=True)
        self._pid_file.unlink(missing_ok=True)

    def _environment(self) -> dict[str, str]:
        # The workers inherit all variables, so this passes none from the caller's own environment.
        return {
            "PATH": os.defpath,
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.home / "tmp"),
            "PYTHONUNBUFFERED": "1",
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "1" if self.persist else "0",
            "STATE_DIR": str(self.home / "state"),
            "S3_PERSIST": "1" if self.persist else "0",
            "S3_DATA_DIR": str(self.home / "s3"),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "LAMBDA_WARM_TTL_SECONDS": "30",
            **({"AUTH": "true"} if self.checks_permissions else {}),
        }

    def _await_health(self) -> None:
        until = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < until:
            if self.child is None or self.child.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            else:
                return
        message = (
            "The emulator did not start on port"
            f" {self.port}:\n{self.log.read_text(encoding='utf-8')[-2000:]}"
        )
        if self.child and self.child.poll() is not None:
            self.child = None
        raise EmulatorFailed(message)
