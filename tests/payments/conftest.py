"""
Provides the two processors on which the contract tests run: fake and Stripe.

Instead of Stripe itself, the tests use a fake Stripe server. A rig is an object with which
a test controls one account at one processor; see `processors/rig.py`.
"""

import pytest

from tests.localstack.stripe.stand_in import StripeStandIn
from tests.payments.processors.fake_rig import FakeRig
from tests.payments.processors.rig import Rig
from tests.payments.processors.stripe_rig import StripeRig


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory):
    server = StripeStandIn(tmp_path_factory.mktemp("stripe")).start()
    yield server
    server.stop()


@pytest.fixture
def stripe_rig(stand_in) -> StripeRig:
    return StripeRig(stand_in.new_account())


@pytest.fixture(params=["stripe", "fake"])
def rigs(request):
    """
    Return a function that opens a processor account for a test to control.

    The function returns a rig, the object with which the test controls the new account.
    Each test runs twice: once with a fake Stripe server, and once with the fake processor.
    """
    if request.param == "fake":
        return FakeRig
    stand_in = request.getfixturevalue("stand_in")
    return lambda: StripeRig(stand_in.new_account())


@pytest.fixture
def rig(rigs) -> Rig:
    return rigs()
