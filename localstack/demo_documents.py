"""Adds documents to the demo practice: one to sign, one shared, one requested."""

import urllib.request
from dataclasses import dataclass
from typing import Any

from localstack.api_client import ApiClient
from localstack.demo_days import day

CONSENT = (
    "Consent to telehealth",
    "",
    "I agree to be seen by video. I know that I can ask for a visit in person at any time,",
    "and that nobody records the visit. If the connection fails, my provider calls me.",
)
LETTER = (
    "Welcome to Willow Creek Counseling",
    "",
    "Please bring your insurance card to the first visit.",
)


@dataclass
class DemoDocuments:
    """Adds the documents of a client through the API, as a provider of theirs."""

    provider: ApiClient
    client_id: str

    def make(self) -> None:
        """Make a document to sign, a shared letter, and a request."""
        consent = self.upload("Consent to telehealth.pdf", CONSENT, "form")
        self.provider.post(f"/documents/{consent}/share", {"signature": True})
        letter = self.upload("Welcome letter.pdf", LETTER, "letter", folder="Letters")
        self.provider.post(f"/documents/{letter}/share")
        request = {"title": "Insurance card", "due_on": day(7), "kind": "id"}
        self.provider.post(f"/clients/{self.client_id}/document-requests", request)

    def upload(self, name: str, lines: tuple[str, ...], kind: str, **labels: Any) -> str:
        """Upload a PDF with these lines, and return the document's id."""
        data = a_page(lines)
        body = {"name": name, "bytes": len(data), "kind": kind, **labels}
        announced = self.provider.post(f"/clients/{self.client_id}/documents", body)
        upload = announced["upload"]
        request = urllib.request.Request(upload["url"], data, upload["headers"], method="PUT")
        with urllib.request.urlopen(request, timeout=30):
            pass
        self.provider.post(f"/documents/{announced['id']}/complete")
        return str(announced["id"])


def a_page(lines: tuple[str, ...]) -> bytes:
    """Return a PDF of one page with these lines of ASCII text."""
    text = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 18 TL 72 720 Td {text} ET"
    fonts = "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources {fonts}>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
    )
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{each}endobj\n"
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer<</Size {size}/Root 1 0 R>>\n"
    return f"{body}{table}startxref\n{len(body)}\n%%EOF\n".encode()
