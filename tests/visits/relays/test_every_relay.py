"""Tests that hold for the credentials of every relay provider."""

import logging
import re
from datetime import timedelta

import pytest

from chalicelib.visits.usecases.relays import RelayUnavailable
from tests.visits.relays.relay_rigs import NOW, OTHER, PRACTICE, SEAT, UNTIL

URL = re.compile(r"(stun|turns?):[\w.-]+:\d+(\?transport=(udp|tcp))?")


def _urls(credentials):
    return [url for server in credentials.servers for url in server.urls]


def test_credentials_are_ice_servers_that_a_browser_accepts(relay):
    credentials = relay.issue()
    assert credentials.servers
    assert all(URL.fullmatch(url) for url in _urls(credentials))
    for server in credentials.servers:
        assert bool(server.username and server.credential) is any(
            url.startswith("turn") for url in server.urls
        )
    assert any(server.credential for server in credentials.servers) is relay.relays


def test_no_url_has_a_port_that_browsers_block(relay):
    assert not [url for url in _urls(relay.issue()) if url.split("?")[0].endswith(":53")]


def test_credentials_expire_within_the_time_the_relay_allows(relay):
    assert timedelta(minutes=1) < relay.issue().expires_at - NOW <= relay.most


@pytest.mark.parametrize("seconds", [1, 90, 299])
def test_credentials_expire_no_later_than_the_room(relay, seconds):
    """S25: credentials expire by the appointment's end plus a margin."""
    ends = NOW + timedelta(seconds=seconds, milliseconds=500)
    assert NOW < relay.issue(until=ends).expires_at <= ends


def test_a_room_that_is_over_gets_no_credentials(relay):
    """S25: no credentials are issued once the appointment and a margin are over."""
    for until in (NOW, NOW - timedelta(seconds=1)):
        with pytest.raises(RelayUnavailable):
            relay.issue(until=until)


def test_the_order_of_the_urls_never_changes(relay):
    later = [
        relay.issue(now=NOW + timedelta(minutes=each), seat=seat)
        for each in range(3)
        for seat in (SEAT, OTHER)
    ]
    assert {tuple(_urls(credentials)) for credentials in later} == {tuple(_urls(relay.issue()))}


def test_udp_comes_before_tcp_and_plain_before_tls(relay):
    for server in relay.issue().servers:
        ranks = [(url.startswith("turns"), "transport=tcp" in url) for url in server.urls]
        assert ranks == sorted(ranks)


def test_the_user_name_holds_no_id_of_a_practice(relay):
    """S25: the relay's operator sees opaque ids only, and no id of a practice."""
    names = [server.username for server in relay.issue().servers if server.username]
    assert all(re.fullmatch(r"[\w.:-]{1,256}", name) for name in names)
    assert not [name for name in names if PRACTICE in name]


def test_credentials_are_neither_printed_nor_logged(relay, caplog):
    """S25: neither a log nor a printed value contains credentials."""
    caplog.set_level(logging.DEBUG, "chalicelib.visits.relays")
    credentials = relay.issue()
    hidden = [
        each
        for server in credentials.servers
        for each in (server.username, server.credential)
        if each
    ]
    written = repr(credentials) + repr(relay) + caplog.text
    assert not [each for each in hidden if each in written]


def test_provider_expiry_and_number_of_servers_are_logged(relay, caplog):
    caplog.set_level(logging.INFO, "chalicelib.visits.relays")
    relay.issue()
    assert re.search(r"ICE_GRANTED [\w-]+ until 2026-11-24T\S+, \d+ servers", caplog.text)
    assert "127.0.0.1" not in caplog.text


def test_a_provider_is_healthy_before_and_after_it_issues(relay):
    assert relay.provider.healthy()
    relay.issue()
    assert relay.provider.healthy()


def test_credentials_name_their_provider(relay):
    assert relay.issue(until=UNTIL).provider in relay.provider.name
