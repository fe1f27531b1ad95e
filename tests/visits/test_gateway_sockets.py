"""Tests of the adapter that posts to sockets through the gateway's API."""

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
MESSAGE = {"t": "note", "v": 1, "note": {"text": "Grüße · 你好"}}


class Gateway(BaseHTTPRequestHandler):
    """
    Fakes the gateway's HTTP API for open sockets.

    The fake responds to each request with the next entry of `answers`, or with status
    200 if no entry is left. `requests` records all requests.
    """

    answers: deque
    requests: list

    def do_POST(self):
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_GET(self):
        self._answer(None)

    def do_DELETE(self):
        self._answer(None)

    def _answer(self, body):
        self.requests.append((self.command, unquote(self.path), self.path, body))
        status, kind = self.answers.popleft() if self.answers else (200, "")
        answer = b'{"message": "Canary of a message"}'
        self.send_response(status)
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments):
        """Log nothing, so that the test output stays short."""


@pytest.fixture
def gateway():
    Gateway.answers, Gateway.requests = deque(), []
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
    adapter = GatewaySockets(
        aws.client("apigatewaymanagementapi", attempts=1, endpoint=endpoint, read_seconds=0.5),
        pauses.append,
    )
    return adapter, pauses


def test_a_message_is_posted_unchanged_to_one_socket(sockets):
    """
    A message is posted unchanged to one socket.

    The connection id is escaped, because some of its characters are not allowed in a URL.
    """
    assert sockets[0].post(SOCKET, MESSAGE) is Delivery.DELIVERED
    ((verb, path, raw, body),) = Gateway.requests
    assert (verb, path, body) == ("POST", f"/ws/@connections/{SOCKET}", MESSAGE)
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
    ids=["gone", "gone without an error type", "forbidden", "too large", "broken"],
)
def test_only_410_means_that_the_socket_is_gone(sockets, answer, delivery):
    """
    Only status 410 means that a socket is gone.

    Any other error is a fault of ours or of the gateway, so the seat stays.
    """
    Gateway.answers.extend([answer, answer])
    assert sockets[0].post(SOCKET, MESSAGE) is delivery


def test_a_full_buffer_is_retried_once_after_a_pause(sockets):
    adapter, pauses = sockets
    Gateway.answers.extend([(429, "LimitExceededException")])
    assert adapter.post(SOCKET, MESSAGE) is Delivery.DELIVERED
    Gateway.answers.extend([(429, "LimitExceededException")] * 3)
    assert adapter.post(SOCKET, MESSAGE) is Delivery.BUSY
    assert pauses == [MAX_PAUSE_SECONDS, MAX_PAUSE_SECONDS]
    assert len(Gateway.requests) == 4


def test_a_gateway_that_does_not_answer_raises_no_error():
    nowhere = GatewaySockets(
        aws.client(
            "apigatewaymanagementapi",
            attempts=1,
            endpoint="http://127.0.0.1:9/ws",
            read_seconds=0.2,
        ),
        lambda _longest: None,
    )
    assert nowhere.post(SOCKET, MESSAGE) is Delivery.BUSY
    assert nowhere.alive(SOCKET)
    nowhere.close(SOCKET)


def test_closing_a_socket_that_is_gone_raises_no_error(sockets):
    Gateway.answers.extend([(204, ""), (410, "GoneException"), (500, "")])
    for _ in range(3):
        sockets[0].close(SOCKET)
    assert [each[0] for each in Gateway.requests] == ["DELETE"] * 3


def test_a_socket_counts_as_alive_unless_the_answer_is_410(sockets):
    Gateway.answers.extend(
        [(200, ""), (410, "GoneException"), (410, ""), (403, "ForbiddenException"), (500, "")]
    )
    assert [sockets[0].alive(SOCKET) for _ in range(5)] == [True, False, False, True, True]
    assert [(verb, path) for verb, path, _, _ in Gateway.requests] == [
        ("GET", f"/ws/@connections/{SOCKET}")
    ] * 5
