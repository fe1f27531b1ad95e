"""
Defines the Lambda functions that operators call.

Operators are members of our staff. IAM permissions alone control who may call the
functions.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, ValidationError

from chalicelib.identity.domain.membership import PersonSummary, roles_of
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.http.field_errors import field_errors
from chalicelib.platform.http.shapes import Body, line
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.usecases.onboarding import FirstAdmin
from chalicelib.wiring import practice as wiring_practice

operators = Blueprint(__name__)


class Registration(Body):
    """
    Holds the details of a practice to register and of the practice's first Admin.

    `practice` is empty for a new practice. To finish a registration that failed, set
    `practice` to the practice id from the failed registration.
    """

    name: Annotated[str, line(100)]
    zone: Annotated[str, line(64)]
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    admin_name: Annotated[str, line(100)]
    admin_email: Annotated[str, line(254)]
    roles: list[Literal["admin", "provider"]] = Field(default=["admin"], max_length=2)
    practice: str = Field(default="", pattern=r"^[0-9A-Z]{26}$|^$")


@operators.lambda_function(name="register_practice")
@entrypoint(Trigger.OPERATOR)
def register_practice(event: Mapping[str, Any], _context: object) -> dict[str, str]:
    """Create a practice and invite its first Admin, or finish a failed registration."""
    registration, onboarding = _parse(event), wiring_practice.onboarding()
    practice = PracticeId(registration.practice) if registration.practice else onboarding.new_id()
    log_context(practice=practice)
    admin = FirstAdmin(
        PersonSummary(registration.admin_name, registration.admin_email),
        roles_of(registration.roles),
    )
    onboarding.register(
        Practice(practice, registration.name, registration.zone, registration.currency), admin
    )
    return {"practice": practice}


def _parse(event: Mapping[str, Any]) -> Registration:
    try:
        return Registration.model_validate(dict(event))
    except ValidationError as error:
        errors = field_errors(error).items()
        raise Invalid(fields={path.partition(".")[0]: words for path, words in errors}) from None
