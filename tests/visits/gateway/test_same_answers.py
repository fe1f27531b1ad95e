"""What the stand-in and the local cloud's emulator both claim of the gateway, they do alike."""

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
from tests.visits.gateway.emulated import deployed
from tests.visits.gateway.gateway import Gateway

WAIT_SECONDS = 20


@dataclass
class Place:
    """Where the echo answers."""

    url: str
    posts: Any

    def opened(self, query: str = "") -> Any:
        """A socket that has been answered once."""
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
        url, posts = deployed(running.endpoint)
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


def _said(socket: Any) -> str:
    return str(socket.recv(timeout=WAIT_SECONDS))


def _own_connection(socket: Any) -> str:
    socket.send('{"do": "id"}')
    return str(json.loads(_said(socket))["id"])


def test_a_message_is_answered_by_a_post(place):
    with place.opened() as socket:
        socket.send('{"action": "x"}')
        assert _said(socket) == '{"action": "x"}'


def test_a_refused_handshake_opens_nothing(place):
    with pytest.raises(InvalidStatus) as error:
        connect(f"{place.url}?refuse=403")
    assert error.value.response.status_code == 403


def test_a_socket_cannot_be_posted_to_while_it_connects(place):
    with place.opened("?post=1") as socket:
        socket.send('{"do": "failures"}')
        assert json.loads(_said(socket)) == ["GoneException"]


def test_a_closed_socket_is_told_and_is_gone(place):
    with place.opened() as watching:
        watching.send('{"do": "watch"}')
        _said(watching)
        with place.opened() as socket:
            connection = _own_connection(socket)
            place.posts.post_to_connection(ConnectionId=connection, Data=b"while it is open")
            assert _said(socket) == "while it is open"
        while json.loads(_said(watching)) != {"ended": connection}:
            pass
    for call in (place.posts.get_connection, place.posts.delete_connection):
        with pytest.raises(place.posts.exceptions.GoneException):
            call(ConnectionId=connection)


def test_a_deleted_socket_closes_with_1000_and_is_gone(place):
    with place.opened() as socket:
        connection = _own_connection(socket)
        place.posts.delete_connection(ConnectionId=connection)
        with pytest.raises(ConnectionClosed):
            _said(socket)
        assert socket.close_code == 1000
    with pytest.raises(place.posts.exceptions.GoneException):
        place.posts.post_to_connection(ConnectionId=connection, Data=b"x")


def test_a_function_that_breaks_leaves_the_socket_open(place):
    with place.opened() as socket:
        socket.send('{"do": "break"}')
        _said(socket)
        socket.send("still here")
        assert _said(socket) == "still here"
