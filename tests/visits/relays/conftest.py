"""Every relay of the suite. Another one joins by its name and its maker."""

import pytest

from tests.visits.relays import companies, rig


@pytest.fixture
def cloudflare():
    with companies.listening(companies.cloudflare) as company:
        yield company


@pytest.fixture
def twilio():
    with companies.listening(companies.twilio) as company:
        yield company


@pytest.fixture(params=["cloudflare", "fallback", "kvs", "shared-secret", "static", "twilio"])
def relay(request) -> rig.Rig:
    makers = {
        "cloudflare": lambda: rig.cloudflare(request.getfixturevalue("cloudflare").url),
        "fallback": rig.fallback,
        "kvs": rig.kvs,
        "shared-secret": rig.shared_secret,
        "static": rig.static,
        "twilio": lambda: rig.twilio(request.getfixturevalue("twilio").url),
    }
    return makers[request.param]()
