"""
Provides fixtures to test the whole product in Chromium.

`windows` opens browser windows (`tests/browser/windows.py`). `full_practice` is a practice with
long names and many records (`tests/browser/full_practice.py`). After each test, the
console of every window must be empty. A test that expects a refusal allows the
refusal's console message, for example with `windows.console.allow(409)`. With the
environment variable `PICTURES=folder`, the tests save a screenshot of each screen
that they check.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from infra.build.package import ROOT
from localstack.cloud import Cloud
from tests.browser.console_watch import ConsoleWatch
from tests.browser.full_practice import FullPractice, build_full_practice
from tests.browser.windows import DESKTOP, PATIENCE_MS, SIZES, Windows

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Provide a fake camera and microphone; each window's permissions say who may use them.
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the Chromium that is installed on the system."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": CHROMIUM,
    }


@pytest.fixture(scope="session")
def web_client() -> None:
    """Fail at once if the web client is not built."""
    assert (ROOT / "web" / "dist" / "index.html").is_file(), (
        "The web client is not built. Run: make web"
    )
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def full_practice(cloud: Cloud) -> FullPractice:
    """Return a practice with long names and many records."""
    return build_full_practice(cloud)


@pytest.fixture
def size(request: pytest.FixtureRequest) -> dict[str, Any]:
    """
    Return the size of a test's windows; the default is a desktop's size.

    A test chooses sizes with `@pytest.mark.parametrize("size", SIZES, indirect=True)`.
    """
    return SIZES[request.param] if hasattr(request, "param") else DESKTOP


@pytest.fixture
def windows(
    browser: Browser, cloud: Cloud, web_client: None, size: dict[str, Any]
) -> Iterator[Windows]:
    """Open windows for one test, and check their consoles after the test."""
    windows = Windows(browser, cloud.url, ConsoleWatch(), size)
    yield windows
    windows.close()
    assert not windows.console.problems
