"""Serves the API's description: OpenAPI for programs, and a page for people."""

import json
from functools import cache
from html import escape
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.platform.http import openapi, responses
from chalicelib.platform.http.contract import PUBLIC, route
from chalicelib.platform.http.health import VERSION

routes = Blueprint(__name__)
STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
article{border-top:1px solid #8886;padding:1rem 0}
h1{line-height:1.2}h3{font:600 1rem ui-monospace,monospace;margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace}
"""
POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


@route(routes, "GET", "/openapi.json", who=PUBLIC)
def openapi_json() -> Response:
    """Get the API's description as an OpenAPI 3.1 document."""
    return responses.answer(json.dumps(_document()))


@route(routes, "GET", "/docs", who=PUBLIC, media_type="text/html")
def docs() -> Response:
    """Get the API's description as an HTML page."""
    return responses.answer(
        _page(),
        headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY},
    )


@route(routes, "GET", "/docs.css", who=PUBLIC, media_type="text/css")
def docs_style() -> Response:
    """Get the style sheet of the description page."""
    return responses.answer(STYLE, headers={"Content-Type": "text/css; charset=utf-8"})


def _document() -> dict[str, Any]:
    return openapi.document(routes.current_app, VERSION)


@cache
def _page() -> str:
    document = _document()
    operations = [
        (path, verb, operation)
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
    ]
    tags = sorted({operation["tags"][0] for _, _, operation in operations})
    sections = "".join(
        _section(tag, [each for each in operations if each[2]["tags"][0] == tag]) for tag in tags
    )
    shapes = "".join(
        _shape(name, schema) for name, schema in sorted(document["components"]["schemas"].items())
    )
    links = " · ".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in [*tags, "shapes"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Clocktree API</title>'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="stylesheet" href="docs.css"></head><body><main>'
        f"<h1>Clocktree API {escape(VERSION)}</h1>"
        "<p>JSON in and out, under <code>/api</code>. The session is a cookie. "
        "Unsafe requests need our own <code>Origin</code> and "
        "<code>Content-Type: application/json</code>. "
        f'<a href="openapi.json">OpenAPI 3.1</a></p><nav>{links}</nav>'
        f'{sections}<h2 id="shapes">Shapes</h2>{shapes}</main></body></html>'
    )


def _section(tag: str, operations: list[tuple[str, str, dict[str, Any]]]) -> str:
    articles = "".join(_operation(*each) for each in operations)
    return f'<section><h2 id="{escape(tag)}">{escape(tag)}</h2>{articles}</section>'


def _operation(path: str, verb: str, operation: dict[str, Any]) -> str:
    needs = [
        (each["name"], f"{each['in']}: {_kind(each['schema'])}")
        for each in operation.get("parameters", [])
    ]
    if "requestBody" in operation:
        needs.append(("body", _of(operation["requestBody"])))
    answers = [
        (status, _of(each)) for status, each in operation["responses"].items() if "content" in each
    ]
    rows = [("who", escape(", ".join(operation["x-roles"]) or "nobody")), *needs, *answers]
    title, summary = f"{escape(verb.upper())} {escape(path)}", escape(operation["summary"])
    return f"<article><h3>{title}</h3><p>{summary}</p>{_table(rows)}</article>"


def _shape(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        (f"{field}{'' if field in required else '?'}", _kind(rule))
        for field, rule in schema.get("properties", {}).items()
    ]
    about = escape(schema.get("description", ""))
    title = f'<article id="{escape(name)}"><h3>{escape(name)}</h3>'
    return f"{title}<p>{about}</p>{_table(rows)}</article>"


def _table(rows: list[tuple[str, str]]) -> str:
    lines = (
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{value}</td></tr>'
        for name, value in rows
    )
    return f"<table>{''.join(lines)}</table>" if rows else ""


def _of(operation: dict[str, Any]) -> str:
    (content,) = operation["content"].values()
    return _kind(content["schema"])


def _kind(schema: dict[str, Any]) -> str:
    """
    Return HTML that shows the type of a JSON schema.

    All strings from the schema are escaped.
    """
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    words = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    return escape(
        " | ".join(map(str, words))
        if words
        else str(schema.get("format") or schema.get("type", "anything"))
    )
