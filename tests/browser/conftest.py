"""
The built web client in Chromium, against the whole product.

``windows`` opens windows of people (`tests/browser/windows.py`); after each test the console of
every window must be empty, but for refusals that the test allowed with
``windows.console.allow(409)``. ``PICTURES=folder`` keeps a picture of each screen looked at.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from infra.build.package import ROOT
from localstack.cloud import Cloud
from tests.browser.console_watch import ConsoleWatch
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
    # A camera and a microphone that are always there; whether a page may use them is the window's
    # own permission.
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": CHROMIUM,
    }


@pytest.fixture(scope="session")
def web_client() -> None:
    """It is built, or nothing here can be seen."""
    assert (ROOT / "web" / "dist" / "index.html").is_file(), (
        "The web client is not built. Run: make web"
    )
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def size(request: pytest.FixtureRequest) -> dict[str, Any]:
    """
    A desktop, unless a test asks for others:

    `@pytest.mark.parametrize("size", SIZES, indirect=True)`.
    """
    return SIZES[request.param] if hasattr(request, "param") else DESKTOP


@pytest.fixture
def windows(
    browser: Browser, cloud: Cloud, web_client: None, size: dict[str, Any]
) -> Iterator[Windows]:
    """Where people's windows are opened and watched."""
    windows = Windows(browser, cloud.url, ConsoleWatch(), size)
    yield windows
    windows.leave()
    assert not windows.console.problems
