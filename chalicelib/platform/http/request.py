"""Reads a request: its body, query, origin, session and Idempotency-Key."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from chalice.app import Request as ChaliceRequest

from chalicelib.kernel.access import Access
from chalicelib.kernel.caller import Caller, Device
from chalicelib.kernel.errors import Malformed, NotAllowed, NotFound, SignedOut, TooLarge
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.networks import networks_of
from chalicelib.platform import lambda_entry
from chalicelib.platform.http import ports
from chalicelib.platform.http.ports import SignedIn

MAX_BODY_BYTES = 256 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION, STEP, RESET = "__Host-sid", "__Host-step", "__Host-reset"
ID_PATTERN = re.compile(r"[A-Za-z0-9_\-]{1,64}")
KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass
class Request:
    """
    Wraps Chalice's request for handlers.

    The method `access` sets the attribute `session`. Before that call, the attribute
    does not exist.
    """

    inner: ChaliceRequest
    session: SignedIn = field(init=False)

    def header(self, name: str) -> str:
        """
        Return a header's value, or an empty string if the header is absent.

        The header name is case-insensitive.
        """
        return str(self.inner.headers.get(name, ""))

    @property
    def id(self) -> str:
        """Return the id that API Gateway gave to this request."""
        return str(self.inner.context.get("requestId", ""))

    @property
    def body(self) -> bytes:
        """
        Return the raw body of the request.

        Raises:
            TooLarge: The body is larger than `MAX_BODY_BYTES`.
        """
        raw = self.inner.raw_body or b""
        data = raw.encode() if isinstance(raw, str) else bytes(raw)
        if len(data) > MAX_BODY_BYTES:
            raise TooLarge
        return data

    @property
    def query(self) -> Mapping[str, Any]:
        """Return the query parameters, except those with an empty value."""
        params = self.inner.query_params
        return {name: params[name] for name in params if params[name]} if params else {}

    @property
    def idempotency_key(self) -> str | None:
        """
        Return the value of the header Idempotency-Key, or None if it is absent.

        Raises:
            Malformed: The value has more than 200 characters, or has a space or another
                character that is not printable ASCII.
        """
        key = self.header("Idempotency-Key")
        if key and not KEY.fullmatch(key):
            raise Malformed("An Idempotency-Key is 1 to 200 printable characters.")
        return key or None

    def cookie(self, name: str) -> str:
        """Return a cookie's value, or an empty string if the cookie is absent."""
        pairs = (part.strip().partition("=") for part in self.header("Cookie").split(";"))
        return next((value for key, _, value in pairs if key == name), "")

    @property
    def caller(self) -> Caller:
        """
        Return the caller who sent the request.

        The result contains the IP address, its networks and the browser name only as keyed hashes.
        """
        agent, keyed_hash = self.header("User-Agent"), ports.connected().keyed_hash
        device = (
            Device.MOBILE
            if "Mobi" in agent or self.header("Sec-CH-UA-Mobile") == "?1"
            else Device.DESKTOP
        )
        address = self._address()
        return Caller(
            self.id,
            keyed_hash(address),
            keyed_hash(agent),
            device,
            tuple(keyed_hash(f"network {each}") for each in networks_of(address)),
        )

    def access(self, *, counts: bool) -> Access:
        """
        Return who is signed in, in which practice and in which role.

        `counts` says whether this request counts as activity, which extends the session
        (S12).

        Raises:
            SignedOut: The request has no session cookie, or no active session belongs to
                the cookie.
        """
        cookie = self.cookie(SESSION)
        if not cookie:
            raise SignedOut
        self.session = ports.connected().sessions().find(cookie, self.caller, counts=counts)
        access = self.session.access
        lambda_entry.log_context(
            practice=access.practice, person=access.person, role=access.role, session=access.session
        )
        return access

    def require_same_origin(self) -> None:
        """
        Refuse a request that a page of another site could have sent.

        Requests whose method is in SAFE (GET, HEAD and OPTIONS) always pass. See
        docs/records-and-keys.md#requests-from-other-sites.

        Raises:
            NotAllowed: The headers do not show that the request comes from our own web
                client.
            Malformed: The Content-Type is not JSON.
        """
        if self.inner.method in SAFE:
            return
        if self.header("Origin") != ports.connected().origin() or self.header(
            "Sec-Fetch-Site"
        ) not in {"", "same-origin"}:
            raise NotAllowed("This was not sent by a page of Clocktree. Reload the page.")
        if self.header("Content-Type").partition(";")[0].strip().lower() != "application/json":
            raise Malformed("Send JSON, with Content-Type: application/json.")

    def _address(self) -> str:
        # CloudFront appends the browser's address to the header, and then API Gateway appends
        # CloudFront's. So the last address but one is the browser's. Any address before it may be
        # invented by whoever sent the request.
        hops = [hop.strip() for hop in self.header("X-Forwarded-For").split(",") if hop.strip()]
        return hops[-2:][0] if hops else ""


def require_ids(path: Mapping[str, str]) -> None:
    """
    Check that all path parameters have the form of an id.

    Raises:
        NotFound: A path parameter is too long, or has a character that ids never have.
    """
    if not all(ID_PATTERN.fullmatch(value) for value in path.values()):
        raise NotFound


CONDITIONS = {"draft", "seen"}
"""Fields of a body that only say what the sender had seen."""


def idempotency_key(request: Request) -> IdempotencyKey | None:
    """
    Return the request's Idempotency-Key, with a hash of its path and body.

    A repeated request may differ in the fields of CONDITIONS. The result is None if the request
    has no Idempotency-Key.
    """
    key = request.idempotency_key
    if key is None:
        return None
    path = f"{request.inner.context.get('path', '')}\n".encode()
    return IdempotencyKey(key, sha256(path + _without_conditions(request.body)).hexdigest())


def _without_conditions(body: bytes) -> bytes:
    try:
        fields = json.loads(body)
    except ValueError:
        return body
    if not isinstance(fields, dict) or not CONDITIONS & fields.keys():
        return body
    rest = {name: value for name, value in fields.items() if name not in CONDITIONS}
    return json.dumps(rest).encode()
