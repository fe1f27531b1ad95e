"""Builds responses: statuses, error bodies and security headers (S13, S24)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import Response

from chalicelib.kernel import errors

JSON = "application/json"
STATUS: Mapping[type[errors.Failure], int] = {
    errors.Malformed: 400,
    errors.SignedOut: 401,
    errors.SignedInElsewhere: 401,
    errors.SessionIdle: 401,
    errors.SessionExpired: 401,
    errors.PasswordChanged: 401,
    errors.AccessEnded: 401,
    errors.RoleRemoved: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotScanned: 409,
    errors.ClientMerged: 409,
    errors.SlotTaken: 409,
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
    """
    Return a response with the security headers.

    The Content-Type is JSON, or the one given in `headers`. `cookies` are the values of
    the Set-Cookie headers.
    """
    all_headers: dict[str, Any] = {
        "Content-Type": JSON,
        **PROTECTION,
        **(headers or {}),
    }
    if cookies:
        all_headers["Set-Cookie"] = list(cookies)
    return Response(body, all_headers, status)


def refusal(failure: errors.Failure, cookies: Sequence[str] = ()) -> Response:
    """
    Return the error response to a request that was refused with `failure`.

    If `failure` is a Conflict that contains the current state, the response contains
    that state too. If a time is taken, the response contains the next free times, and for
    a series the times that are taken. If a client's profile was merged, it contains the id and
    the name of the other profile, if the caller may see it.
    """
    body: dict[str, Any] = {
        "error": type(failure).__name__,
        "message": str(failure),
        "fields": dict(failure.fields),
    }
    if isinstance(failure, errors.Conflict) and isinstance(failure.fresh, Mapping):
        body["fresh"] = failure.fresh
    if isinstance(failure, errors.ClientMerged) and failure.profile:
        body["profile"] = dict(failure.profile)
    if isinstance(failure, errors.SlotTaken):
        body |= {"free": list(failure.free), "taken": list(failure.taken)}
    return answer(json.dumps(body), STATUS[type(failure)], cookies=cookies)
