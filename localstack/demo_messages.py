"""Makes the messages of the demo practice through the API."""

from dataclasses import dataclass

from localstack.api_client import ApiClient

QUESTIONS = "Questions between visits"
QUESTION = (
    "Hello Jordan, the breathing exercise helps in the evening, but at work I forget it."
    " Is there a short one that I can do at my desk?"
)


@dataclass
class DemoMessages:
    """
    Makes a message service and three threads: waiting, answered and unread.

    `jordan` and `sam` are signed in as providers; `avery` and `morgan` are clients. `ids` are
    the ids of the clients Avery, Morgan and Riley.
    """

    jordan: ApiClient
    sam: ApiClient
    avery: ApiClient
    morgan: ApiClient
    ids: tuple[str, str, str]

    def make(self) -> None:
        service = self._make_service()
        first, second, third = self.ids
        _start(self.avery, first, "A shorter exercise", QUESTION, service)
        answered = _start(self.morgan, second, "Parking", "Where do I park on Friday?")
        self.jordan.post(
            f"/threads/{answered}/messages",
            {"text": "Behind the building; the second row is ours."},
        )
        _start(self.sam, third, "Welcome", "Please bring your insurance card to the first visit.")

    def _make_service(self) -> str:
        self.jordan.switch_role("admin")
        people = [each.get("/me")["person"]["id"] for each in (self.jordan, self.sam)]
        text = "For short questions. We answer within two working days."
        service = {"name": QUESTIONS, "description": text, "provider_ids": people}
        service_row = self.jordan.post("/message-services", service)
        self.jordan.switch_role("provider")
        return str(service_row["id"])


def _start(who: ApiClient, client: str, subject: str, text: str, service: str | None = None) -> str:
    body = {"client_id": client, "subject": subject, "text": text, "service_id": service}
    return str(who.post("/threads", body)["id"])
