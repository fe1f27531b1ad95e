"""
Adds records to the demo practice that test how its screens look.

The practice gets clients and a colleague with long names, invoices with long
descriptions, and appointments in three time zones. The people and records that the
demo practice has already stay as they are.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from localstack.api_client import ApiClient, ApiRefused
from localstack.demo_days import day

INVOICES = 60
COLLEAGUE = {
    "name": "Dr. Alexandria Fitzgerald-Montgomery-Weatherby",
    "email": "alexandria.fitzgerald-montgomery-weatherby@willowcreek-counseling.example",
    "roles": ["provider"],
}
CLIENTS: tuple[dict[str, str], ...] = (
    {
        "legal_name": "Maximiliana-Konstantina Papadopoulos-Featherstonehaugh",
        "preferred_name": "Maximiliana-Konstantina",
        "email": "maximiliana-konstantina.papadopoulos-featherstonehaugh@mail.example",
        "zone": "America/Los_Angeles",
        "address": "14871 Upper Saint Bartholomew’s Crescent\nApartment 1204\nRancho Cucamonga, CA",
    },
    {
        "legal_name": "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine",
        "email": "wolfeschlegelsteinhausenbergerdorff@mail.example",
        "zone": "America/Chicago",
    },
    {
        "legal_name": "Kealiikekaulanahonuaokalani Keihanaikukauakahihuliheekahaunaele",
        "email": "keihanaikukauakahihuliheekahaunaele@mail.example",
        "zone": "Pacific/Honolulu",
    },
)
DESCRIPTIONS = (
    "Session",
    "Initial diagnostic evaluation, 90 minutes, including the review of earlier records",
    "Couples session, extended by half an hour at the request of both, with a written summary",
    "Psychotherapeutic-neuropsychological consultation (telehealth)",
    "Late cancellation",
)


@dataclass
class DemoVolume:
    """
    Adds the records through the API, as one person who is Admin and provider.

    The person's practice has accepted the agreement, and Client Billing is on for them.
    `staff` must have a session that nobody else uses.
    """

    staff: ApiClient

    def fill(self) -> None:
        """Add all records, which takes about 150 requests."""
        self.staff.switch_role("admin")
        self.staff.post("/practice/colleagues", COLLEAGUE)
        self.staff.switch_role("provider")
        clients = [str(self.staff.post("/clients", each)["id"]) for each in CLIENTS]
        for client, facts in zip(clients, CLIENTS, strict=True):
            self._book(client, facts["zone"])
        for number in range(INVOICES):
            self._invoice(clients[number % len(clients)], number)

    def _book(self, client: str, zone: str) -> None:
        for starts in _starts():
            booking = {"client_id": client, "starts_at": starts, "minutes": 50, "zone": zone}
            self.staff.post("/appointments", booking | {"notify": False, "allow_overlap": True})

    def _invoice(self, client: str, number: int) -> None:
        """Create an invoice; of every five, one stays a draft, one is paid, three unpaid."""
        minor = 7_500 + 125_050 * (number % 7)
        amount = {"minor": minor, "currency": "USD"}
        draft = {
            "description": DESCRIPTIONS[number % len(DESCRIPTIONS)],
            "amount": amount,
            "due_on": day(number - 30),
        }
        invoice = str(self.staff.post(f"/clients/{client}/invoices", draft)["id"])
        if number % 5 == 0:
            return
        self.staff.post(f"/invoices/{invoice}/send")
        if number % 5 == 1:
            self._record(invoice, amount, number)

    def _record(self, invoice: str, amount: dict[str, Any], number: int) -> None:
        body = {
            "amount": amount,
            "method": "check",
            "reference": f"Check {1000 + number} of First Community Savings Bank",
            "received_on": day(),
        }
        self.staff.post(f"/invoices/{invoice}/record-payment", body)


def fill_in_background(staff: ApiClient, say: Callable[[str], None]) -> None:
    """Add the records in a thread of its own, which ends with the program."""
    own_session = ApiClient(staff.url, dict(staff.cookies))

    def work() -> None:
        try:
            DemoVolume(own_session).fill()
        except (ApiRefused, OSError) as error:
            say(f"Some records of the demo practice are missing: {error}")

    threading.Thread(target=work, name="demo-volume", daemon=True).start()


def _starts() -> Iterator[str]:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for days in (1, 2, 9):
        yield (now + timedelta(days=days, hours=3)).isoformat()
