"""Tests of the Kinesis Video Streams relay: channels, endpoints, and 400 errors."""

from datetime import timedelta

import pytest

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.usecases.relays import RelayUnavailable
from tests.visits.relays.fake_channels import HOST, POOL, FakeChannels
from tests.visits.relays.relay_rigs import NOW, ROOM, SEAT, kvs


@pytest.fixture
def pool():
    return FakeChannels()


def test_one_relay_entry_is_issued_beside_the_stun_server(pool):
    stun, relay = kvs(pool).issue().servers
    assert stun.urls == ("stun:stun.kinesisvideo.us-east-1.amazonaws.com:443",)
    assert relay.urls == tuple(
        f"{scheme}:{HOST}?transport={how}"
        for scheme, how in (("turn", "udp"), ("turns", "udp"), ("turns", "tcp"))
    )
    assert (relay.username, relay.credential) == ("first:AIDA", "opens-kvs-first")


def test_aws_gets_the_ids_of_room_and_seat_only(pool):
    kvs(pool).issue()
    assert [name for _, name in pool.requests] == [f"{ROOM}.{SEAT}"]


def test_seats_are_spread_over_the_whole_pool_and_each_keeps_its_channel(pool):
    rig = kvs(pool)
    for number in range(60):
        rig.issue(seat=SeatId(f"seat-{number % 30}"))
    channels = dict(
        zip(
            (name for _, name in pool.requests),
            (channel for channel, _ in pool.requests),
            strict=True,
        )
    )
    assert set(channels.values()) == set(POOL)
    assert [channels[name] for _, name in pool.requests] == [
        channel for channel, _ in pool.requests
    ]


def test_an_endpoint_is_cached_for_hours(pool):
    rig = kvs(pool)
    for hours in (0, 1, 5):
        rig.issue(now=NOW + timedelta(hours=hours), until=NOW + timedelta(hours=9))
    assert len(pool.endpoints) == 1
    rig.issue(now=NOW + timedelta(hours=7), until=NOW + timedelta(hours=9))
    assert len(pool.endpoints) == 2


@pytest.mark.parametrize("code", ["ClientLimitExceededException", "ThrottlingException"])
def test_a_busy_channel_is_replaced_by_the_next_one(pool, code):
    pool.errors = [code]
    assert kvs(pool).issue().servers
    first, second = (POOL.index(channel) for channel, _ in pool.requests)
    assert second == (first + 1) % len(POOL)


@pytest.mark.parametrize(
    "code", ["InvalidClientException", "ResourceNotFoundException", "SessionExpiredException"]
)
def test_a_failure_clears_the_cached_endpoint(pool, code):
    rig = kvs(pool)
    rig.issue()
    pool.errors = [code]
    assert rig.issue().servers
    rig.issue()
    assert len(pool.endpoints) == 3


def test_after_two_busy_channels_it_gives_up(pool):
    pool.errors = ["ClientLimitExceededException"] * 2
    rig = kvs(pool)
    with pytest.raises(RelayUnavailable):
        rig.issue()
    assert (len(pool.requests), rig.provider.healthy()) == (2, False)


@pytest.mark.parametrize(
    "code", ["InvalidArgumentException", "NotAuthorizedException", "AccessDeniedException"]
)
def test_a_permanent_error_is_not_retried(pool, code):
    pool.errors = [code]
    with pytest.raises(RelayUnavailable):
        kvs(pool).issue()
    assert len(pool.requests) == 1


def test_an_empty_list_gives_no_credentials(pool):
    pool.entries = []
    with pytest.raises(RelayUnavailable):
        kvs(pool).issue()
