"""
Provides a practice with long names and many records, and its screens' paths.

The practice is beside the demo practice, so that other tests do not see its records.
"""

import secrets
from dataclasses import dataclass

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import PASSWORD, SUPPORT, DemoBuilder, Person
from localstack.demo_volume import CLIENTS, DemoVolume
from localstack.mailbox import temporary_password
from tests.demo_practice import Practice

NAME = "Willow Creek Counseling and Neuropsychological Rehabilitation Associates"
SIGNED_OUT = ("/sign-in", "/sign-in/forgot", "/signed-out?why=idle", "/help", "/help/video")


@dataclass
class FullPractice:
    """
    A practice with three clients, nine appointments and 60 invoices.

    `staff` is its Admin and a provider; `client` can sign in. `paths` has the paths of the
    main screens by role.
    """

    practice: Practice
    staff: Person
    client: Person
    paths: dict[str, list[str]]

    def person(self, role: str) -> Person:
        """Return the person who has this role."""
        return self.client if role == "client" else self.staff


def build_full_practice(cloud: Cloud) -> FullPractice:
    """Register the practice and fill it through the API."""
    email = f"admin.{secrets.token_hex(4)}@willowcreek-counseling.example"
    staff = Person("Jordan Ellis-Montgomery-Featherstonehaugh", email, ["admin", "provider"])
    client = Person(CLIENTS[0]["legal_name"], CLIENTS[0]["email"], ["client"])
    registration = {"name": NAME, "zone": "America/New_York", "currency": "USD"}
    who = {"admin_name": staff.name, "admin_email": staff.email, "roles": staff.roles}
    cloud.invoke("RegisterPractice", registration | who)
    builder = DemoBuilder(cloud)
    admin = _signed_in_first(builder, staff)
    _set_up(admin)
    DemoVolume(admin).fill()
    client_id = next(
        str(each["id"]) for each in admin.get("/clients")["items"] if each["name"] == client.name
    )
    admin.post(f"/clients/{client_id}/invite")
    own = _signed_in_first(builder, client)
    practice = Practice(cloud, builder, {client.email: client_id})
    return FullPractice(practice, staff, client, _paths(admin, own, client_id))


def _signed_in_first(builder: DemoBuilder, person: Person) -> ApiClient:
    caller = ApiClient(builder.cloud.url)
    password = temporary_password(builder.cloud.mailbox_url, person.email)
    person.totp_secret = caller.first_sign_in(person.email, password, PASSWORD)
    builder.clients[person.email] = caller
    return caller


def _set_up(admin: ApiClient) -> None:
    """Accept the agreement, and let the Admin write invoices that are paid elsewhere."""
    agreement = admin.get("/practice/baa")
    admin.post("/practice/baa", {"version": agreement["version"], "sha256": agreement["sha256"]})
    version = admin.get("/practice")["version"]
    admin.request("PATCH", "/practice", {"telephone": SUPPORT, "version": version})
    service = admin.get("/services")["items"][0]
    settings = {"enabled": True, "record_payments_only": True, "version": service["version"]}
    providers = [each["id"] for each in service["providers"]]
    admin.put(f"/services/{service['id']}", settings | {"provider_ids": providers})


def _asked(own: ApiClient, client_id: str) -> str:
    question = {"client_id": client_id, "subject": NAME, "text": f"{NAME} " * 9}
    return str(own.post("/threads", question)["id"])


def _provider_paths(client: str, thread: str, appointment: str, paid: str) -> list[str]:
    profile = f"/provider/clients/{client}"
    return [
        "/provider/calendar",
        "/provider/calendar?view=day",
        "/provider/calendar?view=agenda",
        "/provider/calendar?view=past",
        "/provider/clients",
        profile,
        f"{profile}/appointments",
        f"{profile}/notes",
        f"{profile}/billing",
        f"{profile}/documents",
        f"{profile}/messages",
        "/provider/messages",
        f"/messages/{thread}",
        f"/provider/appointments/{appointment}",
        f"/billing/invoices/{paid}",
    ]


def _paths(staff: ApiClient, own: ApiClient, client_id: str) -> dict[str, list[str]]:
    rows = staff.get(f"/clients/{client_id}/invoices")["items"]
    unpaid = next(row["id"] for row in rows if row["status"] == "sent")
    paid = next(row["id"] for row in rows if row["status"] == "paid")
    appointment = own.get("/appointments")["items"][0]["id"]
    service = staff.get("/services")["items"][0]["id"]
    thread = _asked(own, client_id)
    return {
        "admin": [
            "/admin/billing",
            "/admin/billing?status=paid",
            "/admin/billing/setup",
            "/admin/calendar",
            "/admin/calendar?view=day",
            "/admin/calendar?view=agenda",
            "/admin/services",
            f"/admin/services/{service}",
            "/admin/messages",
            "/admin/team",
            "/admin/practice",
            "/admin/baa",
            "/admin/start",
            f"/billing/invoices/{unpaid}",
        ],
        "provider": _provider_paths(client_id, thread, appointment, paid),
        "client": [
            "/client",
            "/client/appointments",
            f"/client/appointments/{appointment}",
            "/client/documents",
            "/client/messages",
            f"/client/messages/{thread}",
            "/client/invoices",
            "/client/notes",
            f"/client/invoices/{unpaid}",
            f"/client/invoices/{paid}/receipt",
            "/account",
            "/help",
        ],
    }
