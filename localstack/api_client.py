"""Calls the API as the web client does, for one person, without a browser."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pyotp

MAX_OP_SECONDS, TOTP_STEP_SECONDS = 60, 30
OP_POLL_SECONDS = 0.05


class ApiRefused(Exception):
    """Raised when the API refused a request; holds the response's status and JSON."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        fields = answer.get("fields") or ""
        super().__init__(f"{status} {answer.get('error')}: {answer.get('message')} {fields}")
        self.status = status
        self.answer = answer


@dataclass
class ApiClient:
    """
    Calls the API with one person's session.

    `url`: the API's origin. `cookies`: the session's cookies, stored here because
    Python's cookie jars never send Secure cookies over plain HTTP. `status`: the HTTP
    status of the last response, or 0 before the first one.
    """

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    status: int = 0

    def get(self, path: str) -> Any:
        """Get the JSON at `/api` + path; raise ApiRefused if the API refuses."""
        return self.request("GET", path)

    def post(self, path: str, body: object = None, key: str = "") -> Any:
        """Post JSON with `key` as Idempotency-Key; raise ApiRefused if the API refuses."""
        return self.request("POST", path, body or {}, key)

    def put(self, path: str, body: object) -> Any:
        """Put JSON at `/api` + path; raise ApiRefused if the API refuses."""
        return self.request("PUT", path, body)

    def request(self, method: str, path: str, body: object = None, key: str = "") -> Any:
        """Send a request with the web client's headers; raise ApiRefused if refused."""
        headers = {
            "Accept": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
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
                return self._read(answer)
        except urllib.error.HTTPError as error:
            raise ApiRefused(error.code, self._read(error)) from None

    def follow(self, invoice: str, answer: dict[str, Any]) -> dict[str, Any]:
        """
        Poll a payment or refund op until it ends or waits for a person.

        `answer`: the API's response to the payment or refund request. Returns the invoice
        if the op succeeded, else the op.

        Raises:
            TimeoutError: The op is still working after a minute.
        """
        until = time.monotonic() + MAX_OP_SECONDS
        while "timeline" not in answer and answer["status"] == "working":
            if time.monotonic() > until:
                raise TimeoutError(f"op {answer['op']} is still {answer['status']}")
            time.sleep(OP_POLL_SECONDS)
            answer = self.get(f"/invoices/{invoice}/ops/{answer['op']}")
        return dict(self.get(f"/invoices/{invoice}")) if answer["status"] == "succeeded" else answer

    def act(self, invoice: str, what: str, body: dict[str, Any], key: str = "") -> dict[str, Any]:
        """
        Perform an action on an invoice, and follow the resulting op to its end.

        `what`: the action, such as `payments` or `void`.
        """
        return self.follow(invoice, self.post(f"/invoices/{invoice}/{what}", body, key))

    def sign_in(self, email: str, password: str, totp_secret: str | None = None) -> dict[str, Any]:
        """
        Sign in with both factors and return `/me`.

        Raises:
            ApiRefused: The API refused the sign-in or requires a further step.
        """
        answer = self.post("/auth/sign-in", {"email": email, "password": password})
        if answer["next"] == "totp" and totp_secret:
            answer = self.post("/auth/totp", {"code": pyotp.TOTP(totp_secret).now()})
        if answer["next"] != "done":
            raise ApiRefused(
                HTTPStatus.UNAUTHORIZED,
                {"error": "SignedOut", "message": f"next is {answer['next']}"},
            )
        return dict(self.get("/me"))

    def first_sign_in(self, email: str, temporary: str, password: str) -> str | None:
        """
        Accept an invitation.

        Returns the TOTP secret if the person had to enroll one, else None.
        """
        answer = self.post("/auth/sign-in", {"email": email, "password": temporary})
        if answer["next"] == "new_password":
            answer = self.post("/auth/first-password", {"password": password})
        if answer["next"] != "enrol_totp":
            return None
        secret = str(self.post("/auth/totp/enrol")["secret"])
        # Use the previous code: each code is accepted once, and the next sign-in needs this one.
        code = pyotp.TOTP(secret).at(time.time() - TOTP_STEP_SECONDS)
        self.post("/auth/totp/verify", {"code": code})
        return secret

    def switch_role(self, role: str) -> None:
        """Switch to another of the person's roles."""
        self.post("/auth/role", {"role": role})

    def _read(self, answer: Any) -> Any:
        self.status = answer.status
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            self.cookies[name] = value
            if not value or "Max-Age=0" in line:
                self.cookies.pop(name)
        text = answer.read()
        return json.loads(text) if text else {}
