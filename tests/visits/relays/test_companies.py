"""Tests of Cloudflare and Twilio: our requests, and rejected responses."""

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
    """
    Cloudflare's credentials stay valid until the room's end.

    Credentials that expire earlier would cut the call short, because Cloudflare ends a call
    when its credentials expire.
    """
    relay_rigs.cloudflare(cloudflare.url).issue()
    assert json.loads(cloudflare.requests[0][2]) == {"ttl": 3 * 3600}


def test_none_of_our_ids_is_sent(relay, company):
    """S25: a request to a relay company has no id of a practice, a room or a seat."""
    relay.issue()
    (path, headers, body), *more = company.requests
    sent = path + json.dumps(headers) + body.decode()
    assert not more
    assert not [each for each in (PRACTICE, ROOM, SEAT) if each in sent]


@pytest.mark.parametrize(
    "answer",
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
def test_any_other_answer_gives_no_credentials_and_is_not_retried(relay, company, answer):
    company.fixed_answer = answer
    with pytest.raises(RelayUnavailable):
        relay.issue()
    assert (len(company.requests), relay.provider.healthy()) == (1, False)


def test_a_company_that_cannot_be_reached_gives_no_credentials(name):
    with socket.socket() as closed_port:
        closed_port.bind(("127.0.0.1", 0))
        with pytest.raises(RelayUnavailable):
            getattr(relay_rigs, name)(f"http://127.0.0.1:{closed_port.getsockname()[1]}").issue()


def test_a_company_that_does_not_answer_times_out(relay, company):
    company.may_answer.clear()
    with pytest.raises(RelayUnavailable):
        relay.issue()


def test_a_refusal_logs_neither_token_nor_answer(relay, company, caplog):
    """S25: neither our token nor the text of the company's response is logged."""
    company.fixed_answer = (401, f"{TOKEN} is wrong")
    with pytest.raises(RelayUnavailable) as error:
        relay.issue()
    assert TOKEN not in caplog.text + str(error.value) + repr(error.value.__context__)
