"""Posts through the gateway's API: what its answers mean, and that they never block long."""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from chalicelib.kernel.ids import ConnectionId
from chalicelib.platform import aws
from chalicelib.visits.gateway_sockets import MAX_PAUSE_SECONDS, GatewaySockets
from chalicelib.visits.usecases.socket_gateway import Delivery

SOCKET = ConnectionId("L0SM9c/OFvHcCIhw=")
SAID = {"t": "note", "v": 1, "note": {"text": "Grüße · 你好"}}


class Gateway(BaseHTTPRequestHandler):
    """Answers as it is told, and remembers what it was asked."""

    answers: deque
    asked: list

    def do_POST(self):
        self._answered(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_GET(self):
        self._answered(None)

    def do_DELETE(self):
        self._answered(None)

    def _answered(self, said):
        self.asked.append((self.command, unquote(self.path), self.path, said))
        status, kind = self.answers.popleft() if self.answers else (200, "")
        body = b'{"message": "Canary of a message"}'
        self.send_response(status)
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        """Say nothing."""


@pytest.fixture
def gateway():
    Gateway.answers, Gateway.asked = deque(), []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sockets(gateway):
    endpoint = f"http://127.0.0.1:{gateway.server_port}/ws"
    pauses = []
    made = GatewaySockets(
        aws.client("apigatewaymanagementapi", attempts=1, endpoint=endpoint, read_seconds=0.5),
        pauses.append,
    )
    return made, pauses


def test_a_message_goes_to_one_socket_as_it_is(sockets):
    """A connection's name holds signs that an address must not: they are encoded."""
    assert sockets[0].post(SOCKET, SAID) is Delivery.DELIVERED
    ((verb, path, raw, said),) = Gateway.asked
    assert (verb, path, said) == ("POST", f"/ws/@connections/{SOCKET}", SAID)
    assert "=" not in raw.rpartition("/")[2]


@pytest.mark.parametrize(
    ("answer", "delivery"),
    [
        ((410, "GoneException"), Delivery.GONE),
        ((410, ""), Delivery.GONE),
        ((403, "ForbiddenException"), Delivery.BUSY),
        ((413, "PayloadTooLargeException"), Delivery.BUSY),
        ((500, ""), Delivery.BUSY),
    ],
    ids=["gone", "gone without a word", "forbidden", "too large", "broken"],
)
def test_only_410_means_that_somebody_is_gone(sockets, answer, delivery):
    """Anything else is our trouble or the gateway's, and clears no seat."""
    Gateway.answers.extend([answer, answer])
    assert sockets[0].post(SOCKET, SAID) is delivery


def test_a_full_buffer_is_tried_once_more_after_a_moment(sockets):
    made, pauses = sockets
    Gateway.answers.extend([(429, "LimitExceededException")])
    assert made.post(SOCKET, SAID) is Delivery.DELIVERED
    Gateway.answers.extend([(429, "LimitExceededException")] * 3)
    assert made.post(SOCKET, SAID) is Delivery.BUSY
    assert pauses == [MAX_PAUSE_SECONDS, MAX_PAUSE_SECONDS]
    assert len(Gateway.asked) == 4


def test_a_gateway_that_does_not_answer_raises_nothing():
    nowhere = GatewaySockets(
        aws.client(
            "apigatewaymanagementapi",
            attempts=1,
            endpoint="http://127.0.0.1:9/ws",
            read_seconds=0.2,
        ),
        lambda _longest: None,
    )
    assert nowhere.post(SOCKET, SAID) is Delivery.BUSY
    assert nowhere.alive(SOCKET)
    nowhere.close(SOCKET)


def test_a_socket_is_ended_and_one_that_is_gone_is_fine(sockets):
    Gateway.answers.extend([(204, ""), (410, "GoneException"), (500, "")])
    for _ in range(3):
        sockets[0].close(SOCKET)
    assert [each[0] for each in Gateway.asked] == ["DELETE"] * 3


def test_only_410_means_that_a_socket_is_no_longer_there(sockets):
    Gateway.answers.extend(
        [(200, ""), (410, "GoneException"), (410, ""), (403, "ForbiddenException"), (500, "")]
    )
    assert [sockets[0].alive(SOCKET) for _ in range(5)] == [True, False, False, True, True]
    assert [(verb, path) for verb, path, _, _ in Gateway.asked] == [
        ("GET", f"/ws/@connections/{SOCKET}")
    ] * 5
