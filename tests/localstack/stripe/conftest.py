"""A fake Stripe for all of these tests; each takes an account of its own."""

import pytest

from tests.localstack.stripe.stand_in import Double


@pytest.fixture(scope="session")
def double(tmp_path_factory):
    running = Double(tmp_path_factory.mktemp("stripe")).start()
    yield running
    running.stop()


@pytest.fixture
def practice(double):
    return double.practice()
