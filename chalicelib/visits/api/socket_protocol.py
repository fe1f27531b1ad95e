"""
Builds the JSON Schema of the messages on a room's socket.

The schema includes the limits for messages. `python -m infra.socket_schema` prints
the schema. The web client's types are generated from the schema.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from chalicelib.visits.api.client_messages import REQUESTS
from chalicelib.visits.api.server_messages import EVENTS
from chalicelib.visits.domain.signal import MAX_MESSAGE_BYTES, ByeCode
from chalicelib.visits.domain.visit import MAX_NOTE_CHARS
from chalicelib.visits.usecases.rate_limiter import WINDOW
from chalicelib.visits.usecases.server_messages import VERSION
from chalicelib.visits.usecases.signaling_service import ICE_INTERVAL

CONSTANTS: Mapping[str, Any] = {
    "VERSION": VERSION,
    "MAX_MESSAGE_BYTES": MAX_MESSAGE_BYTES,
    "MAX_NOTE_CHARACTERS": MAX_NOTE_CHARS,
    "RATE_WINDOW_SECONDS": WINDOW.seconds,
    "MIN_ICE_INTERVAL_SECONDS": ICE_INTERVAL.seconds,
    "BYE_CODES": {code.name: code.value for code in ByeCode},
}
"""Limits and codes that a client needs besides the messages' shapes."""


class PlainSchema(GenerateJsonSchema):
    """
    Generates a schema without default values and field titles.

    Clients need neither of these.
    """

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic calls it
        return False


def socket_schema() -> dict[str, Any]:
    """
    Return one JSON Schema that describes all messages on a room's socket.

    `x-constants` in the schema has the limits and codes that a client needs.
    """
    return protocol_schema("SocketMessage", tuple(REQUESTS.values()), EVENTS, CONSTANTS)


def protocol_schema(
    title: str,
    requests: Sequence[type[BaseModel]],
    events: Sequence[type[BaseModel]],
    constants: Mapping[str, Any],
) -> dict[str, Any]:
    """Return one JSON Schema of what browsers and the server send on a socket."""
    models = [(model, "validation") for model in (*requests, *events)]
    _, schema = models_json_schema(models, schema_generator=PlainSchema)  # type: ignore[arg-type]
    directions = {
        "ClientMessage": _one_of(model.__name__ for model in requests),
        "ServerMessage": _one_of(model.__name__ for model in events),
    }
    return {
        "title": title,
        "x-constants": dict(constants),
        **_one_of(directions),
        "$defs": directions | schema["$defs"],
    }


def _one_of(names: Any) -> dict[str, Any]:
    return {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in names]}
