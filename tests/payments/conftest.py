"""Every processor of the suite, by its fake."""

import pytest

from tests.localstack.stripe.stand_in import StripeStandIn
from tests.payments.processors.rig import Rig, stripe_rig


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory):
    running = StripeStandIn(tmp_path_factory.mktemp("stripe")).start()
    yield running
    running.stop()


@pytest.fixture(params=["stripe"])
def rigs(request):
    """Makes practices at one processor. Another one joins by its name and its maker."""
    makers = {"stripe": lambda: stripe_rig(request.getfixturevalue("stand_in"))}
    return makers[request.param]


@pytest.fixture
def rig(rigs) -> Rig:
    return rigs()
