"""Relays that the environment may name; a wrong name fails a function's start, not a call."""

from dataclasses import MISSING, fields

import pytest

from chalicelib.platform.settings import NotConfigured, Settings, read

ALL = {each.name.upper(): "said" for each in fields(Settings) if each.default is MISSING}


@pytest.mark.parametrize("named", ["kvs", "kvs,cloudflare", "shared-secret, twilio", "static"])
def test_relays_are_named_in_their_order(named):
    assert read(ALL | {"ICE_PROVIDER": named}).ice_provider == named


@pytest.mark.parametrize(
    "wrong", [{"ICE_PROVIDER": "coturn"}, {"ICE_PROVIDER": "kvs,"}, {"ICE_POLICY": "some"}]
)
def test_what_no_relay_is_called_is_refused_by_its_name(wrong):
    with pytest.raises(NotConfigured, match="ICE_PROVIDER"):
        read(ALL | wrong)
