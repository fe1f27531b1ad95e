"""Makes valid and invalid request bodies from the API's OpenAPI description."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from app import app
from chalicelib.platform.http import openapi

API_DESCRIPTION = openapi.document(app, "0.1.0")
NAMED: Mapping[str, Any] = {
    "code": "000000",
    "currency": "USD",
    "intent": True,
    "minor": 100,
    "percent": "5",
    "sha256": "0" * 64,
    "zone": "America/New_York",
}
"""Valid values of fields whose pattern or format most texts do not match."""
OF_FORMAT = {"date": "2026-11-20", "date-time": "2026-11-20T15:00:00Z"}
JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.lists(st.integers(), max_size=2)
)


def operation(method: str, path: str) -> Mapping[str, Any]:
    """Return the OpenAPI description of a route."""
    return API_DESCRIPTION["paths"][path][method.lower()]


def schema_of(method: str, path: str) -> Mapping[str, Any] | None:
    """Return the schema of a route's request body, or None if the route takes none."""
    request_body = operation(method, path).get("requestBody")
    return request_body["content"]["application/json"]["schema"] if request_body else None


def required_query(method: str, path: str) -> str:
    """Return the query string with what a route cannot do without, or an empty string."""
    needed = {
        each["name"]: smallest(each["schema"], each["name"])
        for each in operation(method, path).get("parameters", ())
        if each["in"] == "query" and each["required"]
    }
    return f"?{urlencode(needed)}" if needed else ""


def smallest(schema: Mapping[str, Any], name: str = "") -> Any:
    """Return the smallest value that the schema accepts."""
    schema = _resolved(schema)
    if name in NAMED:
        return NAMED[name]
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0])
    if schema.get("type") == "object":
        return {
            each: smallest(schema["properties"][each], each) for each in schema.get("required", [])
        }
    if schema.get("type") == "array":
        return [smallest(schema["items"])] * schema.get("minItems", 0)
    text = OF_FORMAT.get(schema.get("format", ""), "x")
    return {"string": text, "integer": schema.get("minimum", 1), "boolean": False}[schema["type"]]


def near(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Generate values that the schema accepts or almost accepts."""
    schema = _resolved(schema)
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")])) | JUNK
    if "anyOf" in schema:
        return st.one_of([near(each) for each in schema["anyOf"]])
    kind = schema.get("type")
    if kind == "object":
        return _object(schema)
    if kind == "array":
        return st.lists(near(schema["items"]), max_size=3) | JUNK
    if kind == "string":
        return _text(schema) | JUNK
    return {
        "integer": st.integers(-(10**13), 10**13),
        "boolean": st.booleans(),
        "null": st.none(),
    }.get(kind, JUNK) | JUNK


def _object(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    known = {name: near(each) for name, each in schema.get("properties", {}).items()}
    needed = {name: known.pop(name) for name in schema.get("required", [])}
    more = schema.get("additionalProperties")
    if isinstance(more, Mapping):
        return st.dictionaries(st.text(max_size=12), near(more), max_size=3)
    return st.fixed_dictionaries(needed, optional=known)


def _text(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"])) | st.text(max_size=8)
    if schema.get("format") == "date-time":
        return st.datetimes(timezones=st.none() | st.timezones()).map(datetime.isoformat) | st.text(
            max_size=12
        )
    if schema.get("format") == "date":
        return st.dates().map(str) | st.text(max_size=12)
    return st.text(max_size=min(schema.get("maxLength", 40), 600) + 1)


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return API_DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema
