"""Visits through the stand-in gateway: one harness per module, one visit per test."""

from collections.abc import Iterator

import pytest

from tests.visits.signaling.signaling_harness import SignalingHarness, Visit, signaling_harness


@pytest.fixture(scope="module")
def module_harness() -> Iterator[SignalingHarness]:
    with signaling_harness() as harness:
        yield harness


@pytest.fixture
def harness(module_harness: SignalingHarness) -> Iterator[SignalingHarness]:
    """Return the module's harness after a reset; no function may raise in a test."""
    module_harness.reset()
    yield module_harness
    module_harness.gateway.wait_until_idle()
    assert not module_harness.gateway.errors, module_harness.gateway.errors


@pytest.fixture
def visit(harness: SignalingHarness) -> Visit:
    """Book a visit of one provider and one client, in ten minutes."""
    return harness.practice().visit()
