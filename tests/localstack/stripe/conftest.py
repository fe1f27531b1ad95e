"""
Starts one fake Stripe for all tests in this folder.

Each test has its own account.
"""

import pytest

from tests.localstack.stripe.stand_in import StripeStandIn


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory):
    running = StripeStandIn(tmp_path_factory.mktemp("stripe")).start()
    yield running
    running.stop()


@pytest.fixture
def practice(stand_in):
    return stand_in.new_account()


@pytest.fixture
def later(stand_in):
    moves = []

    def move(seconds):
        moves.append(seconds)
        stand_in.post("clock", advance=seconds)

    yield move
    stand_in.post("clock", advance=-sum(moves))
