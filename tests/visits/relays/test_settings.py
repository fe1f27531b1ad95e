"""Tests that a function does not start if its settings name an unknown relay."""

from dataclasses import MISSING, fields

import pytest

from chalicelib.platform.settings import NotConfigured, Settings, read

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
