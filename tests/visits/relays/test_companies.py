"""Cloudflare and Twilio: what they are asked, and everything they may answer instead of a grant."""

import json
import socket

import pytest

from chalicelib.visits.usecases.relays import RelayUnavailable
from tests.visits.relays import relay_rigs
from tests.visits.relays.relay_companies import TOKEN
from tests.visits.relays.relay_rigs import PRACTICE, ROOM, SEAT

LISTS = {"cloudflare": "iceServers", "twilio": "ice_servers"}


@pytest.fixture(params=sorted(LISTS))
def name(request):
    return request.param


@pytest.fixture
def company(name, request):
    return request.getfixturevalue(name)


@pytest.fixture
def relay(name, company):
    return getattr(relay_rigs, name)(company.url)


def test_a_call_is_never_cut_short_by_its_credentials(cloudflare):
    """Cloudflare ends a running call at their expiry, so they live as long as the room."""
    relay_rigs.cloudflare(cloudflare.url).issue()
    assert json.loads(cloudflare.received[0][2]) == {"ttl": 3 * 3600}


def test_none_of_our_ids_is_sent(relay, company):
    """S25: these companies learn nothing of a practice, a room or a seat."""
    relay.issue()
    (path, headers, body), *more = company.received
    sent = path + json.dumps(headers) + body.decode()
    assert not more
    assert not [each for each in (PRACTICE, ROOM, SEAT) if each in sent]


@pytest.mark.parametrize(
    "says",
    [
        (400, "{}"),
        (401, "{}"),
        (429, "{}"),
        (500, "oops"),
        (302, "{}"),
        (204, ""),
        (201, "not JSON"),
        (201, "[]"),
        (201, "{}"),
        (201, '{"iceServers": 7, "ice_servers": 7, "ttl": "60"}'),
        (201, '{"iceServers": [{}], "ice_servers": [{}], "ttl": "60"}'),
        (201, '{"iceServers": [{"urls": 5}], "ice_servers": [{"urls": 5}], "ttl": "60"}'),
        (
            201,
            (
                '{"iceServers": [{"urls": "stun:s:1"}], "ice_servers": [{"urls": "stun:s:1"}], '
                '"ttl": "60"}'
            ),
        ),
        (
            201,
            (
                '{"iceServers": [], "ice_servers": [{"urls": "turn:t:1", "credential": "c"}], '
                '"ttl": "soon"}'
            ),
        ),
    ],
)
def test_whatever_else_it_answers_is_no_grant_and_asked_once(relay, company, says):
    company.says = says
    with pytest.raises(RelayUnavailable):
        relay.issue()
    assert (len(company.received), relay.provider.healthy()) == (1, False)


def test_a_company_that_is_gone_is_no_grant(name):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(RelayUnavailable):
            getattr(relay_rigs, name)(f"http://127.0.0.1:{taken.getsockname()[1]}").issue()


def test_a_company_that_does_not_answer_is_not_waited_for(relay, company):
    company.opens.clear()
    with pytest.raises(RelayUnavailable):
        relay.issue()


def test_a_refusal_quotes_nothing(relay, company, caplog):
    """S25: neither our token nor the company's words reach a log."""
    company.says = (401, f"{TOKEN} is wrong")
    with pytest.raises(RelayUnavailable) as error:
        relay.issue()
    assert TOKEN not in caplog.text + str(error.value) + repr(error.value.__context__)
