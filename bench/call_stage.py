"""
Runs the product with people in real browsers, and measures their calls.

`bench_calls.py` starts this program in a separate process, because the browser driver
needs an event loop of its own. Each line on stdin names one of PARTS; the program
measures that part and prints the result as one line of JSON. The program ends when
stdin is closed.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import expect, sync_playwright

from bench import call_joins, call_losses, call_meshes
from bench.call_people import Stage
from localstack.cloud import Cloud
from tests.browser.calls import PATIENCE_MS
from tests.browser.conftest import CHROMIUM
from tests.demo_practice import build_practice

PARTS: dict[str, Callable[[Stage], Any]] = {
    "joins": call_joins.measure,
    "losses": call_losses.measure,
    "meshes": call_meshes.measure,
}


@contextmanager
def stage() -> Iterator[Stage]:
    """
    Provide the product in a local cloud, a practice with people, and a browser.

    The data of the local cloud is in a temporary folder. The browser is headless.
    """
    expect.set_options(timeout=PATIENCE_MS)
    with TemporaryDirectory(prefix="clocktree-") as home, sync_playwright() as driver:
        cloud = Cloud(Path(home), persist=False, ice_policy="relay")
        cloud.start()
        try:
            practice = build_practice(cloud)
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM
            )
            yield Stage(cloud, practice, browser)
            browser.close()
        finally:
            cloud.stop()


def main() -> None:
    """
    Read names of measurements from stdin, and print each result as a line of JSON.

    Each line of stdin has one name from PARTS. The function returns when stdin is closed.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    with stage() as ready:
        for line in sys.stdin:
            print(json.dumps(PARTS[line.strip()](ready)), file=answers, flush=True)


if __name__ == "__main__":
    main()
