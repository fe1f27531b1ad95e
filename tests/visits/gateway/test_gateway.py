"""Tests that the stand-in gateway is as strict as API Gateway."""

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
    with Gateway(echo.functions, clock=clock) as running:
        echo.endpoint = running.endpoint
        yield running


def _open(gateway, query="", **how):
    return connect(
        f"{gateway.url}{query}", ping_interval=None, compression=None, close_timeout=2, **how
    )


def _open_known(gateway, **how):
    """Open a socket and wait for one response, so that the gateway knows the socket."""
    socket = _open(gateway, **how)
    socket.send("hello")
    assert _receive(socket) == "hello"
    return socket


def _receive(socket):
    return socket.recv(timeout=WAIT_SECONDS)


def _request(gateway, connection, method="GET", data=None):
    request = urllib.request.Request(
        f"{gateway.endpoint}/@connections/{connection}", data, method=method
    )
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        return error


def test_a_message_reaches_the_function_and_its_post_comes_back(gateway, echo):
    with _open(gateway, "?ticket=t1&x=a%20b") as socket:
        socket.send('{"action": "anything"}')
        assert _receive(socket) == '{"action": "anything"}'
    (handshake,), (message,) = echo.seen("CONNECT"), echo.seen("MESSAGE")
    assert handshake["queryStringParameters"] == {"ticket": "t1", "x": "a b"}
    assert "queryStringParameters" not in message
    assert message["requestContext"]["routeKey"] == "$default"
    assert message["requestContext"]["connectionId"].endswith("=")


def test_the_connect_event_has_the_origin(gateway, echo):
    with connect(gateway.url, origin="https://elsewhere.test"):
        pass
    assert echo.seen("CONNECT")[0]["headers"]["origin"] == "https://elsewhere.test"


@pytest.mark.parametrize(
    ("query", "status"), [("?refuse=401", 401), ("?refuse=403", 403), ("?break", 500)]
)
def test_the_connect_function_decides_the_handshakes_status(gateway, query, status):
    with pytest.raises(InvalidStatus) as error:
        _open(gateway, query)
    assert error.value.response.status_code == status
    assert not gateway.open


def test_an_unknown_stage_is_refused(gateway, echo):
    with pytest.raises(InvalidStatus) as error:
        connect(gateway.url.replace("/ws", "/other"))
    assert error.value.response.status_code == 403
    assert not echo.events


def test_nothing_can_be_posted_to_a_socket_before_its_connect_has_returned(gateway, echo):
    with _open(gateway, "?post=1") as socket:
        socket.send("afterwards")
        assert _receive(socket) == "afterwards"
    assert echo.failed == ["GoneException"]


def test_a_message_that_is_not_json_arrives_unchanged(gateway):
    with _open(gateway) as socket:
        socket.send("not json")
        assert _receive(socket) == "not json"


def test_a_message_overtakes_one_that_waits(gateway, echo):
    with _open(gateway) as socket:
        socket.send('{"do": "wait"}')
        socket.send("second")
        assert _receive(socket) == "second"
        echo.may_go.set()
        assert _receive(socket) == '{"do": "wait"}'


def test_a_returned_body_is_not_delivered(gateway):
    with _open(gateway) as socket:
        socket.send('{"do": "return"}')
        socket.send("and then")
        assert _receive(socket) == "and then"


def test_a_fault_delays_selected_messages(gateway):
    gateway.faults.delay = lambda message: 0.1 if message == "first" else 0
    with _open(gateway) as socket:
        socket.send("first")
        socket.send("second")
        assert [_receive(socket), _receive(socket)] == ["second", "first"]


def test_a_function_that_breaks_does_not_break_the_socket(gateway):
    with _open(gateway) as socket:
        socket.send('{"do": "break"}')
        message = json.loads(_receive(socket))
        assert message["message"] == "Internal server error"
        assert set(message) == {"message", "connectionId", "requestId"}
        socket.send("still here")
        assert _receive(socket) == "still here"
    assert [type(each) for each in gateway.errors] == [RuntimeError]


@pytest.mark.parametrize("size", [32 * 1024 + 1, 40_000])
def test_a_frame_over_32_kb_ends_the_socket_with_1009(gateway, size):
    with _open(gateway) as socket:
        socket.send("x" * size)
        with pytest.raises(ConnectionClosedError) as closed:
            _receive(socket)
    assert closed.value.rcvd.code == 1009


def test_a_message_in_small_frames_may_have_128_kb(gateway):
    with _open(gateway) as socket:
        socket.send("x" * 32_000 for _ in range(4))
        assert len(_receive(socket)) == 128_000


def test_a_message_over_128_kb_ends_the_socket_with_1009(gateway):
    with _open(gateway) as socket:
        with suppress(ConnectionClosed):
            socket.send("x" * 32_000 for _ in range(5))
        with pytest.raises(ConnectionClosed):
            _receive(socket)
        assert socket.close_code == 1009


def test_a_connection_can_be_described_posted_to_and_deleted(gateway):
    with _open_known(gateway) as socket:
        (connection,) = gateway.open
        assert json.load(_request(gateway, connection))["connectedAt"] == AT.isoformat()
        assert _request(gateway, connection, "POST", b"from outside").status == 200
        assert _receive(socket) == "from outside"
        assert _request(gateway, connection, "DELETE").status == 204
        with pytest.raises(ConnectionClosed):
            _receive(socket)
        assert socket.close_code == 1000


@pytest.mark.parametrize("method", ["DELETE", "GET", "POST"])
def test_an_unknown_connection_answers_410_with_its_error_type(gateway, method):
    answer = _request(gateway, "bm9ib2R5IGhlcmU=", method, b"x" if method == "POST" else None)
    assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (410, "GoneException")


@pytest.mark.parametrize(
    ("status", "name"),
    [(403, "ForbiddenException"), (429, "LimitExceededException"), (500, "InternalServerError")],
)
def test_a_fault_refuses_posts(gateway, status, name):
    gateway.faults.refuse = lambda post: status if post.text == "not now" else None
    with _open_known(gateway):
        answer = _request(gateway, gateway.open[0], "POST", b"not now")
        assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (status, name)


def test_a_post_over_128_kb_is_refused(gateway):
    answer = _request(gateway, "any", "POST", b"x" * (128 * 1024 + 1))
    assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (
        413,
        "PayloadTooLargeException",
    )


def test_a_client_that_does_not_read_fills_its_buffer(gateway):
    """Posts to a client that does not read get 429, although its socket is open."""
    with _open_known(gateway, max_queue=1):
        (connection,) = gateway.open
        statuses = {
            _request(gateway, connection, "POST", b"x" * 120_000).status for _ in range(120)
        }
    assert statuses == {200, 429}


def test_a_clients_close_code_and_reason_reach_the_function(gateway, echo):
    with _open_known(gateway) as socket:
        socket.close(1000, "bye")
    gateway.wait_until_idle()
    (event,) = echo.seen("DISCONNECT")
    context = event["requestContext"]
    assert (context["disconnectStatusCode"], context["disconnectReason"]) == (1000, "bye")


def test_an_abort_sends_no_close_frame_and_calls_disconnect(gateway, echo):
    with _open_known(gateway) as socket:
        gateway.abort()
        with pytest.raises(ConnectionClosedError):
            _receive(socket)
        assert socket.close_code == 1006
    gateway.wait_until_idle()
    assert [each["requestContext"]["disconnectStatusCode"] for each in echo.seen("DISCONNECT")] == [
        1006
    ]


def test_a_stale_connection_has_no_disconnect_and_answers_410(gateway, echo):
    with _open_known(gateway):
        (connection,) = gateway.open
        gateway.abort([connection], as_stale=True)
    gateway.wait_until_idle()
    assert not echo.seen("DISCONNECT")
    assert _request(gateway, connection, "POST", b"x").status == 410


def test_a_held_disconnect_is_delivered_on_request(gateway, echo):
    gateway.faults.holds_disconnects = True
    with _open_known(gateway):
        pass
    gateway.wait_until_idle()
    assert not echo.seen("DISCONNECT")
    gateway.deliver_disconnects()
    assert len(echo.seen("DISCONNECT")) == 1


def test_a_function_may_delete_its_own_socket(gateway):
    with _open(gateway) as socket:
        socket.send('{"do": "close"}')
        with pytest.raises(ConnectionClosed):
            _receive(socket)


@pytest.mark.parametrize(
    ("passed", "speaks", "ends"),
    [
        (timedelta(minutes=9, seconds=59), False, False),
        (timedelta(minutes=10), False, True),
        (timedelta(minutes=119, seconds=59), True, False),
        (timedelta(hours=2), True, True),
    ],
)
def test_a_socket_ends_after_two_hours_or_ten_idle_minutes(gateway, clock, passed, speaks, ends):
    with _open_known(gateway) as socket:
        clock.at += passed
        if speaks:
            socket.send("hello")
            _receive(socket)
        gateway.cut_overdue()
        assert bool(gateway.open) is not ends
        if ends:
            with pytest.raises(ConnectionClosed):
                _receive(socket)
            assert socket.close_code == 1001
