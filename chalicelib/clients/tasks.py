"""Defines the Lambda function with which operators make older clients searchable."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint
from pydantic import Field, ValidationError

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.http.field_errors import field_errors
from chalicelib.platform.http.shapes import Body
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.wiring import clients as wiring_clients

operators = Blueprint(__name__)


class SearchableRequest(Body):
    """Names a practice, and the place in its list of clients at which to go on."""

    practice: str = Field(pattern=r"^[0-9A-Z]{26}$")
    cursor: str = Field(default="", max_length=2000)


@operators.lambda_function(name="make_searchable")
@entrypoint(Trigger.OPERATOR)
def make_searchable(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Make the next 500 clients of a practice searchable."""
    try:
        request = SearchableRequest.model_validate(dict(event))
    except ValidationError as error:
        raise Invalid(fields=field_errors(error)) from None
    log_context(practice=request.practice)
    clients = wiring_clients.searchable_clients()
    count, following = clients.make(PracticeId(request.practice), request.cursor or None)
    return {"clients": count, "next": following or ""}
