"""A person at the product's own doors, without a browser: signs in, keeps cookies, sends what the web client sends."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pyotp

PATIENCE_SECONDS, STEP_SECONDS = 60, 30


class Refused(Exception):
    """An answer that was no success: its status, and what it says."""

    def __init__(self, status: int, said: dict[str, Any]) -> None:
        super().__init__(
            f"{status} {said.get('error')}: {said.get('message')} {said.get('fields') or ''}"
        )
        self.status = status
        self.said = said


@dataclass
class Visitor:
    """``url``: the origin. Cookies are kept by hand, because Python's jars never send Secure ones over http."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    status: int = 0

    def get(self, path: str) -> Any:
        """What `/api` + path answers. Raises Refused."""
        return self.ask("GET", path)

    def post(self, path: str, body: object = None, key: str = "") -> Any:
        """Send JSON; `key` is an Idempotency-Key. Raises Refused."""
        return self.ask("POST", path, body or {}, key)

    def put(self, path: str, body: object) -> Any:
        """Send JSON. Raises Refused."""
        return self.ask("PUT", path, body)

    def ask(self, method: str, path: str, body: object = None, key: str = "") -> Any:
        """One request of the web client's kind; its status stays in `status`."""
        headers = {
            "Accept": "application/json",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        if body is not None:
            headers |= {
                "Origin": self.url,
                "Content-Type": "application/json",
                "Sec-Fetch-Site": "same-origin",
            }
        if key:
            headers["Idempotency-Key"] = key
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/api{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return self._heard(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, self._heard(error)) from None

    def followed(self, invoice: str, said: dict[str, Any]) -> dict[str, Any]:
        """
        What an act on an invoice came to: the invoice, or the op that was declined, failed or waits for somebody.

        Raises:
            TimeoutError: Still under way after half a minute.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while "timeline" not in said and said["status"] == "working":
            if time.monotonic() > until:
                raise TimeoutError(f"op {said['op']} is still {said['status']}")
            time.sleep(0.2)
            said = self.get(f"/invoices/{invoice}/ops/{said['op']}")
        return dict(self.get(f"/invoices/{invoice}")) if said["status"] == "succeeded" else said

    def act(self, invoice: str, what: str, body: dict[str, Any], key: str = "") -> dict[str, Any]:
        """One of an invoice's acts, such as `payments` or `void`, followed to its answer. Raises Refused, TimeoutError."""
        return self.followed(invoice, self.post(f"/invoices/{invoice}/{what}", body, key))

    def sign_in(self, email: str, password: str, totp_secret: str | None = None) -> dict[str, Any]:
        """All the way in; answers who it is. Raises Refused."""
        said = self.post("/auth/sign-in", {"email": email, "password": password})
        if said["next"] == "totp" and totp_secret:
            said = self.post("/auth/totp", {"code": pyotp.TOTP(totp_secret).now()})
        if said["next"] != "done":
            raise Refused(
                HTTPStatus.UNAUTHORIZED,
                {"error": "SignedOut", "message": f"next is {said['next']}"},
            )
        return dict(self.get("/me"))

    def first_sign_in(self, email: str, temporary: str, password: str) -> str | None:
        """An invited person's first time; answers the secret of the second factor, if one had to be enrolled."""
        said = self.post("/auth/sign-in", {"email": email, "password": temporary})
        if said["next"] == "new_password":
            said = self.post("/auth/first-password", {"password": password})
        if said["next"] != "enrol_totp":
            return None
        secret = str(self.post("/auth/totp/enrol")["secret"])
        # The step before: a code counts once, and the present one is for whoever signs in next.
        self.post("/auth/totp/verify", {"code": pyotp.TOTP(secret).at(time.time() - STEP_SECONDS)})
        return secret

    def wear(self, role: str) -> None:
        """Switch to a role."""
        self.post("/auth/role", {"role": role})

    def _heard(self, answer: Any) -> Any:
        self.status = answer.status
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            self.cookies[name] = value
            if not value or "Max-Age=0" in line:
                self.cookies.pop(name)
        text = answer.read()
        return json.loads(text) if text else {}
