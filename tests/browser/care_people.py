"""Creates the practice of `CareStory`, with a provider and a client."""

import secrets

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import PASSWORD, DemoBuilder, Person
from localstack.mailbox import temporary_password
from tests.browser.windows import Windows
from tests.demo_practice import Practice

PRACTICE, SERVICE = "Oak Street Therapy", "Follow-up"
ZONE = "America/New_York"
ALWAYS = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(7)]
REMINDERS = {"hours": [1], "quiet_from": "00:00", "quiet_until": "00:00"}


class CarePeople:
    """
    Registers a practice in which a client can ask for a visit at any hour.

    `jo` is the provider and `casey` the client. `staff` is the provider's window and `own` the
    client's. Nobody else belongs to the practice, so the story knows everything in it.
    """

    def __init__(self, windows: Windows, cloud: Cloud) -> None:
        self.cloud = cloud
        windows.size = windows.size | {"timezone_id": ZONE}
        self.windows = windows
        self.mark = secrets.token_hex(4)
        self.jo = Person("Jo Oak", self._email("jo"), ["admin", "provider"])
        self.casey = Person("Casey Lind", self._email("casey"), ["client"])
        self.builder = DemoBuilder(cloud)
        self._register()
        self.practice = Practice(cloud, self.builder, {self.casey.email: self._make_client()})
        self.profile = f"/provider/clients/{self.practice.client_ids[self.casey.email]}"
        self.staff = windows.open(self.practice, self.jo, "/provider/calendar")
        self.own = windows.open(self.practice, self.casey, "/client")

    @property
    def client(self) -> str:
        """The id of the client."""
        return self.practice.client_ids[self.casey.email]

    def _register(self) -> None:
        registered = {"name": PRACTICE, "zone": ZONE, "currency": "USD"}
        who = {"admin_name": self.jo.name, "admin_email": self.jo.email, "roles": self.jo.roles}
        self.cloud.invoke("RegisterPractice", registered | who)
        admin = self._signed_in_first(self.jo)
        admin.switch_role("admin")
        terms = admin.get("/practice/baa")
        admin.post("/practice/baa", {"version": terms["version"], "sha256": terms["sha256"]})
        version = admin.get("/practice")["version"]
        admin.request("PATCH", "/practice", {"reminders": REMINDERS, "version": version})
        provider = admin.get("/me")["person"]["id"]
        visit = {"minutes": 25, "bookable": "request"}
        service = {"name": SERVICE, "visit": visit, "provider_ids": [provider]}
        admin.post("/visit-services", service)
        admin.switch_role("provider")
        hours = {"zone": ZONE, "weekly": ALWAYS, "version": 0}
        admin.put(f"/providers/{provider}/hours", hours)

    def _make_client(self) -> str:
        person = {"legal_name": self.casey.name, "email": self.casey.email, "invite": True}
        profile = self.builder.clients[self.jo.email].post("/clients", person)
        self._signed_in_first(self.casey)
        return str(profile["id"])

    def _signed_in_first(self, person: Person) -> ApiClient:
        caller = ApiClient(self.cloud.url)
        password = temporary_password(self.cloud.mailbox_url, person.email)
        person.totp_secret = caller.first_sign_in(person.email, password, PASSWORD)
        self.builder.clients[person.email] = caller
        return caller

    def _email(self, who: str) -> str:
        return f"{who}.{self.mark}@oak.example"
