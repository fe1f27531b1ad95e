"""Builds answers: statuses, error bodies and protective headers (S13, S24)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import Response

from chalicelib.kernel import errors

STATUS: Mapping[type[errors.Failure], int] = {
    errors.Malformed: 400,
    errors.SignedOut: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.Unreadable: 503,
}

PROTECTION: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


def answer(
    body: str | bytes,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: Sequence[str] = (),
) -> Response:
    """Return a response, by default JSON; `cookies`: Set-Cookie values."""
    all_headers: dict[str, Any] = {
        "Content-Type": "application/json",
        **PROTECTION,
        **(headers or {}),
    }
    if cookies:
        all_headers["Set-Cookie"] = list(cookies)
    return Response(body, all_headers, status)


def refusal(no: errors.Failure, cookies: Sequence[str] = ()) -> Response:
    """Return the answer to a refused request; a Conflict adds the current state."""
    body: dict[str, Any] = {
        "error": type(no).__name__,
        "message": str(no),
        "fields": dict(no.fields),
    }
    if isinstance(no, errors.Conflict) and isinstance(no.fresh, Mapping):
        body["fresh"] = no.fresh
    return answer(json.dumps(body), STATUS[type(no)], cookies=cookies)
