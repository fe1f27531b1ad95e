"""Video visits through the stand-in gateway: one world for all tests of a file, a visit of its own for each."""

from collections.abc import Iterator

import pytest

from tests.visits.signaling.signaling_harness import SignalingHarness, Visit, signaling_harness


@pytest.fixture(scope="module")
def world() -> Iterator[SignalingHarness]:
    """Tables, functions, gateway."""
    with signaling_harness() as made:
        yield made


@pytest.fixture
def fair(world: SignalingHarness) -> Iterator[SignalingHarness]:
    """The world as it was at first, with nobody in it and fair weather; no function of it may break."""
    world.anew()
    yield world
    world.gateway.settle()
    assert not world.gateway.broken, world.gateway.broken


@pytest.fixture
def visit(fair: SignalingHarness) -> Visit:
    """One provider, one client, in ten minutes."""
    return fair.clinic().visit()
