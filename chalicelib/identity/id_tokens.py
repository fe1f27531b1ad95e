"""Verifies ID tokens; see docs/records-and-keys.md#sessions-and-sign-in."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from chalicelib.kernel.errors import Unavailable

REFRESH_SECONDS = 300
"""
At least this many seconds lie between two fetches of the keys.

A token with an unknown key id causes a fetch, and anybody can make up such an id.
"""


class IdTokens:
    """
    Verifies the ID tokens of one identity provider.

    A valid token names this `issuer` and `audience`. `fetch` is a function that returns the
    provider's JSON Web Key Set.
    """

    def __init__(
        self,
        issuer: str,
        audience: str,
        fetch: Callable[[], Mapping[str, Any]],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer, self._audience, self._fetch, self._ticks = issuer, audience, fetch, ticks
        self._keys: dict[str, Any] = {}
        self._fetched: float | None = None

    def subject(self, token: str) -> str:
        """
        Verify an ID token and return its subject, which is the id of a person.

        Raises:
            Unavailable: The token is not valid, or the provider's keys cannot be read.
        """
        try:
            key = self._key(str(jwt.get_unverified_header(token)["kid"]))
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": ["exp", "iss", "aud", "sub", "token_use"]},
            )
        except (jwt.PyJWTError, KeyError):
            raise Unavailable from None
        if claims["token_use"] != "id":
            raise Unavailable
        return str(claims["sub"])

    def _key(self, kid: str) -> Any:
        stale = self._fetched is None or self._ticks() - self._fetched >= REFRESH_SECONDS
        if kid not in self._keys and stale:
            self._fetched = self._ticks()
            fetched = jwt.PyJWKSet.from_dict(dict(self._fetch())).keys
            self._keys = {
                str(key.key_id): key for key in fetched if key.public_key_use in {None, "sig"}
            }
        return self._keys[kid].key
