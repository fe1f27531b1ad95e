"""The stand-in is as strict as the gateway it stands in for."""

import json
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from tests.visits.gateway.echo import Echo
from tests.visits.gateway.gateway import Gateway

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
WAIT_SECONDS = 10


class Clock:
    at = AT

    def __call__(self):
        return self.at


@pytest.fixture(autouse=True)
def _no_aws_outside(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def echo():
    return Echo()


@pytest.fixture
def gateway(echo, clock):
    with Gateway(echo.functions, clock=clock) as standing:
        echo.endpoint = standing.endpoint
        yield standing


def _opened(gateway, query="", **how):
    return connect(
        f"{gateway.url}{query}", ping_interval=None, compression=None, close_timeout=2, **how
    )


def _known(gateway, **how):
    """A socket that the gateway is known to hold: it has answered once."""
    socket = _opened(gateway, **how)
    socket.send("hello")
    assert _said(socket) == "hello"
    return socket


def _said(socket):
    return socket.recv(timeout=WAIT_SECONDS)


def _answer(gateway, connection, method="GET", data=None):
    asked = urllib.request.Request(
        f"{gateway.endpoint}/@connections/{connection}", data, method=method
    )
    try:
        return urllib.request.urlopen(asked)
    except urllib.error.HTTPError as refused:
        return refused


def test_a_message_reaches_the_function_and_its_post_comes_back(gateway, echo):
    with _opened(gateway, "?ticket=t1&x=a%20b") as socket:
        socket.send('{"action": "anything"}')
        assert _said(socket) == '{"action": "anything"}'
    (shake,), (message,) = echo.seen("CONNECT"), echo.seen("MESSAGE")
    assert shake["queryStringParameters"] == {"ticket": "t1", "x": "a b"}
    assert "queryStringParameters" not in message
    assert message["requestContext"]["routeKey"] == "$default"
    assert message["requestContext"]["connectionId"].endswith("=")


def test_the_origin_arrives_with_the_handshake(gateway, echo):
    with connect(gateway.url, origin="https://elsewhere.test"):
        pass
    assert echo.seen("CONNECT")[0]["headers"]["origin"] == "https://elsewhere.test"


@pytest.mark.parametrize(
    ("query", "status"), [("?refuse=401", 401), ("?refuse=403", 403), ("?break", 500)]
)
def test_the_function_decides_within_the_handshake(gateway, query, status):
    with pytest.raises(InvalidStatus) as error:
        _opened(gateway, query)
    assert error.value.response.status_code == status
    assert not gateway.open


def test_an_unknown_stage_is_refused(gateway, echo):
    with pytest.raises(InvalidStatus) as error:
        connect(gateway.url.replace("/ws", "/other"))
    assert error.value.response.status_code == 403
    assert not echo.events


def test_nothing_can_be_posted_to_a_socket_before_its_connect_has_returned(gateway, echo):
    with _opened(gateway, "?post=1") as socket:
        socket.send("afterwards")
        assert _said(socket) == "afterwards"
    assert echo.failed == ["GoneException"]


def test_what_is_no_json_arrives_as_it_is(gateway):
    with _opened(gateway) as socket:
        socket.send("not json")
        assert _said(socket) == "not json"


def test_a_message_overtakes_one_that_waits(gateway, echo):
    with _opened(gateway) as socket:
        socket.send('{"do": "wait"}')
        socket.send("second")
        assert _said(socket) == "second"
        echo.may_go.set()
        assert _said(socket) == '{"do": "wait"}'


def test_what_a_function_returns_is_delivered_to_nobody(gateway):
    with _opened(gateway) as socket:
        socket.send('{"do": "return"}')
        socket.send("and then")
        assert _said(socket) == "and then"


def test_a_fault_delays_chosen_messages(gateway):
    gateway.faults.delay = lambda message: 0.1 if message == "first" else 0
    with _opened(gateway) as socket:
        socket.send("first")
        socket.send("second")
        assert [_said(socket), _said(socket)] == ["second", "first"]


def test_a_function_that_breaks_does_not_break_the_socket(gateway):
    with _opened(gateway) as socket:
        socket.send('{"do": "break"}')
        said = json.loads(_said(socket))
        assert said["message"] == "Internal server error"
        assert set(said) == {"message", "connectionId", "requestId"}
        socket.send("still here")
        assert _said(socket) == "still here"
    assert [type(each) for each in gateway.broken] == [RuntimeError]


@pytest.mark.parametrize("size", [32 * 1024 + 1, 40_000])
def test_a_frame_over_32_kb_ends_the_socket_with_1009(gateway, size):
    with _opened(gateway) as socket:
        socket.send("x" * size)
        with pytest.raises(ConnectionClosedError) as closed:
            _said(socket)
    assert closed.value.rcvd.code == 1009


def test_a_message_of_small_frames_may_have_128_kb(gateway):
    with _opened(gateway) as socket:
        socket.send("x" * 32_000 for _ in range(4))
        assert len(_said(socket)) == 128_000


def test_a_message_over_128_kb_ends_the_socket_with_1009(gateway):
    with _opened(gateway) as socket:
        with suppress(ConnectionClosed):
            socket.send("x" * 32_000 for _ in range(5))
        with pytest.raises(ConnectionClosed):
            _said(socket)
        assert socket.close_code == 1009


def test_connections_are_told_of_posted_to_and_deleted(gateway):
    with _known(gateway) as socket:
        (connection,) = gateway.open
        assert json.load(_answer(gateway, connection))["connectedAt"] == AT.isoformat()
        assert _answer(gateway, connection, "POST", b"from outside").status == 200
        assert _said(socket) == "from outside"
        assert _answer(gateway, connection, "DELETE").status == 204
        with pytest.raises(ConnectionClosed):
            _said(socket)
        assert socket.close_code == 1000


@pytest.mark.parametrize("method", ["DELETE", "GET", "POST"])
def test_a_socket_that_is_gone_answers_410_and_says_so_in_the_header(gateway, method):
    refused = _answer(gateway, "bm9ib2R5IGhlcmU=", method, b"x" if method == "POST" else None)
    assert (refused.status, refused.headers["x-amzn-ErrorType"]) == (410, "GoneException")


@pytest.mark.parametrize(
    ("status", "name"),
    [(403, "ForbiddenException"), (429, "LimitExceededException"), (500, "InternalServerError")],
)
def test_a_fault_refuses_posts(gateway, status, name):
    gateway.faults.refuse = lambda post: status if post.text == "not now" else None
    with _known(gateway):
        refused = _answer(gateway, gateway.open[0], "POST", b"not now")
        assert (refused.status, refused.headers["x-amzn-ErrorType"]) == (status, name)


def test_a_post_over_128_kb_is_refused(gateway):
    refused = _answer(gateway, "any", "POST", b"x" * (128 * 1024 + 1))
    assert (refused.status, refused.headers["x-amzn-ErrorType"]) == (
        413,
        "PayloadTooLargeException",
    )


def test_a_client_that_does_not_read_fills_its_buffer(gateway):
    """429 is a full buffer as well: the socket is not gone."""
    with _known(gateway, max_queue=1):
        (connection,) = gateway.open
        statuses = {_answer(gateway, connection, "POST", b"x" * 120_000).status for _ in range(120)}
    assert statuses == {200, 429}


def test_a_closing_client_is_told_to_the_function(gateway, echo):
    with _known(gateway) as socket:
        socket.close(1000, "bye")
    gateway.wait_until_idle()
    (told,) = echo.seen("DISCONNECT")
    assert (
        told["requestContext"]["disconnectStatusCode"],
        told["requestContext"]["disconnectReason"],
    ) == (1000, "bye")


def test_an_abort_has_no_close_frame_and_is_told(gateway, echo):
    with _known(gateway) as socket:
        gateway.abort()
        with pytest.raises(ConnectionClosedError):
            _said(socket)
        assert socket.close_code == 1006
    gateway.wait_until_idle()
    assert [each["requestContext"]["disconnectStatusCode"] for each in echo.seen("DISCONNECT")] == [
        1006
    ]


def test_a_ghost_is_told_to_nobody_and_answers_410(gateway, echo):
    with _known(gateway):
        (connection,) = gateway.open
        gateway.abort([connection], as_stale=True)
    gateway.wait_until_idle()
    assert not echo.seen("DISCONNECT")
    assert _answer(gateway, connection, "POST", b"x").status == 410


def test_a_late_disconnect_comes_when_it_is_let_go(gateway, echo):
    gateway.faults.holds_disconnects = True
    with _known(gateway):
        pass
    gateway.wait_until_idle()
    assert not echo.seen("DISCONNECT")
    gateway.deliver_disconnects()
    assert len(echo.seen("DISCONNECT")) == 1


def test_a_function_may_delete_its_own_socket(gateway):
    with _opened(gateway) as socket:
        socket.send('{"do": "close"}')
        with pytest.raises(ConnectionClosed):
            _said(socket)


@pytest.mark.parametrize(
    ("passed", "spoke", "ends"),
    [
        (timedelta(minutes=9, seconds=59), False, False),
        (timedelta(minutes=10), False, True),
        (timedelta(minutes=119, seconds=59), True, False),
        (timedelta(hours=2), True, True),
    ],
)
def test_a_socket_ends_after_two_hours_or_ten_idle_minutes(gateway, clock, passed, spoke, ends):
    with _known(gateway) as socket:
        clock.at += passed
        if spoke:
            socket.send("hello")
            _said(socket)
        gateway.cut_overdue()
        assert bool(gateway.open) is not ends
        if ends:
            with pytest.raises(ConnectionClosed):
                _said(socket)
            assert socket.close_code == 1001
