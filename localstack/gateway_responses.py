"""
Replaces the emulator's own error responses by those that the template defines.

API Gateway does this itself, but the emulator ignores the definitions.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from infra.build.gateway_responses import RESPONSES

UNKNOWN_PATH = HTTPStatus.FORBIDDEN, "Missing Authentication Token"
KINDS: Mapping[int, str] = {413: "REQUEST_TOO_LARGE", 429: "THROTTLED"}


def replaced(status: int, body: bytes) -> web.Response | None:
    """
    Return the response that API Gateway would send instead of the emulator's own.

    Returns None for a response of one of our functions.
    """
    message = _own_message(body) if status >= HTTPStatus.BAD_REQUEST else None
    if message is None:
        return None
    default = "DEFAULT_4XX" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "DEFAULT_5XX"
    is_unknown = (status, message) == UNKNOWN_PATH or status == HTTPStatus.NOT_FOUND
    return response("MISSING_AUTHENTICATION_TOKEN" if is_unknown else KINDS.get(status, default))


def response(kind: str) -> web.Response:
    """Return API Gateway's own response of one kind, such as `THROTTLED`."""
    definition = RESPONSES[kind]
    (media_type, text), *_ = definition["responseTemplates"].items()
    return web.Response(
        status=int(definition["statusCode"]),
        text=text,
        content_type=media_type,
        headers={"Cache-Control": "no-store"},
    )


def _own_message(body: bytes) -> str | None:
    # Each error response of our functions has the key `error`.
    try:
        data: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(data, dict) or not {"message", "Message"} & set(data) or "error" in data:
        return None
    return str(data.get("message") or data.get("Message"))
