"""Checks the server's messages against the declared protocol."""

import json
import operator
from functools import reduce
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from chalicelib.visits.api.server_messages import EVENTS, ServerMessage

SERVER_MESSAGE: TypeAdapter[ServerMessage] = TypeAdapter(
    Annotated[reduce(operator.or_, EVENTS), Field(discriminator="t")]
)
GATEWAY_ERROR = "Internal server error"


def parse_server_message(text: str) -> dict[str, Any]:
    """
    Parse one message of the server and check it against the protocol.

    The gateway's own error message is parsed but not checked. Raises ValidationError if
    the protocol does not declare the message.
    """
    message: dict[str, Any] = json.loads(text)
    if message.get("message") != GATEWAY_ERROR:
        SERVER_MESSAGE.validate_json(text)
    return message
