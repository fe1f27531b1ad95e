"""A fake Stripe for all of these tests; each takes an account of its own."""

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
