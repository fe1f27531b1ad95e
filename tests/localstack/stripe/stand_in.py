"""Runs the fake Stripe as a process, and calls its test routes and its API."""

import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import stripe

ROOT = Path(__file__).parents[3]
PRACTICES = count(1)
CARD = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}


@dataclass
class StripeStandIn:
    """Runs a fake Stripe; a second start uses the same port and folder."""

    ledger: Path
    url: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> "StripeStandIn":
        port = self.url.rpartition(":")[2] or "0"
        command = [
            sys.executable,
            "-m",
            "localstack.stripe",
            "--port",
            port,
            "--ledger",
            str(self.ledger),
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        return self

    def kill(self) -> None:
        """Kill the process at once."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate()

    def post(self, path: str, /, **body: Any) -> Any:
        """Send JSON to a test route and return the response."""
        return self._ask(path, json.dumps(body).encode())

    def get(self, path: str) -> Any:
        """Read a test route and return the response."""
        return self._ask(path, None)

    def _ask(self, path: str, body: bytes | None) -> Any:
        with urllib.request.urlopen(f"{self.url}/_fake/{path}", body, timeout=10) as answer:
            return json.load(answer)

    def new_account(self) -> "StandInAccount":
        """Return an account that was not used before."""
        return StandInAccount(self, f"practice{next(PRACTICES)}")


@dataclass(frozen=True)
class StandInAccount:
    """One account at the fake Stripe."""

    stand_in: StripeStandIn
    suffix: str

    @property
    def secret(self) -> str:
        return f"sk_test_{self.suffix}"

    @property
    def publishable(self) -> str:
        return f"pk_test_{self.suffix}"

    @property
    def sdk(self) -> Any:
        """Return the official Stripe SDK's client for this account."""
        return sdk(self.stand_in, self.secret)

    @property
    def ledger(self) -> dict[str, Any]:
        return self.stand_in.get(f"ledger?key={self.secret}")

    def fault(self, kind: str, **more: Any) -> None:
        self.stand_in.post("faults", kind=kind, suffix=self.suffix, **more)

    def token(self, card: str = "pm_card_visa") -> str:
        return self.sdk.test_helpers.confirmation_tokens.create({"payment_method": card}).id

    def pay(
        self, card: str = "pm_card_visa", key: str | None = None, amount: int = 12_500, **more: Any
    ) -> Any:
        """Create a payment intent and confirm it with a test card."""
        params = {
            "amount": amount,
            "currency": "usd",
            "confirm": True,
            "payment_method": card,
            **CARD,
            **more,
        }
        return self.sdk.payment_intents.create(params, {"idempotency_key": key} if key else {})


def sdk(stand_in: StripeStandIn, key: str) -> Any:
    return stripe.StripeClient(key, base_addresses={"api": stand_in.url}, max_network_retries=0).v1
