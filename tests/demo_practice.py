"""The demo practice, Willow Creek Counseling, for tests that need people and invoices."""

import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import CLIENTS, JORDAN, SAM, STRIPE_KEYS, DemoBuilder, Person, card_token


@dataclass
class Practice:
    """People of the demo, signed in, and what tests ask of their invoices."""

    cloud: Cloud
    builder: DemoBuilder
    client_ids: dict[str, str]

    def signed_in(self, person: Person, role: str | None = None) -> ApiClient:
        """
        A fresh session of that person; a desktop has one at a time, so the last one asked for is
        the live one.
        """
        visitor = ApiClient(self.cloud.url)
        visitor.cookies = self.builder.clients[person.email].cookies
        if role:
            visitor.switch_role(role)
        return visitor

    def sent(
        self, minor: int = 12500, description: str = "Session", client: Person = CLIENTS[0]
    ) -> str:
        """The id of a new invoice, sent to a client of Jordan's."""
        jordan = self.signed_in(JORDAN, "provider")
        asked = {"description": description, "amount": {"minor": minor, "currency": "USD"}}
        made = jordan.post(f"/clients/{self.client_ids[client.email]}/invoices", asked)
        jordan.post(f"/invoices/{made['id']}/send")
        return str(made["id"])

    def booked(self, minutes: int = 5, client: Person = CLIENTS[0], **changed: Any) -> str:
        """
        The id of a new appointment of Jordan with a client of hers, which starts in so many
        minutes.
        """
        jordan = self.signed_in(JORDAN, "provider")
        starts = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
        asked = {
            "client_id": self.client_ids[client.email],
            "starts_at": starts,
            "minutes": 50,
            "zone": "America/New_York",
        }
        return str(jordan.post("/appointments", asked | {"notify": False} | changed)["id"])

    def pay(
        self, invoice: str, card: str = "pm_card_visa", client: Person = CLIENTS[0], key: str = ""
    ) -> Any:
        """The client pays by that test card; answers what the API said, followed to its end."""
        token = card_token(self.cloud.stripe_url, card)
        return self.signed_in(client).act(invoice, "payments", {"token": token}, key)

    def stripe(self, path: str) -> Any:
        """What the fake Stripe's own door for tests says."""
        with urllib.request.urlopen(f"{self.cloud.stripe_url}{path}", timeout=10) as answer:
            return json.load(answer)

    def tell_stripe(self, path: str, said: dict[str, Any]) -> None:
        """Ask the fake Stripe's own door for tests to do something."""
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(
            f"{self.cloud.stripe_url}{path}", json.dumps(said).encode(), headers
        )
        urllib.request.urlopen(asked, timeout=10).close()

    def clear_faults(self) -> None:
        """From now on the fake Stripe does everything right."""
        asked = urllib.request.Request(f"{self.cloud.stripe_url}/_fake/faults", method="DELETE")
        urllib.request.urlopen(asked, timeout=10).close()

    def ledger(self) -> Any:
        """The practice's account as the fake Stripe sees it."""
        return self.stripe(f"/_fake/ledger?key={STRIPE_KEYS['secret_key']}")


def build_practice(cloud: Cloud) -> Practice:
    """The demo practice, with all its people, in a cloud that is empty."""
    builder = DemoBuilder(cloud)
    builder.build()
    ids: dict[str, str] = {}
    for provider in (JORDAN, SAM):
        visitor = builder.clients[provider.email]
        visitor.switch_role("provider")
        ids |= {each["name"]: each["id"] for each in visitor.get("/clients")["items"]}
    return Practice(cloud, builder, {person.email: ids[person.name] for person in CLIENTS})
