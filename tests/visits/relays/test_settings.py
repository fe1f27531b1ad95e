"""Tests that unknown relays, and relays for everybody, are refused."""

from dataclasses import MISSING, fields

import pytest

from chalicelib.platform.settings import NotConfigured, Settings, read
from chalicelib.visits.relays.static import Static
from chalicelib.visits.usecases.relays import IceServer

ALL = {each.name.upper(): "value" for each in fields(Settings) if each.default is MISSING}


@pytest.mark.parametrize("names", ["kvs", "kvs,cloudflare", "shared-secret, twilio", "static"])
def test_relays_are_read_in_their_order(names):
    assert read(ALL | {"ICE_PROVIDER": names}).ice_provider == names


@pytest.mark.parametrize(
    "wrong", [{"ICE_PROVIDER": "coturn"}, {"ICE_PROVIDER": "kvs,"}, {"ICE_POLICY": "some"}]
)
def test_an_unknown_relay_is_refused_with_the_settings_name(wrong):
    with pytest.raises(NotConfigured, match="ICE_PROVIDER"):
        read(ALL | wrong)


@pytest.mark.parametrize(
    "server",
    [
        IceServer(("stun:127.0.0.1:3478", "turn:127.0.0.1:3478")),
        IceServer(("turns:127.0.0.1:5349",), "everybody", "secret"),
        IceServer(("stun:127.0.0.1:3478",), "everybody"),
    ],
)
def test_servers_for_every_seat_may_have_no_credentials(server):
    """S25: TURN credentials that all seats would share are refused."""
    with pytest.raises(ValueError, match="stun:"):
        Static((server,))
