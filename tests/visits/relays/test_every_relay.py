"""What holds for a grant, whoever gives it."""

import logging
import re
from datetime import timedelta

import pytest

from chalicelib.visits.usecases.relays import RelayUnavailable
from tests.visits.relays.relay_rigs import NOW, OTHER, PRACTICE, SEAT, UNTIL

URL = re.compile(r"(stun|turns?):[\w.-]+:\d+(\?transport=(udp|tcp))?")


def _urls(grant):
    return [url for server in grant.servers for url in server.urls]


def test_it_is_what_a_browser_takes(relay):
    grant = relay.issue()
    assert grant.servers
    assert all(URL.fullmatch(url) for url in _urls(grant))
    for server in grant.servers:
        assert bool(server.username and server.credential) is any(
            url.startswith("turn") for url in server.urls
        )
    assert any(server.credential for server in grant.servers) is relay.relays


def test_it_names_no_port_that_browsers_block(relay):
    assert not [url for url in _urls(relay.issue()) if url.split("?")[0].endswith(":53")]


def test_it_ends_after_now_and_no_later_than_the_relay_allows(relay):
    assert timedelta(minutes=1) < relay.issue().expires_at - NOW <= relay.most


@pytest.mark.parametrize("seconds", [1, 90, 299])
def test_it_ends_no_later_than_its_room(relay, seconds):
    """S25: credentials live no longer than the appointment and its margin."""
    ends = NOW + timedelta(seconds=seconds, milliseconds=500)
    assert NOW < relay.issue(until=ends).expires_at <= ends


def test_a_room_that_is_over_gets_none(relay):
    """S25: after the appointment and its margin nobody is granted a relay."""
    for until in (NOW, NOW - timedelta(seconds=1)):
        with pytest.raises(RelayUnavailable):
            relay.issue(until=until)


def test_the_order_of_its_urls_never_changes(relay):
    later = [
        relay.issue(now=NOW + timedelta(minutes=each), seat=seat)
        for each in range(3)
        for seat in (SEAT, OTHER)
    ]
    assert {tuple(_urls(grant)) for grant in later} == {tuple(_urls(relay.issue()))}


def test_udp_comes_before_tcp_and_plain_before_tls(relay):
    for server in relay.issue().servers:
        ranks = [(url.startswith("turns"), "transport=tcp" in url) for url in server.urls]
        assert ranks == sorted(ranks)


def test_its_name_says_nothing_of_a_person_or_a_practice(relay):
    """S25: what a relay's operator reads are opaque ids, the practice's not among them."""
    names = [server.username for server in relay.issue().servers if server.username]
    assert all(re.fullmatch(r"[\w.:-]{1,256}", name) for name in names)
    assert not [name for name in names if PRACTICE in name]


def test_neither_printing_nor_logging_shows_what_opens_it(relay, caplog):
    """S25: credentials are in no log and no printed value."""
    caplog.set_level(logging.DEBUG, "chalicelib.visits.relays")
    grant = relay.issue()
    hidden = [
        each for server in grant.servers for each in (server.username, server.credential) if each
    ]
    written = repr(grant) + repr(relay) + caplog.text
    assert not [each for each in hidden if each in written]


def test_who_gave_it_until_when_and_how_many_is_logged(relay, caplog):
    caplog.set_level(logging.INFO, "chalicelib.visits.relays")
    relay.issue()
    assert re.search(r"ICE_GRANTED [\w-]+ until 2026-11-24T\S+, \d+ servers", caplog.text)
    assert "127.0.0.1" not in caplog.text


def test_who_was_never_asked_and_who_granted_is_healthy(relay):
    assert relay.provider.healthy()
    relay.issue()
    assert relay.provider.healthy()


def test_it_goes_by_the_name_it_signs_with(relay):
    assert relay.issue(until=UNTIL).provider in relay.provider.name
