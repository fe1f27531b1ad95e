"""Makes the demo practice through the API when the local cloud is empty."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo_days import ZONE
from localstack.demo_documents import DemoDocuments
from localstack.demo_invoices import STRIPE_KEYS, DemoInvoices
from localstack.demo_messages import DemoMessages
from localstack.demo_notes import add_notes
from localstack.demo_office import DemoOffice
from localstack.demo_week import DemoWeek
from localstack.mailbox import temporary_password

PRACTICE = "Willow Creek Counseling"
SUPPORT = "(555) 010-4477"
LETTERHEAD = {
    "telephone": SUPPORT,
    "address": "120 Willow Creek Road\nAlbany, NY 12203",
    "tax_id": "12-3456789",
}
PASSWORD = "Willow-Creek-2026"
FILE = "demo.json"


@dataclass
class Person:
    """A person who can sign in to the demo practice."""

    name: str
    email: str
    roles: list[str]
    password: str = PASSWORD
    totp_secret: str | None = None


JORDAN = Person("Jordan Ellis", "jordan@willowcreek.example", ["admin", "provider"])
SAM = Person("Sam Rivera", "sam@willowcreek.example", ["provider"])
CLIENTS = (
    Person("Avery Stone", "avery@mail.example", ["client"]),
    Person("Morgan Lee", "morgan@mail.example", ["client"]),
    Person("Riley Chen", "riley@mail.example", ["client"]),
)


@dataclass(frozen=True)
class DemoPeople:
    """The people of a demo practice, and the keys of its account at the fake Stripe."""

    jordan: Person = field(default_factory=lambda: JORDAN)
    sam: Person = field(default_factory=lambda: SAM)
    clients: tuple[Person, Person, Person] = CLIENTS
    stripe_keys: Mapping[str, str] = field(default_factory=lambda: STRIPE_KEYS)

    @property
    def all(self) -> list[Person]:
        return [self.jordan, self.sam, *self.clients]


def seed(cloud: Cloud, then: Callable[[ApiClient, ApiClient], None]) -> list[str]:
    """
    Create the demo practice if it does not exist; return one line per person.

    Each line describes how one person signs in. If the practice was created, `then` gets
    the API clients of a person who is its Admin and a provider, and of another provider.
    """
    file = cloud.home / FILE
    if file.exists():
        demo = json.loads(file.read_text(encoding="utf-8"))
        people = [
            Person(**{name: each[name] for name in Person.__annotations__})
            for each in demo["people"]
        ]
    else:
        cloud.say("Making the demo practice")
        builder = make_lived_in(cloud, DemoPeople())
        people = builder.people.all
        then(builder.clients[JORDAN.email], builder.clients[SAM.email])
    _write(cloud, file, people)
    return [_line(person) for person in people]


def make_lived_in(cloud: Cloud, people: DemoPeople) -> "DemoBuilder":
    """Make a practice of these people, with notes, visits and what waits."""
    builder = DemoBuilder(cloud, people)
    builder.build()
    callers = builder.by_first_name()
    add_notes(callers["jordan"], callers["sam"])
    week = DemoWeek(callers, builder.ids)
    week.make()
    DemoOffice(callers, builder.ids, week.services, cloud.say).make()
    return builder


class DemoBuilder:
    """Registers the practice, invites its people, and makes invoices and appointments."""

    def __init__(self, cloud: Cloud, people: DemoPeople | None = None) -> None:
        self.cloud, self.people = cloud, people or DemoPeople()
        self.clients: dict[str, ApiClient] = {}
        self.ids: dict[str, str] = {}

    def by_first_name(self) -> dict[str, ApiClient]:
        """Return the people's API clients by first names in small letters."""
        return {_first_name(each): self.clients[each.email] for each in self.people.all}

    def build(self) -> list[Person]:
        """Make the whole demo practice and return its people."""
        self._register()
        jordan, sam = self.clients[self.people.jordan.email], self.people.sam
        jordan.switch_role("admin")
        self._set_up(jordan)
        colleague = {"name": sam.name, "email": sam.email, "roles": ["provider"]}
        jordan.post("/practice/colleagues", colleague)
        self._sign_in_first(sam)
        self._enable_client_billing(jordan)
        self._make_clients()
        return self.people.all

    def _register(self) -> None:
        practice = {
            "name": PRACTICE,
            "zone": ZONE,
            "admin_name": self.people.jordan.name,
            "admin_email": self.people.jordan.email,
            "roles": self.people.jordan.roles,
        }
        function = self.cloud.name("RegisterPractice")
        payload = json.dumps(
            {**practice, "roles": self.people.jordan.roles, "currency": "USD"}
        ).encode()
        call = self.cloud.clients.make("lambda").invoke(FunctionName=function, Payload=payload)
        answer = json.loads(call["Payload"].read())
        if "error" in answer or "errorMessage" in answer:
            raise RuntimeError(f"The practice could not be registered: {answer}")
        self._sign_in_first(self.people.jordan)

    def _set_up(self, admin: ApiClient) -> None:
        agreement = admin.get("/practice/baa")
        admin.post(
            "/practice/baa", {"version": agreement["version"], "sha256": agreement["sha256"]}
        )
        practice = admin.get("/practice")
        settings = {"support_contact": SUPPORT, **LETTERHEAD, "version": practice["version"]}
        admin.request("PATCH", "/practice", settings)
        admin.post(
            "/practice/processors",
            {"kind": "stripe", "description": "Main account", "fields": self.people.stripe_keys},
        )

    def _enable_client_billing(self, admin: ApiClient) -> None:
        service = next(
            each for each in admin.get("/services")["items"] if each["kind"] == "client_billing"
        )
        settings = {"enabled": True, "record_payments_only": False, "version": service["version"]}
        providers = [each["id"] for each in service["providers"]]
        admin.put(f"/services/{service['id']}", {**settings, "provider_ids": providers})

    def _make_clients(self) -> None:
        jordan, sam = (self.clients[each.email] for each in self.people.all[:2])
        jordan.switch_role("provider")
        avery, morgan, riley = self.people.clients
        secret = self.people.stripe_keys["secret_key"]
        invoices = DemoInvoices(self.cloud, jordan, secret)
        first, second = self._make_client(jordan, avery), self._make_client(jordan, morgan)
        invoices.make_current(self.clients[avery.email], first)
        invoices.make_closed(second)
        third = self._make_client(sam, riley)
        DemoInvoices(self.cloud, sam, secret).make_sent(third)
        self._assign_both(second)
        self._book(jordan, sam, [first, second, third])
        DemoDocuments(jordan, first).make()
        asker, other = self.clients[avery.email], self.clients[morgan.email]
        DemoMessages(jordan, sam, asker, other, (first, second, third)).make()

    def _book(self, jordan: ApiClient, sam: ApiClient, clients: list[str]) -> None:
        """
        Book three appointments.

        The first begins in ten minutes and the third begins in one day. The second begins in
        three hours, with both providers.
        """
        first, second, third = clients
        both = {"provider_ids": [each.get("/me")["person"]["id"] for each in (jordan, sam)]}
        for provider, client, booking in (
            (jordan, first, _in(minutes=10)),
            (jordan, second, _in(hours=3) | both),
            (sam, third, _in(days=1)),
        ):
            provider.post("/appointments", {"client_id": client, "notify": False, **booking})

    def _assign_both(self, client_id: str) -> None:
        """Assign both providers to a client, so that both can be booked for one visit."""
        jordan, sam = (self.clients[each.email] for each in self.people.all[:2])
        jordan.switch_role("admin")
        version = jordan.get(f"/clients/{client_id}")["version"]
        providers = [each.get("/me")["person"]["id"] for each in (jordan, sam)]
        body = {"provider_ids": providers, "version": version}
        jordan.request("PATCH", f"/clients/{client_id}", body)
        jordan.switch_role("provider")

    def _make_client(self, provider: ApiClient, person: Person) -> str:
        profile = provider.post(
            "/clients", {"legal_name": person.name, "email": person.email, "invite": True}
        )
        self._sign_in_first(person)
        self.ids[_first_name(person)] = str(profile["id"])
        return str(profile["id"])

    def _sign_in_first(self, person: Person) -> None:
        client = ApiClient(self.cloud.url)
        person.totp_secret = client.first_sign_in(
            person.email, temporary_password(self.cloud.mailbox_url, person.email), PASSWORD
        )
        self.clients[person.email] = client


def _in(**time: int) -> dict[str, Any]:
    starts = datetime.now(UTC) + timedelta(**time)
    return {
        "starts_at": starts.isoformat(timespec="seconds"),
        "minutes": 50,
        "zone": ZONE,
        "location": "video",
    }


def _first_name(person: Person) -> str:
    return person.name.split()[0].lower()


def _write(cloud: Cloud, file: Path, people: list[Person]) -> None:
    processors = {"stripe": {"api_base": cloud.stripe_url, **STRIPE_KEYS}}
    demo = {
        "url": cloud.url,
        "people": [asdict(each) for each in people],
        "processors": processors,
    }
    file.touch(mode=0o600)
    file.write_text(
        json.dumps({**demo, "mailbox_url": cloud.mailbox_url}, indent=2) + "\n", encoding="utf-8"
    )


def _line(person: Person) -> str:
    factor = f"   second factor {person.totp_secret}" if person.totp_secret else ""
    return (
        f"{person.name:<14} {person.email:<28} {person.password}  "
        f" ({', '.join(person.roles)}){factor}"
    )
