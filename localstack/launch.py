"""
Starts the local cloud, prints its address, and saves its data at the end.

`make run` runs this module.
"""

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from infra.build.package import ROOT, BuildFailed
from infra.deploy.change_sets import DeployFailed
from localstack import demo
from localstack.api_client import ApiClient, ApiRefused
from localstack.cloud import Cloud
from localstack.demo_notes import add_addendum_in_background
from localstack.demo_volume import fill_in_background
from localstack.emulator import EmulatorFailed

DEMO = "demo.json"
PREFERRED_PORTS = {"emulator": 4566, "stripe": 8420, "turn": 3478, "clamd": 3310}


class Stopped(BaseException):
    """
    Raised when a signal asks the program to end.

    The class derives from BaseException, because libraries catch every Exception and
    continue.
    """


def main() -> int:
    """
    Run the cloud until Ctrl-C.

    Returns 0 if the cloud started and saved its data, else 1.
    """
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    started_at = time.monotonic()
    cloud = Cloud(
        arguments.home,
        arguments.port,
        ports=PREFERRED_PORTS,
        say=lambda line: say(f"  {time.monotonic() - started_at:5.1f} s  {line}"),
    )
    try:
        _run(cloud)
    except Stopped:
        say("Stopping; the data is kept.")
    except (BuildFailed, DeployFailed, EmulatorFailed, OSError) as error:
        say(str(error))
        return 1
    finally:
        _ignore_signals()
        is_saved = _stop_and_save(cloud)
    return 0 if is_saved else 1


def say(line: str) -> None:
    """Print a line to the terminal at once."""
    print(line, flush=True)


def _run(cloud: Cloud) -> None:
    cloud.start()
    if cloud.lost:
        say(cloud.lost)
    people = _seed(cloud)
    say(f"Clocktree is ready at {cloud.url}")
    for line in people:
        say(f"  {line}")
    say(f"  Mail that it sent: {cloud.mailbox_url}")
    while True:
        time.sleep(1)
        cloud.emulator.raise_unsaved()


def _seed(cloud: Cloud) -> list[str]:
    file = cloud.home / DEMO
    if cloud.is_empty:
        # After a kill before the first save the cloud starts empty, so the file describes people
        # who no longer exist.
        file.unlink(missing_ok=True)
    elif not file.exists():
        return [
            f"The demo practice was cut off while it was made. Remove {cloud.home} and start again."
        ]
    try:
        return demo.seed(cloud, _add_more)
    except (LookupError, OSError, RuntimeError, ApiRefused) as error:
        return [f"The demo practice could not be made: {error}"]


def _add_more(jordan: ApiClient, sam: ApiClient) -> None:
    fill_in_background(jordan, say)
    add_addendum_in_background(sam, say)


def _stop_and_save(cloud: Cloud) -> bool:
    try:
        cloud.stop()
    except EmulatorFailed as error:
        say(str(error))
        return False
    return True


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m localstack.launch", description="Clocktree on this machine."
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--home", type=Path, default=ROOT / ".local")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
