"""Video visits through the stand-in gateway: one world for all tests of a file, a visit of its own for each."""

from collections.abc import Iterator

import pytest

from tests.visits.signaling.signaling_harness import Visit, World, a_world


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Tables, functions, gateway."""
    with a_world() as made:
        yield made


@pytest.fixture
def fair(world: World) -> Iterator[World]:
    """The world as it was at first, with nobody in it and fair weather; no function of it may break."""
    world.anew()
    yield world
    world.gateway.settle()
    assert not world.gateway.broken, world.gateway.broken


@pytest.fixture
def visit(fair: World) -> Visit:
    """One provider, one client, in ten minutes."""
    return fair.clinic().visit()
