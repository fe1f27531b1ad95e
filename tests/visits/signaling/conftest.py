"""Fixtures of the signaling tests: one harness per module, one visit per test."""

from collections.abc import Iterator

import pytest

from tests.visits.signaling.signaling_harness import SignalingHarness, Visit, signaling_harness


@pytest.fixture(scope="module")
def module_harness() -> Iterator[SignalingHarness]:
    with signaling_harness() as harness:
        yield harness


@pytest.fixture
def harness(module_harness: SignalingHarness) -> Iterator[SignalingHarness]:
    """
    Provide the module's harness, reset for this test.

    The test fails if one of the socket functions raised an error.
    """
    module_harness.reset()
    yield module_harness
    module_harness.gateway.wait_until_idle()
    assert not module_harness.gateway.errors, module_harness.gateway.errors


@pytest.fixture
def visit(harness: SignalingHarness) -> Visit:
    """Return a visit that begins in ten minutes, with one provider and one client."""
    return harness.practice().visit()
