"""
Gives API Gateway's own responses the form of the API's error responses.

API Gateway responds by itself to an unknown path, to too many requests and when a function
fails. See docs/architecture.md.
"""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.kernel import errors
from chalicelib.platform.http.responses import STATUS
from infra.build.templates import Template

EXTENSION = "x-amazon-apigateway-gateway-responses"
FAILURES: Mapping[str, errors.Failure] = {
    "MISSING_AUTHENTICATION_TOKEN": errors.NotFound(),
    "RESOURCE_NOT_FOUND": errors.NotFound(),
    "UNSUPPORTED_MEDIA_TYPE": errors.Malformed(),
    "BAD_REQUEST_BODY": errors.Malformed(),
    "BAD_REQUEST_PARAMETERS": errors.Malformed(),
    "REQUEST_TOO_LARGE": errors.TooLarge(),
    "THROTTLED": errors.TooMany(),
    "QUOTA_EXCEEDED": errors.TooMany(),
    "WAF_FILTERED": errors.NotAllowed(),
    "DEFAULT_4XX": errors.Malformed(),
    "DEFAULT_5XX": errors.Unavailable(),
}
"""The error that each kind of response of API Gateway reports; an unknown path is the first."""


def _response(failure: errors.Failure) -> dict[str, Any]:
    body = {"error": type(failure).__name__, "message": str(failure), "fields": {}}
    return {
        "statusCode": str(STATUS[type(failure)]),
        "responseTemplates": {"application/json": json.dumps(body)},
        "responseParameters": {"gatewayresponse.header.Cache-Control": "'no-store'"},
    }


RESPONSES: Mapping[str, Mapping[str, Any]] = {
    kind: _response(failure) for kind, failure in FAILURES.items()
}
"""The definition of each response, as API Gateway reads it."""


def add(template: Template) -> None:
    """Add the responses to the definition of the REST API."""
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    definition[EXTENSION] = dict(RESPONSES)
