"""Tests that the stand-in gateway and the local cloud's emulator behave alike."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from localstack.emulator import Emulator
from localstack.processes import free_port
from tests.visits.gateway.echo import Echo
from tests.visits.gateway.emulated import deploy
from tests.visits.gateway.gateway import Gateway

WAIT_SECONDS = 20


@dataclass
class Place:
    """A running echo: the URL for sockets, and a client of `@connections`."""

    url: str
    posts: Any

    def open(self, query: str = "") -> Any:
        """Open a socket to the echo and wait for one response."""
        socket = connect(
            f"{self.url}{query}", ping_interval=None, compression=None, close_timeout=5
        )
        socket.send("hello")
        assert socket.recv(timeout=WAIT_SECONDS) == "hello"
        return socket


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Place]:
    echo = Echo()
    with _credentials(), Gateway(echo.functions) as gateway:
        echo.endpoint = gateway.endpoint
        yield Place(gateway.url, echo.client())


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    running = Emulator(tmp_path_factory.mktemp("emulator"), free_port(0), persist=False)
    running.start()
    try:
        url, posts = deploy(running.endpoint)
        with _credentials():
            yield Place(url, Echo(posts).client())
    finally:
        running.stop()


@pytest.fixture(params=["emulator", "stand_in"])
def place(request: pytest.FixtureRequest) -> Place:
    return request.getfixturevalue(request.param)


def _credentials() -> Any:
    patch = pytest.MonkeyPatch()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    return patch.context()


def _receive(socket: Any) -> str:
    return str(socket.recv(timeout=WAIT_SECONDS))


def _own_connection(socket: Any) -> str:
    socket.send('{"do": "id"}')
    return str(json.loads(_receive(socket))["id"])


def test_a_message_is_answered_by_a_post(place):
    with place.open() as socket:
        socket.send('{"action": "x"}')
        assert _receive(socket) == '{"action": "x"}'


def test_a_refused_handshake_opens_nothing(place):
    with pytest.raises(InvalidStatus) as error:
        connect(f"{place.url}?refuse=403")
    assert error.value.response.status_code == 403


def test_a_socket_cannot_be_posted_to_while_it_connects(place):
    with place.open("?post=1") as socket:
        socket.send('{"do": "failures"}')
        assert json.loads(_receive(socket)) == ["GoneException"]


def test_a_closed_socket_calls_disconnect_and_is_gone(place):
    with place.open() as watching:
        watching.send('{"do": "watch"}')
        _receive(watching)
        with place.open() as socket:
            connection = _own_connection(socket)
            place.posts.post_to_connection(ConnectionId=connection, Data=b"while it is open")
            assert _receive(socket) == "while it is open"
        while json.loads(_receive(watching)) != {"ended": connection}:
            pass
    for call in (place.posts.get_connection, place.posts.delete_connection):
        with pytest.raises(place.posts.exceptions.GoneException):
            call(ConnectionId=connection)


def test_a_deleted_socket_closes_with_1000_and_is_gone(place):
    with place.open() as socket:
        connection = _own_connection(socket)
        place.posts.delete_connection(ConnectionId=connection)
        with pytest.raises(ConnectionClosed):
            _receive(socket)
        assert socket.close_code == 1000
    with pytest.raises(place.posts.exceptions.GoneException):
        place.posts.post_to_connection(ConnectionId=connection, Data=b"x")


def test_a_function_that_breaks_leaves_the_socket_open(place):
    with place.open() as socket:
        socket.send('{"do": "break"}')
        _receive(socket)
        socket.send("still here")
        assert _receive(socket) == "still here"
