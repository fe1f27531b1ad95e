"""Creates a second practice in the same cloud, with rare words as personal data."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import PASSWORD
from localstack.demo_invoices import card_token
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
NOTE = "Dreams of Loch Ruthven nightly"
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
    NOTE,
    "Ruthven",
)
"""Words that may be stored nowhere in clear."""


def usd(minor: int) -> dict[str, Any]:
    """Return an amount in dollars as the API's JSON."""
    return {"minor": minor, "currency": "USD"}


@dataclass
class OtherPractice:
    """
    Sets up a second practice, in addition to the demo practice.

    The second practice has one staff member, one client and an account at the
    processor. The staff member has the roles Admin and Provider. The staff member and
    the client are signed in.
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
        """Register the practice, set it up, and sign both people in for the first time."""
        self.practice = self._register()
        self.staff, self.totp_secret = self._sign_in(self.staff_email)
        self.staff.switch_role("admin")
        self._set_up()
        self.staff.switch_role("provider")
        self.client_id = str(
            self.staff.post("/clients", PROFILE | {"email": self.client_email, "invite": True})[
                "id"
            ]
        )
        self.client, _ = self._sign_in(self.client_email)

    def sent(self, minor: int = 9000) -> str:
        """Create and send an invoice; return its id."""
        self.staff.switch_role("provider")
        draft = {"description": DESCRIPTION, "amount": usd(minor)}
        invoice = self.staff.post(f"/clients/{self.client_id}/invoices", draft)["id"]
        self.staff.post(f"/invoices/{invoice}/send")
        return str(invoice)

    def noted(self) -> str:
        """Save a note about the client; return its id."""
        self.staff.switch_role("provider")
        note = {"level": "shared", "text": NOTE}
        return str(self.staff.post(f"/clients/{self.client_id}/notes", note)["id"])

    def booked(self, days: int = 1, *, notify: bool = False) -> str:
        """Book an appointment with the client in this many days; return its id."""
        self.staff.switch_role("provider")
        starts = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
        booking = {
            "client_id": self.client_id,
            "starts_at": starts,
            "minutes": 50,
            "zone": "America/Chicago",
            "notify": notify,
            "allow_overlap": True,
        }
        return str(self.staff.post("/appointments", booking)["id"])

    def waits(self) -> str:
        """Put the client on the waitlist of a new visit; return the id of the wait."""
        return join_waitlist(self.admin(), self.client_id)

    def asked(self) -> str:
        """Start a thread as the client, and answer it; return its id."""
        thread = self.client.post(
            "/threads", {"client_id": self.client_id, "subject": REASON, "text": DESCRIPTION}
        )["id"]
        self.staff.switch_role("provider")
        self.staff.post(f"/threads/{thread}/messages", {"text": REFERENCE})
        return str(thread)

    def pay(self, invoice: str, card: str = "pm_card_visa") -> Any:
        """
        Pay as the client; return the first response.

        The response is an invoice, or an op to follow.
        """
        token = card_token(self.cloud.stripe_url, card, KEYS["secret_key"])
        return self.client.post(f"/invoices/{invoice}/payments", {"token": token})

    def admin(self) -> ApiClient:
        """Return an API client that is signed in as an Admin of the other practice."""
        if self.staff.get("/me")["role"] != "admin":
            self.staff.switch_role("admin")
        return self.staff

    def stripe(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """
        Call the fake Stripe.

        The body is sent as form fields to its API, and as JSON to its test controls.
        """
        api = path.startswith("/v1")
        data = None
        if body is not None:
            data = urlencode(body).encode() if api else json.dumps(body).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if api else "application/json"
        }
        request = Request(f"{self.cloud.stripe_url}{path}", data, headers, method=method)
        if api:
            request.add_header("Authorization", f"Bearer {KEYS['secret_key']}")
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def fault(self, kind: str, path: str, times: int = 1) -> None:
        """Make this account's next `times` calls to a path fail with this kind of fault."""
        fault = {"kind": kind, "path": path, "times": times, "suffix": SUFFIX}
        self.stripe("POST", "/_fake/faults", fault)

    def ledger(self) -> Any:
        """Return the charges, refunds and disputes of the account at the fake Stripe."""
        return self.stripe("GET", f"/_fake/ledger?key={KEYS['secret_key']}")

    def _register(self) -> str:
        practice = {
            "name": "Marram House",
            "zone": "America/Chicago",
            "admin_name": "Zephyrine Quillfeather",
        }
        roles = {"roles": ["admin", "provider"], "currency": "USD", "admin_email": self.staff_email}
        return str(self.cloud.invoke("RegisterPractice", practice | roles)["practice"])

    def _sign_in(self, email: str) -> tuple[ApiClient, str | None]:
        client = ApiClient(self.cloud.url)
        temporary = temporary_password(self.cloud.mailbox_url, email)
        return client, client.first_sign_in(email, temporary, PASSWORD)

    def _set_up(self) -> None:
        agreement = self.staff.get("/practice/baa")
        self.staff.post(
            "/practice/baa", {"version": agreement["version"], "sha256": agreement["sha256"]}
        )
        account = {"kind": "stripe", "description": "Marram's account", "fields": KEYS}
        self.account = str(self.staff.post("/practice/processors", account)["id"])
        service = self.staff.get("/services")["items"][0]
        providers = {"provider_ids": [each["id"] for each in service["providers"]]}
        self.staff.put(
            f"/services/{service['id']}",
            {"enabled": True, "version": service["version"]} | providers,
        )


def join_waitlist(admin: ApiClient, client: str) -> str:
    """Put a client of the Admin, who is also a provider, on a new visit's waitlist."""
    visit = {"minutes": 30, "bookable": "request"}
    me = admin.get("/me")["person"]["id"]
    body = {"name": "Early visit", "visit": visit, "provider_ids": [me]}
    wait = {
        "client_id": client,
        "service": admin.post("/visit-services", body)["id"],
        "until": (datetime.now(UTC) + timedelta(days=30)).date().isoformat(),
        "zone": "America/Chicago",
    }
    return str(admin.post("/waitlist", wait)["id"])
