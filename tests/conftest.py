"""
What every room of tests may use.

``cloud`` is the whole product, running: `localstack.cloud.Cloud`, one for each test session (each xdist worker has its
own), on free ports, with nothing kept, ended with the tests. Ask for it by name:

    def test_the_api_answers(cloud):
        urllib.request.urlopen(f"{cloud.url}/api/health")

``cloud.url`` the one origin · ``cloud.endpoint`` the emulator (``cloud.clients.make("dynamodb")`` for a client) ·
``cloud.stripe_url`` and ``cloud.stripe_ledger`` · ``cloud.mailbox_url`` · ``cloud.name("CoreTable")`` a physical name ·
``cloud.log_lines()`` every line that the functions wrote · ``cloud.invoke("Sweep", {…})`` a function's answer ·
``cloud.wait_scale(0.01)`` shrinks the Wait states of the machine.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from localstack.cloud import Cloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """The product on this machine, in a folder that goes with it."""
    with TemporaryDirectory(prefix="clocktree-") as home:
        running = Cloud(Path(home), persist=False)
        running.start()
        yield running
        running.stop()
