"""Video visits through the stand-in gateway: a harness per module, a visit per test."""

from collections.abc import Iterator

import pytest

from tests.visits.signaling.signaling_harness import SignalingHarness, Visit, signaling_harness


@pytest.fixture(scope="module")
def module_harness() -> Iterator[SignalingHarness]:
    with signaling_harness() as made:
        yield made


@pytest.fixture
def harness(module_harness: SignalingHarness) -> Iterator[SignalingHarness]:
    """The module's harness, reset, without faults; none of its functions may break."""
    module_harness.reset()
    yield module_harness
    module_harness.gateway.wait_until_idle()
    assert not module_harness.gateway.broken, module_harness.gateway.broken


@pytest.fixture
def visit(harness: SignalingHarness) -> Visit:
    """One provider, one client, in ten minutes."""
    return harness.practice().visit()
