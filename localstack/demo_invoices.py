"""Makes invoices of the demo practice through the API."""

import json
import urllib.parse
import urllib.request
from typing import Any

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo_days import day

STRIPE_KEYS = {
    "publishable_key": "pk_test_willowcreek",
    "secret_key": "sk_test_willowcreek",
    "webhook_secret": "whsec_willowcreek",
}


class DemoInvoices:
    """Makes invoices in different states through the API."""

    def __init__(
        self, cloud: Cloud, provider: ApiClient, secret_key: str = STRIPE_KEYS["secret_key"]
    ) -> None:
        self.cloud = cloud
        self.provider = provider
        self.secret_key = secret_key

    def make_current(self, client: ApiClient, client_id: str) -> None:
        """Make four invoices: one due, one paid, one partly refunded, and one draft."""
        self._send(client_id, "Session of last week", 15000, days=14)
        intake = self._send(client_id, "Intake session", 18000, days=-20)
        self._pay(client, intake)
        group = self._send(client_id, "Group session", 6000, days=-10)
        self._pay(client, group)
        refund = {"amount": {"minor": 2000, "currency": "USD"}, "reason": "Session ended early"}
        self.provider.act(group, "refunds", refund)
        self.provider.post(f"/clients/{client_id}/invoices", _draft("Next session", 15000, 30))

    def make_closed(self, client_id: str) -> None:
        """Make four invoices: one overdue, one paid by check, one forgiven, one voided."""
        self._send(client_id, "Couples session", 20000, days=-3)
        check = self._send(client_id, "Session in October", 15000, days=-25)
        received = {"method": "check", "reference": "1042", "received_on": day(-1)}
        self.provider.act(
            check, "record-payment", {"amount": {"minor": 15000, "currency": "USD"}, **received}
        )
        late = self._send(client_id, "Late cancellation", 7500, days=-30)
        self.provider.act(late, "forgive", {"reason": "First time"})
        duplicate = self._send(client_id, "Session of last week", 15000, days=7)
        self.provider.act(duplicate, "void", {"reason": "Sent twice by mistake"})

    def make_sent(self, client_id: str) -> None:
        """Make one invoice that is due."""
        self._send(client_id, "First session", 16000, days=10)

    def _send(self, client_id: str, description: str, minor: int, days: int) -> str:
        invoice = self.provider.post(
            f"/clients/{client_id}/invoices", _draft(description, minor, days)
        )
        self.provider.post(f"/invoices/{invoice['id']}/send")
        return str(invoice["id"])

    def _pay(self, client: ApiClient, invoice: str) -> None:
        token = card_token(self.cloud.stripe_url, key=self.secret_key)
        client.act(invoice, "payments", {"token": token})


def card_token(
    stripe_url: str, card: str = "pm_card_visa", key: str = STRIPE_KEYS["secret_key"]
) -> str:
    """
    Return a one-time token for a test card.

    The payment processor gives a browser the same kind of token.
    """
    data = urllib.parse.urlencode({"payment_method": card}).encode()
    headers = {"Authorization": f"Bearer {key}"}
    request = urllib.request.Request(
        f"{stripe_url}/v1/test_helpers/confirmation_tokens", data, headers
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["id"])


def _draft(description: str, minor: int, days: int) -> dict[str, Any]:
    return {
        "description": description,
        "amount": {"minor": minor, "currency": "USD"},
        "due_on": day(days),
        "service_on": day(-7),
    }
