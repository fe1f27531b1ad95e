"""One appointment of Sam with Avery, whose room is open, through the API."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chalicelib.kernel.ids import AppointmentId, SeatId
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import visits as wiring_visits
from tests.practice.practice_api import PracticeApi
from tests.visits.store.sample_records import keep_facts, keep_note

APPOINTMENT = "/appointments/{appointment_id}"
HISTORY, FILES = f"{APPOINTMENT}/history", f"{APPOINTMENT}/files"
FILE, COMPLETE = f"{FILES}/{{file_id}}", f"{FILES}/{{file_id}}/complete"
PDF = b"%PDF-1.7 Dear Avery"
OFFER = {"name": "C:\\forms\\Avery's intake.pdf", "media_type": "application/pdf", "size": len(PDF)}
BUCKET = "unused"
"""What the tests' settings call it."""


@dataclass
class Visit:
    """`sam` hosts, `avery` is the client; `kim` is a colleague without access to either."""

    office: PracticeApi
    avery: Any
    told: Any

    @property
    def id(self):
        return self.told["id"]

    @property
    def seats(self):
        return [each["seat"] for each in self.told["participants"]]

    @property
    def store(self):
        return self.office.front.store

    def ask(self, who, pattern, file="", body=None, of=""):
        path = pattern.replace("{appointment_id}", of or self.id).replace("{file_id}", file)
        return who.get(path, pattern) if body is None else who.post(path, body, resource=pattern)

    def history(self, who):
        return self.ask(who, HISTORY)

    def reserved(self, who=None, **changed):
        answer = self.ask(who or self.avery, FILES, body=OFFER | changed)
        assert answer.status == 201, answer.text
        return answer.json

    def send(self, reserved, data=PDF, **changed):
        """What a browser sends to the address that it was given."""
        headers = reserved["upload"]["headers"]
        said = {
            "ContentType": headers["Content-Type"],
            "ServerSideEncryption": headers["x-amz-server-side-encryption"],
            "SSEKMSKeyId": headers["x-amz-server-side-encryption-aws-kms-key-id"],
        }
        self.bucket.put_object(
            Bucket=BUCKET, Key=self.key(reserved["upload"]["url"]), Body=data, **said | changed
        )

    def shared(self, who=None):
        """A file, shared by somebody."""
        reserved = self.reserved(who)
        self.send(reserved)
        done = self.ask(who or self.avery, COMPLETE, reserved["id"], {})
        assert done.status == 200, done.text
        return done.json

    @property
    def bucket(self):
        return wiring_visits.file_storage().client

    def key(self, url):
        """The object that an address is about."""
        return urlsplit(url).path.removeprefix(f"/{BUCKET}").lstrip("/")

    def said(self, n, seat, text="", file=None):
        note = ChatNote(n, f"m{n}", SeatId(seat), self.store.clock(), "Wil Low", text, file)
        keep_note(wiring_platform.vault(), self.store.practice, AppointmentId(self.id), note)

    def happened(self, *kinds):
        """Keep facts with the present time, in the order of every visit."""
        host, client = self.seats
        of = {
            "joined": ((host, None), (client, None)),
            "admitted": ((client, None),),
            "media_up": ((host, client),),
        }
        lines = [
            (kind, seat, about) for kind in kinds for seat, about in of.get(kind, ((host, None),))
        ]
        at = self.store.clock()
        facts = [
            Fact(f"{at:%H%M%S}{n:02d}", FactKind(kind), at, seat, about)
            for n, (kind, seat, about) in enumerate(lines)
        ]
        keep_facts(self.store.practice, AppointmentId(self.id), facts)


def open_visit(front, minutes=20):
    """Begins in five minutes, of the practice's first day."""
    office = PracticeApi(front)
    office.accept()
    client = office.client(invite=True)
    avery = _come(office, client)
    front.mail.sent.clear()
    starts = front.store.clock().replace(minute=5).isoformat()
    asked = {
        "client_id": client["id"],
        "starts_at": starts,
        "minutes": minutes,
        "zone": "America/New_York",
    }
    booked = office.sam.post("/appointments", asked | {"location": "video"})
    assert booked.status == 201, booked.text
    made = Visit(office, avery, booked.json)
    made.bucket.create_bucket(Bucket=BUCKET)
    made.bucket.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return made


def _come(office, _client):
    browser = office.front.browser()
    ((to, _, text),) = office.front.mail.sent
    password = next(
        word for word in text.split() if office.front.identity.people[to].password == word
    )
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Horse-9"})
    return browser
