"""Fakes a browser: it calls a Chalice app with the events that API Gateway sends."""

import json
from dataclasses import dataclass, field
from typing import Any

ORIGIN = "https://clocktree.test"
OURS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """
    An HTTP response, with header names in lower case.

    `cookies` holds the values of the Set-Cookie headers.
    """

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Browser:
    """A fake browser that stores cookies and sends the same headers as our web page."""

    app: Any
    jar: dict[str, str] = field(default_factory=dict)
    agent: str = "Firefox"

    def get(self, path: str, resource: str | None = None, **params: str) -> Answer:
        return self.call("GET", path, resource=resource, **params)

    def post(
        self, path: str, body: Any = None, *, resource: str | None = None, **headers: str
    ) -> Answer:
        return self.call(
            "POST",
            path,
            json.dumps({} if body is None else body),
            headers=headers,
            resource=resource,
        )

    def call(self, method, path, text="", *, headers=None, resource=None, **params) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        all_headers = (
            {"User-Agent": self.agent, "Cookie": cookie}
            | (OURS if method != "GET" else {})
            | (headers or {})
        )
        raw = self.app(
            event(method, resource or path, path, text, headers=all_headers, params=params), None
        )
        answer = _answer(raw)
        for line in answer.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self.jar[name] = value
            if "Max-Age=0" in line:
                del self.jar[name]
        return answer


def event(method, resource, path, text="", *, headers, params) -> dict[str, Any]:
    """Return a request as API Gateway's event; `resource` is the route's path pattern."""
    pairs = zip(resource.split("/"), path.split("/"), strict=True)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": {name: [value] for name, value in params.items()}
        or None,
        "pathParameters": {
            pattern[1:-1]: value for pattern, value in pairs if pattern.startswith("{")
        }
        or None,
        "stageVariables": None,
        "requestContext": {"httpMethod": method, "resourcePath": resource, "requestId": "req-1"},
        "body": text or None,
        "isBase64Encoded": False,
    }


def _answer(raw: dict[str, Any]) -> Answer:
    headers = {name.lower(): value for name, value in raw["headers"].items()}
    cookies = raw.get("multiValueHeaders", {}).get("Set-Cookie", [])
    return Answer(raw["statusCode"], headers, cookies, raw["body"])
