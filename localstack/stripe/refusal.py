"""Errors in the shape of the original API."""

from typing import Any


class Refusal(Exception):
    """An error answer; an idempotency key keeps it if `stored`."""

    def __init__(self, status: int, error: dict[str, Any], *, stored: bool = True) -> None:
        super().__init__(error.get("message", ""))
        self.status = status
        self.error = error
        self.stored = stored

    @property
    def declined(self) -> bool:
        """Return whether the card was declined."""
        return bool(self.error["type"] == "card_error")

    @property
    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"error": {name: value for name, value in self.error.items() if value is not None}}


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> Refusal:
    """A request was run and refused: 400, kept by its idempotency key."""
    return Refusal(
        400, {"type": "invalid_request_error", "message": message, "code": code, "param": param}
    )


def malformed(message: str, code: str, param: str) -> Refusal:
    """A request could not be run: 400, not kept."""
    return Refusal(
        400,
        {"type": "invalid_request_error", "message": message, "code": code, "param": param},
        stored=False,
    )


def missing(kind: str, name: str, param: str = "id", *, status: int = 404) -> Refusal:
    """There is no such object in this account."""
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
    """The key is refused: 401."""
    return Refusal(401, {"type": "invalid_request_error", "message": message}, stored=False)


def forbidden(message: str) -> Refusal:
    """The key is right but may not do this: 403."""
    return Refusal(403, {"type": "invalid_request_error", "message": message}, stored=False)
