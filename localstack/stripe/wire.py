"""Damages HTTP responses as a fault specifies, down to the TCP connection."""

import secrets
import socket
import struct
from dataclasses import dataclass

from aiohttp import web

from localstack.stripe.faults import Fault

HTML = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)


@dataclass(frozen=True)
class Answer:
    """A finished response, whose `body` is JSON."""

    status: int
    body: str
    replayed: bool = False


def whole(answer: Answer) -> web.Response:
    """Return the HTTP response without damage."""
    headers = {"Request-Id": "req_" + secrets.token_hex(7)} | (
        {"Idempotent-Replayed": "true"} if answer.replayed else {}
    )
    return web.Response(
        status=answer.status, text=answer.body, content_type="application/json", headers=headers
    )


async def damaged(request: web.Request, answer: Answer, fault: Fault | None) -> web.StreamResponse:
    """Return the HTTP response, damaged in the way of `fault`, or intact if None."""
    kind = fault.kind.removesuffix("_before").removesuffix("_after") if fault else ""
    if kind == "lost":
        return _close(request)
    if kind in ("reset", "cut"):
        return await _send_half(request, answer, reset=kind == "reset")
    return _damaged_response(answer, kind)


def _damaged_response(answer: Answer, kind: str) -> web.Response:
    match kind:
        case "empty":
            return web.Response(status=200, body=b"", content_type="application/json")
        case "nonsense":
            return web.json_response({"object": "unheard_of"})
        case "html_502":
            return web.Response(status=502, text=HTML, content_type="text/html")
        case "rate_limit":
            error = {
                "type": "invalid_request_error",
                "code": "rate_limit",
                "message": "Too many requests",
            }
            return web.json_response({"error": error}, status=429)
    return whole(answer)


async def _send_half(request: web.Request, answer: Answer, *, reset: bool) -> web.StreamResponse:
    body = answer.body.encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    response = web.StreamResponse(status=answer.status, headers=headers)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _close(request, reset=reset)


def _close(request: web.Request, *, reset: bool = False) -> web.StreamResponse:
    transport = request.transport
    if transport:
        sock = transport.get_extra_info("socket")
        if reset and sock:
            # With a linger time of zero seconds, closing the socket sends a TCP reset.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
    return web.Response()
