"""Adds what the office of the demo practice deals with, beside visits and notes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from localstack.api_client import ApiClient, ApiRefused
from localstack.demo_days import ZONE, day
from localstack.demo_documents import DemoDocuments

NEWCOMER = {
    "name": "Taylor Brooks",
    "email": "taylor@mail.example",
    "phone": "+1 518 555 0142",
    "text": "Do you have an opening in the early evening? I look for support after a move.",
}
TREATMENT = (
    "Agreement to treatment",
    "",
    "I have read how the practice works, and I agree to begin treatment.",
)
THANKS = "Thank you, the new time suits me well."
FORM_SECONDS = 4
"""The Contact Us page refuses what a person cannot have typed so quickly."""
SCAN_SECONDS, POLL_SECONDS = 20, 0.5
UNSIGNED = (
    "The demo's agreement to treatment stays unsigned: its virus scan did not end in {} seconds"
)


@dataclass
class DemoOffice:
    """
    Adds a wait, a newcomer's request, a closed thread and a signed document.

    `people` are the API clients by first name, the staff as providers. `ids` are the ids of the
    clients by the same names, and `services` those of the visit services by name. `say` prints
    a line about what could not be made.
    """

    people: dict[str, ApiClient]
    ids: dict[str, str]
    services: Mapping[str, str]
    say: Callable[[str], None]

    def make(self) -> None:
        self._join_waitlist()
        self._write_as_newcomer()
        self._close_a_thread()
        self._sign_a_document()

    def _join_waitlist(self) -> None:
        wait = {"service": self.services["Intake"], "until": day(28), "zone": ZONE}
        self.people["morgan"].post("/waitlist", wait | {"parts": ["morning"]})

    def _write_as_newcomer(self) -> None:
        jordan = self.people["jordan"]
        me = jordan.get("/me")
        jordan.switch_role("admin")
        version = jordan.get("/practice/contact")["version"]
        receivers = {"person_ids": [me["person"]["id"]], "version": version}
        jordan.put("/practice/contact", receivers)
        jordan.switch_role("provider")
        newcomer, path = ApiClient(jordan.url), f"/contact/{me['practice']['id']}"
        token = newcomer.get(path)["token"]
        time.sleep(FORM_SECONDS)
        newcomer.post(path, NEWCOMER | {"token": token})

    def _close_a_thread(self) -> None:
        body = {"client_id": self.ids["morgan"], "subject": "The new time", "text": THANKS}
        thread = self.people["morgan"].post("/threads", body)
        close = {"reason": "Needs no answer", "seen": thread["count"]}
        self.people["jordan"].post(f"/threads/{thread['id']}/close", close)

    def _sign_a_document(self) -> None:
        """Let the client sign, once the file was checked for viruses."""
        jordan, client = self.people["jordan"], self.people["avery"]
        documents = DemoDocuments(jordan, self.ids["avery"])
        document = documents.upload("Agreement to treatment.pdf", TREATMENT, "form")
        jordan.post(f"/documents/{document}/share", {"signature": True})
        if _is_open(client, document):
            signature = {"intent": True, "name": "Avery Stone"}
            client.post(f"/documents/{document}/signature", signature)
        else:
            self.say(UNSIGNED.format(SCAN_SECONDS))


def _is_open(client: ApiClient, document: str) -> bool:
    """Open a document as the client reads it; return False if no verdict came in time."""
    until = time.monotonic() + SCAN_SECONDS
    while time.monotonic() < until:
        try:
            client.get(f"/documents/{document}/content")
        except ApiRefused as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise
            time.sleep(POLL_SECONDS)
        else:
            return True
    return False
