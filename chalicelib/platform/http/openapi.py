"""Builds the OpenAPI 3.1 document from the contracts of all routes."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Literal

from chalice.app import Chalice
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.platform.http.contract import PUBLIC, Contract
from chalicelib.platform.http.request import ID_PATTERN, SESSION
from chalicelib.platform.http.responses import JSON, STATUS
from chalicelib.platform.http.shapes import Empty, Nothing

REF = "#/components/schemas/{model}"
Mode = Literal["validation", "serialization"]


def contracts(app: Chalice) -> list[Contract]:
    """Return the contracts of all routes, sorted by path and method."""
    entries = [entry for verbs in app.routes.values() for entry in verbs.values()]
    declared = [
        entry.view_function.__contract__
        for entry in entries
        if hasattr(entry.view_function, "__contract__")
    ]
    return sorted(declared, key=lambda each: (each.path, each.method))


@cache
def document(app: Chalice, version: str) -> dict[str, Any]:
    """Return the OpenAPI document; `version` is the version of the product."""
    routes = contracts(app)
    schemas, definitions = models_json_schema(
        sorted(set(_models(routes)), key=str), ref_template=REF
    )
    paths: dict[str, Any] = {}
    for each in routes:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Clocktree",
            "version": version,
            "description": "Telehealth practices and their client billing.",
        },
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "ErrorBody": _error_body()},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": SESSION}},
            "responses": {
                "Error": {
                    "description": "Refused",
                    "content": _content({"$ref": "#/components/schemas/ErrorBody"}),
                }
            },
        },
    }


def _models(routes: list[Contract]) -> Iterator[tuple[type[BaseModel], Mode]]:
    for each in routes:
        yield from (
            (each.needs[name], "validation") for name in ("body", "query") if name in each.needs
        )
        yield each.answer or Nothing, "serialization"
        yield from ((model, "serialization") for model in each.also.values())
    yield Empty, "validation"


def _operation(each: Contract, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    answers = {each.status: _response(each, schemas)} | {
        status: _content(schemas[model, "serialization"]) for status, model in each.also.items()
    }
    responses: dict[str, Any] = {
        str(status): {"description": "Done"} | ({"content": content} if content else {})
        for status, content in answers.items()
    }
    operation: dict[str, Any] = {
        "operationId": each.handler.__name__,
        "summary": (each.handler.__doc__ or "").strip().partition("\n")[0],
        "tags": [each.path.split("/")[1]],
        "x-roles": sorted(each.who),
        "responses": responses | {"default": {"$ref": "#/components/responses/Error"}},
        "security": [] if each.who == PUBLIC else [{"session": []}],
    }
    parameters = [*_in_path(each), *_in_query(each)]
    if parameters:
        operation["parameters"] = parameters
    if each.method not in {"GET", "DELETE"}:
        model = each.needs.get("body", Empty)
        operation["requestBody"] = {
            "required": True,
            "content": _content(schemas[model, "validation"]),
        }
    return operation


def _response(each: Contract, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    if each.status == HTTPStatus.NO_CONTENT:
        return {}
    if each.media_type != JSON:
        return {each.media_type: {"schema": {"type": "string"}}}
    return _content(schemas[each.answer or Nothing, "serialization"])


def _in_path(each: Contract) -> list[dict[str, Any]]:
    schema = {"type": "string", "pattern": f"^{ID_PATTERN.pattern}$"}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name in re.findall(r"\{(\w+)\}", each.path)
    ]


def _in_query(each: Contract) -> list[dict[str, Any]]:
    model = each.needs.get("query")
    if model is None:
        return []
    schema = model.model_json_schema(ref_template=REF)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": rule}
        for name, rule in schema["properties"].items()
    ]


def _content(schema: Any) -> dict[str, Any]:
    return {JSON: {"schema": schema}}


def _error_body() -> dict[str, Any]:
    words = sorted(kind.__name__ for kind in STATUS)
    return {
        "type": "object",
        "required": ["error", "message", "fields"],
        "properties": {
            "error": {"type": "string", "enum": words},
            "message": {"type": "string", "description": "A sentence that says what to do."},
            "fields": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "By dotted path.",
            },
            "fresh": {
                "type": "object",
                "description": "With a conflict, when known: how the thing is now.",
            },
            "profile": {
                "type": "object",
                "description": "With ClientMerged: the profile to use, if you may see it.",
                "required": ["id", "name"],
                "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            },
            "free": _times("With SlotTaken: the next free times."),
            "taken": _times("With SlotTaken, for a series: the times that are taken."),
        },
    }


def _times(words: str) -> dict[str, Any]:
    return {
        "type": "array",
        "description": words,
        "items": {
            "type": "object",
            "required": ["starts_at", "local"],
            "properties": {
                "starts_at": {"type": "string", "format": "date-time"},
                "local": {"type": "string"},
            },
        },
    }
