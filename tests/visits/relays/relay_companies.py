"""Strict stand-ins for companies that run relays."""

import json
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

KEY, TOKEN, ACCOUNT = (
    "0123456789abcdef0123456789abcdef",
    "cloudflare-token",
    "AC0123456789abcdef0123456789abcdef",
)
DAY = 86_400


@dataclass
class Company:
    """
    Holds a running stand-in server for one company that provides relays.

    `requests`: the path, headers and body of each request. `fixed_answer`: an HTTP
    status and a body that replace the normal response, or None. Requests wait while the
    event `may_answer` is not set.
    """

    answer: object
    url: str = ""
    fixed_answer: tuple[int, str] | None = None
    requests: list = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)


@contextmanager
def company_server(answer):
    """
    Run an HTTP server that responds like one relay company.

    `answer(path, headers, body)` returns the response's status and JSON object.
    """
    company = Company(answer)
    company.may_answer.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(company))
    company.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield company
    finally:
        company.may_answer.set()
        server.shutdown()
        server.server_close()


def _handler(company):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            company.requests.append((self.path, dict(self.headers), body))
            company.may_answer.wait(20)
            status, text = company.fixed_answer or _serialized(
                company.answer(self.path, self.headers, body)
            )
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

    return Handler


def _serialized(answer):
    status, shape = answer
    return status, json.dumps(shape)


def cloudflare(path, headers, body):
    """Respond as Cloudflare does: URLs unsorted, some on ports that browsers block."""
    if path != f"/v1/turn/keys/{KEY}/credentials/generate-ice-servers":
        return 404, {}
    if headers["Authorization"] != f"Bearer {TOKEN}":
        return 401, {}
    request = json.loads(body)
    if (
        headers["Content-Type"] != "application/json"
        or set(request) != {"ttl"}
        or not 0 < request["ttl"] <= 2 * DAY
    ):
        return 400, {}
    host = "turn.cloudflare.com"
    turn = [
        f"turn:{host}:{port}?transport={how}"
        for port, how in ((53, "udp"), (80, "tcp"), (3478, "tcp"), (3478, "udp"))
    ]
    turns = [f"turns:{host}:{port}?transport=tcp" for port in (5349, 443)]
    relay = {"urls": [*turns, *turn], "username": "0a1b2c", "credential": "opens-cloudflare"}
    return 201, {
        "iceServers": [
            relay,
            {"urls": ["stun:stun.cloudflare.com:53", "stun:stun.cloudflare.com:3478"]},
        ]
    }


def twilio(path, headers, body):
    """
    Return a response like that of Twilio's Tokens API.

    Numbers are strings, and each server has its URL in the fields `url` and `urls`.
    """
    if headers["Authorization"] != "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode():
        return 401, {"code": 20003}
    if path != f"/2010-04-01/Accounts/{ACCOUNT}/Tokens.json":
        return 404, {"code": 20404}
    form = parse_qs(body.decode())
    if (
        headers["Content-Type"] != "application/x-www-form-urlencoded"
        or not 0 < int(form["Ttl"][0]) <= DAY
    ):
        return 400, {}
    credentials = {"username": "dc2d2894", "credential": "opens-twilio"}
    urls = [
        f"turn:global.turn.twilio.com:{each}"
        for each in ("3478?transport=tcp", "443?transport=tcp", "3478?transport=udp")
    ]
    relays = [{"url": url, "urls": url, **credentials} for url in urls]
    stun = {"url": "stun:global.stun.twilio.com:3478", "urls": "stun:global.stun.twilio.com:3478"}
    return 201, {
        "ttl": form["Ttl"][0],
        "username": "dc2d2894",
        "password": "opens-twilio",
        "ice_servers": [*relays, stun],
    }
