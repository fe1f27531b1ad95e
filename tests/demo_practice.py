"""Provides the demo practice in a running cloud, for tests that need its people."""

import json
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from localstack.api_client import ApiClient, ApiRefused
from localstack.cloud import Cloud
from localstack.demo import (
    CLIENTS,
    JORDAN,
    PASSWORD,
    SAM,
    DemoBuilder,
    Person,
)
from localstack.demo_invoices import STRIPE_KEYS, card_token

CODE_SECONDS = 30
"""How long a code of the second factor lasts."""


@dataclass
class Practice:
    """The demo practice, with methods that act as its people."""

    cloud: Cloud
    builder: DemoBuilder
    client_ids: dict[str, str]

    def signed_in(self, person: Person, role: str | None = None) -> ApiClient:
        """Return an API client that is signed in as this person, in this role if given."""
        stored = self.builder.clients[person.email]
        # An earlier test may have signed the same person in elsewhere, which ended this session.
        if signed_in_as(stored) != person.email:
            _sign_in(stored, person)
        caller = ApiClient(self.cloud.url)
        caller.cookies = stored.cookies
        if role:
            caller.switch_role(role)
        return caller

    def sent(
        self, minor: int = 12500, description: str = "Session", client: Person = CLIENTS[0]
    ) -> str:
        """Create an invoice for one of Jordan's clients, send it, and return its id."""
        jordan = self.signed_in(JORDAN, "provider")
        draft = {"description": description, "amount": {"minor": minor, "currency": "USD"}}
        invoice = jordan.post(f"/clients/{self.client_ids[client.email]}/invoices", draft)
        jordan.post(f"/invoices/{invoice['id']}/send")
        return str(invoice["id"])

    def booked(self, minutes: int = 5, client: Person = CLIENTS[0], **changed: Any) -> str:
        """
        Book an appointment with one of Jordan's clients; return the appointment's id.

        The appointment begins `minutes` from now.
        """
        jordan = self.signed_in(JORDAN, "provider")
        starts = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
        body = {
            "client_id": self.client_ids[client.email],
            "starts_at": starts,
            "minutes": 50,
            "zone": "America/New_York",
            "notify": False,
            "allow_overlap": True,
        }
        return str(jordan.post("/appointments", body | changed)["id"])

    def call_off(self, appointment: str) -> None:
        """
        Cancel one of Jordan's appointments, so that its time is free for other tests.

        It does not switch Jordan's role, which would end the session of an open window.
        """
        jordan, path = self.signed_in(JORDAN), f"/appointments/{appointment}"
        change = {"status": "cancelled", "version": jordan.get(path)["version"]}
        jordan.request("PATCH", path, change)

    def asked(self, client: Person = CLIENTS[0]) -> str:
        """Start a thread as a client; return its id."""
        body = {"client_id": self.client_ids[client.email], "text": "May I bring my sister?"}
        return str(self.signed_in(client).post("/threads", body)["id"])

    def pay(
        self, invoice: str, card: str = "pm_card_visa", client: Person = CLIENTS[0], key: str = ""
    ) -> Any:
        """Pay an invoice as the client with a test card, and wait for the result."""
        token = card_token(self.cloud.stripe_url, card)
        return self.signed_in(client).act(invoice, "payments", {"token": token}, key)

    def stripe(self, path: str) -> Any:
        """Get a path of the fake Stripe's test controls, and return the JSON."""
        with urllib.request.urlopen(f"{self.cloud.stripe_url}{path}", timeout=10) as answer:
            return json.load(answer)

    def tell_stripe(self, path: str, body: dict[str, Any]) -> None:
        """Post a body to one of the fake Stripe's test controls."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{self.cloud.stripe_url}{path}", json.dumps(body).encode(), headers
        )
        urllib.request.urlopen(request, timeout=10).close()

    def clear_faults(self) -> None:
        """Remove all simulated faults from the fake Stripe."""
        request = urllib.request.Request(f"{self.cloud.stripe_url}/_fake/faults", method="DELETE")
        urllib.request.urlopen(request, timeout=10).close()

    def ledger(self) -> Any:
        """Return the practice's account records at the fake Stripe."""
        return self.stripe(f"/_fake/ledger?key={STRIPE_KEYS['secret_key']}")


def build_practice(cloud: Cloud) -> Practice:
    """Create the demo practice, with all its people, in an empty cloud."""
    builder = DemoBuilder(cloud)
    builder.build()
    ids: dict[str, str] = {}
    for provider in (JORDAN, SAM):
        caller = builder.clients[provider.email]
        caller.switch_role("provider")
        ids |= {each["name"]: each["id"] for each in caller.get("/clients")["items"]}
    return Practice(cloud, builder, {person.email: ids[person.name] for person in CLIENTS})


def _sign_in(caller: ApiClient, person: Person) -> None:
    """Sign a person in. A code opens once, so a used one is followed by the next."""
    try:
        caller.sign_in(person.email, PASSWORD, person.totp_secret)
    except ApiRefused as refusal:
        if refusal.status != HTTPStatus.UNAUTHORIZED or not person.totp_secret:
            raise
        time.sleep(CODE_SECONDS - time.time() % CODE_SECONDS + 1)
        caller.sign_in(person.email, PASSWORD, person.totp_secret)


def signed_in_as(caller: ApiClient) -> str:
    """Return the e-mail address of who is signed in, or an empty string."""
    try:
        return str(caller.get("/me")["person"]["email"])
    except ApiRefused:
        return ""
