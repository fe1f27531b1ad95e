"""Builds errors in the format of Stripe's API."""

from typing import Any


class StripeError(Exception):
    """
    Raised when a request fails; holds the status and JSON of the error response.

    `is_stored`: whether the response is stored under the request's idempotency key.
    """

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
        """The error response's JSON."""
        return {"error": {name: value for name, value in self.error.items() if value is not None}}


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> StripeError:
    """Return an error (400) that is stored under the request's idempotency key."""
    return StripeError(
        400, {"type": "invalid_request_error", "message": message, "code": code, "param": param}
    )


def malformed(message: str, code: str, param: str) -> StripeError:
    """
    Return an error (400) for wrong parameters.

    The error is not stored under the request's idempotency key.
    """
    return StripeError(
        400,
        {"type": "invalid_request_error", "message": message, "code": code, "param": param},
        is_stored=False,
    )


def missing(kind: str, name: str, param: str = "id", *, status: int = 404) -> StripeError:
    """Return an error for an object that this account lacks."""
    message = f"No such {kind}: '{name}'"
    return StripeError(
        status,
        {
            "type": "invalid_request_error",
            "message": message,
            "code": "resource_missing",
            "param": param,
        },
    )


def unauthorized(message: str) -> StripeError:
    """Return an error (401) for a wrong or missing API key."""
    return StripeError(401, {"type": "invalid_request_error", "message": message}, is_stored=False)


def forbidden(message: str) -> StripeError:
    """Return an error (403) for an API key that lacks the permission."""
    return StripeError(403, {"type": "invalid_request_error", "message": message}, is_stored=False)
