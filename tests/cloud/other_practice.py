"""Another practice in the same cloud, whose people have names that nothing else could contain."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import PASSWORD, card_token
from localstack.mailbox import temporary_password

KEYS = {
    "publishable_key": "pk_test_quillfeather",
    "secret_key": "sk_test_quillfeather",
    "webhook_secret": "whsec_quillfeather",
}
SUFFIX = "quillfeather"
STAFF_EMAIL = "zephyrine@quillfeather.example"
CLIENT_EMAIL = "xanthippe@brackenmoor.example"
PROFILE = {
    "legal_name": "Xanthippe Brackenmoor",
    "email": CLIENT_EMAIL,
    "preferred_name": "Xanthi-Pippin",
    "phone": "+1 555 0197 3846",
    "pronouns": "xemself-canary",
    "date_of_birth": "1953-07-29",
    "address": "4711 Gallowglass Row\nKittiwake, NE 68999",
    "emergency_contact": "Thaddeus Brackenmoor, 555 0144 7788",
}
DESCRIPTION = "Psammophobia exposure, hour seven"
REASON = "Grandmother Ottoline fell ill"
REFERENCE = "Cheque Quagmire 90210"
SECRETS = (
    "Zephyrine Quillfeather",
    STAFF_EMAIL,
    *PROFILE.values(),
    "Gallowglass",
    "Kittiwake",
    "Thaddeus",
    "Brackenmoor",
    DESCRIPTION,
    "Psammophobia",
    REASON,
    "Ottoline",
    REFERENCE,
    "Quagmire",
)
"""All of it that may be nowhere in clear."""


def usd(minor: int) -> dict[str, Any]:
    """An amount of the practice's currency."""
    return {"minor": minor, "currency": "USD"}


@dataclass
class OtherPractice:
    """
    One who is Admin and Provider, one client, and an account of their own at the processor.

    Made once.
    """

    cloud: Cloud
    staff_email: str = STAFF_EMAIL
    client_email: str = CLIENT_EMAIL
    staff: ApiClient = field(init=False)
    client: ApiClient = field(init=False)
    practice: str = field(init=False)
    account: str = field(init=False)
    client_id: str = field(init=False)
    totp_secret: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Register, set up, invite, and come for the first time."""
        self.practice = self._registered()
        self.staff, self.totp_secret = self._come(self.staff_email)
        self.staff.switch_role("admin")
        self._set_up()
        self.staff.switch_role("provider")
        self.client_id = str(
            self.staff.post("/clients", PROFILE | {"email": self.client_email, "invite": True})[
                "id"
            ]
        )
        self.client, _ = self._come(self.client_email)

    def sent(self, minor: int = 9000) -> str:
        """The id of a new invoice, sent."""
        self.staff.switch_role("provider")
        asked = {"description": DESCRIPTION, "amount": usd(minor)}
        made = self.staff.post(f"/clients/{self.client_id}/invoices", asked)
        self.staff.post(f"/invoices/{made['id']}/send")
        return str(made["id"])

    def booked(self, days: int = 1, *, notify: bool = False) -> str:
        """The id of a new appointment with the client, which starts in so many days."""
        self.staff.switch_role("provider")
        starts = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        asked = {
            "client_id": self.client_id,
            "starts_at": starts,
            "minutes": 50,
            "zone": "America/Chicago",
        }
        return str(self.staff.post("/appointments", asked | {"notify": notify})["id"])

    def pay(self, invoice: str, card: str = "pm_card_visa") -> Any:
        """The client pays; what the API says at once, an invoice or an op to follow."""
        token = card_token(self.cloud.stripe_url, card, KEYS["secret_key"])
        return self.client.post(f"/invoices/{invoice}/payments", {"token": token})

    def admin(self) -> ApiClient:
        """The one who is both, as Admin."""
        if self.staff.get("/me")["role"] != "admin":
            self.staff.switch_role("admin")
        return self.staff

    def stripe(self, method: str, path: str, result: dict[str, Any] | None = None) -> Any:
        """The processor's double: its API in form fields, its door for tests in JSON."""
        api = path.startswith("/v1")
        data = (
            (urlencode(result).encode() if api else json.dumps(result).encode())
            if result is not None
            else None
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if api else "application/json"
        }
        asked = Request(f"{self.cloud.stripe_url}{path}", data, headers, method=method)
        if api:
            asked.add_header("Authorization", f"Bearer {KEYS['secret_key']}")
        with urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def fault(self, kind: str, path: str, times: int = 1) -> None:
        """
        The next calls of our account to that path go wrong; one that hangs does so until it is
        released.
        """
        result = {"kind": kind, "path": path, "times": times, "suffix": SUFFIX}
        self.stripe("POST", "/_fake/faults", result)

    def ledger(self) -> Any:
        """Their account as the processor sees it."""
        return self.stripe("GET", f"/_fake/ledger?key={KEYS['secret_key']}")

    def _registered(self) -> str:
        asked = {
            "name": "Marram House",
            "zone": "America/Chicago",
            "admin_name": "Zephyrine Quillfeather",
        }
        roles = {"roles": ["admin", "provider"], "currency": "USD", "admin_email": self.staff_email}
        return str(self.cloud.invoke("RegisterPractice", asked | roles)["practice"])

    def _come(self, email: str) -> tuple[ApiClient, str | None]:
        visitor = ApiClient(self.cloud.url)
        temporary = temporary_password(self.cloud.mailbox_url, email)
        return visitor, visitor.first_sign_in(email, temporary, PASSWORD)

    def _set_up(self) -> None:
        agreement = self.staff.get("/practice/baa")
        self.staff.post(
            "/practice/baa", {"version": agreement["version"], "sha256": agreement["sha256"]}
        )
        wanted = {"kind": "stripe", "description": "Marram's account", "fields": KEYS}
        self.account = str(self.staff.post("/practice/processors", wanted)["id"])
        service = self.staff.get("/services")["items"][0]
        providers = {"provider_ids": [each["id"] for each in service["providers"]]}
        self.staff.put(
            f"/services/{service['id']}",
            {"enabled": True, "version": service["version"]} | providers,
        )
