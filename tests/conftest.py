"""
What every room of tests may use.

``cloud`` is the whole product, running: `localstack.cloud.Cloud`, one for each test session (each
xdist worker has its own), on free ports, with nothing kept, ended with the tests. Ask for it by
name:

    def test_the_api_answers(cloud):
        urllib.request.urlopen(f"{cloud.url}/api/health")

``cloud.url`` the one origin · ``cloud.endpoint`` the emulator (``cloud.clients.make("dynamodb")``
for a client) · ``cloud.stripe_url`` and ``cloud.stripe_ledger`` · ``cloud.turn_url`` the relay,
which calls must take here, and ``cloud.turn.stop()``, ``.start()``, ``.freeze()``, ``.thaw()`` ·
``cloud.mailbox_url`` · ``cloud.name("CoreTable")`` a physical name · ``cloud.log_lines()`` every
line that the functions wrote · ``cloud.invoke("Sweep", {…})`` a function's answer ·
``cloud.wait_scale(0.01)`` shrinks the Wait states of the machine. ``practice`` is the demo practice
in it, with its people.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from localstack.cloud import Cloud
from tests.demo_practice import Practice, build_practice

pytest_plugins = ["tests.fixtures", "tests.platform.http.front"]

PATIENCE_SECONDS = 20
TRIED_AGAIN = ("tests/browser/", "tests/cloud/test_restart")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Browsers and whole restarts may meet a busy machine and are tried again; money, isolation and
    secrets never are.
    """
    for item in items:
        if item.nodeid.startswith(TRIED_AGAIN):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The product on this machine, in a folder that goes with it."""
    with TemporaryDirectory(prefix="clocktree-") as home:
        running = Cloud(Path(home), persist=False, ice_policy="relay")
        running.start()
        yield running
        running.stop()


@pytest.fixture(scope="session")
def practice(cloud: Cloud) -> Practice:
    """Willow Creek Counseling, with all its people."""
    return build_practice(cloud)


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Ask until the answer is true; what another process does in its own time has no other sign."""

    def ask(question: Callable[[], Any]) -> Any:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            if answer := question():
                return answer
        raise AssertionError("it never came true")

    return ask
