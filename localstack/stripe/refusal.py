"""Builds errors in the shape of Stripe's API."""

from typing import Any


class Refusal(Exception):
    """An error answer; an idempotency key stores it if `is_stored`."""

    def __init__(self, status: int, error: dict[str, Any], *, is_stored: bool = True) -> None:
        super().__init__(error.get("message", ""))
        self.status = status
        self.error = error
        self.is_stored = is_stored

    @property
    def declined(self) -> bool:
        """Return whether the card was declined."""
        return bool(self.error["type"] == "card_error")

    @property
    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"error": {name: value for name, value in self.error.items() if value is not None}}


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> Refusal:
    """Return a refusal of a valid request: 400, stored by its idempotency key."""
    return Refusal(
        400, {"type": "invalid_request_error", "message": message, "code": code, "param": param}
    )


def malformed(message: str, code: str, param: str) -> Refusal:
    """Return a refusal of an invalid request: 400, not stored."""
    return Refusal(
        400,
        {"type": "invalid_request_error", "message": message, "code": code, "param": param},
        is_stored=False,
    )


def missing(kind: str, name: str, param: str = "id", *, status: int = 404) -> Refusal:
    """Return a refusal for an object that this account lacks."""
    message = f"No such {kind}: '{name}'"
    return Refusal(
        status,
        {
            "type": "invalid_request_error",
            "message": message,
            "code": "resource_missing",
            "param": param,
        },
    )


def unauthorized(message: str) -> Refusal:
    """Return a refusal of the key: 401."""
    return Refusal(401, {"type": "invalid_request_error", "message": message}, is_stored=False)


def forbidden(message: str) -> Refusal:
    """Return a refusal of a key that lacks the permission: 403."""
    return Refusal(403, {"type": "invalid_request_error", "message": message}, is_stored=False)
