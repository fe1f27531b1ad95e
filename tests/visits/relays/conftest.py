"""Fixtures of the relay tests: `relay` runs a test with each provider in turn."""

import pytest

from tests.visits.relays import relay_companies, relay_rigs


@pytest.fixture
def cloudflare():
    with relay_companies.company_server(relay_companies.cloudflare) as company:
        yield company


@pytest.fixture
def twilio():
    with relay_companies.company_server(relay_companies.twilio) as company:
        yield company


@pytest.fixture(params=["cloudflare", "fallback", "kvs", "shared-secret", "static", "twilio"])
def relay(request) -> relay_rigs.RelayRig:
    makers = {
        "cloudflare": lambda: relay_rigs.cloudflare(request.getfixturevalue("cloudflare").url),
        "fallback": relay_rigs.fallback,
        "kvs": relay_rigs.kvs,
        "shared-secret": relay_rigs.shared_secret,
        "static": relay_rigs.static,
        "twilio": lambda: relay_rigs.twilio(request.getfixturevalue("twilio").url),
    }
    return makers[request.param]()
