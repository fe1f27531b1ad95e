"""
Provides the fixtures that all tests share.

`cloud` is the whole product in a local cloud, a `localstack.cloud.Cloud`. Each xdist
worker has its own local cloud, on free ports and without saved data:

    def test_the_api_answers(cloud):
        urllib.request.urlopen(f"{cloud.url}/api/health")

- `cloud.url`: the origin of the web client and the API
- `cloud.endpoint`: the address of the AWS emulator; `cloud.clients.make("dynamodb")` returns a
  boto3 client for it
- `cloud.stripe_url`, `cloud.stripe_ledger`: the fake Stripe and the folder of its records
- `cloud.turn_url`: the relay, which all video calls must use; `cloud.turn.stop()`,
  `.start()`, `.freeze()` and `.thaw()` break and restore it
- `cloud.mailbox_url`: the mailbox with all e-mails that the product sent
- `cloud.name("CoreTable")`: the physical name of a resource
- `cloud.log_lines()`: all lines in the functions' logs
- `cloud.invoke("Sweep", {…})`: invokes a function and returns its response
- `cloud.wait_scale(0.01)`: shortens the state machine's Wait states

`practice` is the demo practice in that cloud, with the people of the practice.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings

from localstack.cloud import Cloud
from tests.demo_practice import Practice, build_practice

pytest_plugins = [
    "tests.coverage_pauses",
    "tests.fixtures",
    "tests.platform.http.front",
    "tests.scheduling",
]

# No test is about its own duration, which depends on what else the machine does.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")

MAX_WAIT_SECONDS, POLL_SECONDS = 20, 0.02
RERUN_ON_FAILURE = ("tests/browser/", "tests/cloud/test_restart")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Let pytest rerun failed browser and restart tests up to twice.

    They can fail because the machine is busy. Tests of money, isolation and secrets are never
    rerun. `.ci/run` lists the rerun tests and fails if there are more than a few.
    """
    for item in items:
        if item.nodeid.startswith(RERUN_ON_FAILURE):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """Yield the whole product, which runs in a temporary folder for all tests."""
    with TemporaryDirectory(prefix="clocktree-") as home:
        running = Cloud(Path(home), persist=False, ice_policy="relay")
        running.start()
        yield running
        running.stop()


@pytest.fixture
def scanner(cloud: Cloud) -> None:
    """Require the malware scanner, without which no uploaded file opens."""
    assert cloud.clamd.is_installed, "Install clamd (apt-get install clamav-daemon)."


@pytest.fixture(scope="session")
def practice(cloud: Cloud) -> Practice:
    """Return the demo practice in the local cloud, created with all its people."""
    return build_practice(cloud)


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """
    Return a function that polls a condition until it is true.

    The function returns the condition's value. Tests use the function to wait for the
    work of other processes.
    """

    def poll(condition: Callable[[], Any]) -> Any:
        until = time.monotonic() + MAX_WAIT_SECONDS
        while time.monotonic() < until:
            if value := condition():
                return value
            # Sleep, so that the other process gets the CPU.
            time.sleep(POLL_SECONDS)
        raise AssertionError(f"not true within {MAX_WAIT_SECONDS} seconds")

    return poll
