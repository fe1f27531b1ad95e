"""Provides the API of a practice, with an Admin and two providers signed in."""

import json
from dataclasses import dataclass, field
from typing import Any

from chalicelib.kernel.access import Role
from tests.platform.http.browser import Answer, Browser
from tests.platform.http.front import Front

CLIENT, SERVICE, ACCOUNT = (
    "/clients/{client_id}",
    "/services/{service_id}",
    "/practice/processors/{account_id}",
)
AVERY = {"legal_name": "Avery Stone", "email": "avery@mail.example"}


@dataclass
class PracticeApi:
    """
    Calls the API as the people of one practice.

    `admin` is an Admin's browser; `sam` and `kim` are the browsers of two providers.
    """

    front: Front
    people: dict[str, Browser] = field(default_factory=dict)

    @property
    def admin(self) -> Browser:
        return self._of("admin", Role.ADMIN)

    @property
    def sam(self) -> Browser:
        return self._of("sam", Role.PROVIDER)

    @property
    def kim(self) -> Browser:
        return self._of("kim", Role.PROVIDER)

    def accept(self) -> Answer:
        """Accept the current Business Associate Agreement as the Admin."""
        agreement = self.admin.get("/practice/baa").json
        return self.admin.post(
            "/practice/baa", {"version": agreement["version"], "sha256": agreement["sha256"]}
        )

    def client(self, browser: Browser | None = None, **changed: Any) -> dict[str, Any]:
        """Create a client by a request from `browser`, or as Sam; return the JSON."""
        answer = (browser or self.sam).post("/clients", AVERY | changed)
        assert answer.status == 201, answer.text
        return answer.json

    def invited(
        self, browser: Browser | None = None, **changed: Any
    ) -> tuple[Browser, dict[str, Any]]:
        """Create a client who signs in; return their browser and the JSON."""
        client, own = self.client(browser, invite=True, **changed), self.front.browser()
        to, _, text = self.front.mail.sent[-1]
        person = self.front.identity.people[to]
        password = next(word for word in text.split() if person.password == word)
        own.post("/auth/sign-in", {"email": to, "password": password})
        own.post("/auth/first-password", {"password": "Another-Kettle-9"})
        self.front.mail.sent.clear()
        return own, client

    def _of(self, name: str, *roles: Role) -> Browser:
        if name not in self.people:
            self.people[name] = self.front.signed_in(*roles)
        return self.people[name]


def send(
    browser: Browser, method: str, pattern: str, name: str, body: Any, **headers: str
) -> Answer:
    """Send a JSON request to a route; `name` replaces the id in its path pattern."""
    head, _, tail = pattern.partition("{")
    path = head + name + tail.partition("}")[2]
    return browser.call(method, path, json.dumps(body), resource=pattern, headers=headers)


def read(browser: Browser, pattern: str, name: str) -> Answer:
    """Get a route's response; `name` replaces the id in the route's path pattern."""
    head, _, tail = pattern.partition("{")
    return browser.get(head + name + tail.partition("}")[2], pattern)
