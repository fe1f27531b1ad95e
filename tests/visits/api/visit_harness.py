"""Sets up a visit of a provider, Sam, and a client, Avery, through the API."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from chalicelib.kernel.access import system
from chalicelib.kernel.ids import AppointmentId, SeatId
from chalicelib.visits.domain.room import RoomState
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import files as wiring_files
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import visits as wiring_visits
from tests.platform.files.tagging import tag_stored
from tests.practice.practice_api import PracticeApi
from tests.visits.store.sample_records import store_facts, store_note

APPOINTMENT = "/appointments/{appointment_id}"
HISTORY, FILES = f"{APPOINTMENT}/history", f"{APPOINTMENT}/files"
FILE, COMPLETE = f"{FILES}/{{file_id}}", f"{FILES}/{{file_id}}/complete"
PDF = b"%PDF-1.7 Dear Avery"
OFFER = {"name": "C:\\forms\\Avery's intake.pdf", "media_type": "application/pdf", "size": len(PDF)}
BUCKET = "unused"
"""The name of the S3 bucket for files, as the settings of the tests give it."""


@dataclass
class Visit:
    """
    Holds a booked visit, and calls the API as one of the visit's people.

    `sam` is the host and `avery` the client. `kim` is a colleague who takes no part in
    the visit and gets no access. With `scans`, every stored file is found clean before somebody
    reads it.
    """

    office: PracticeApi
    avery: Any
    appointment: Any
    scans: bool = True

    @property
    def id(self):
        return self.appointment["id"]

    @property
    def seats(self):
        return [each["seat"] for each in self.appointment["participants"]]

    @property
    def store(self):
        return self.office.front.store

    def let_in(self, state=SeatState.IN, *, admitted=True, **switches):
        """
        Store the room with Sam in it and with Avery's seat in `state`.

        If `admitted` is true, Sam has let Avery in before.
        """
        access = system(self.store.practice)
        booked = wiring_appointments.appointment_rows().get(access, self.id, lambda _: None)
        host, client = map(SeatId, self.seats)
        now = self.store.clock()

        def enter(room):
            opened = replace(room.room, state=RoomState.OPEN, **switches)
            sam = replace(room.seat(host), state=SeatState.IN)
            avery = replace(room.seat(client), state=state, let_in=admitted, since=now)
            facts = [self._fact(FactKind.ADMITTED, client)] if admitted else []
            if state is SeatState.REMOVED:
                facts.append(self._fact(FactKind.REMOVED, client))
            return replace(room, room=opened).with_seat(sam).with_seat(avery), facts

        rooms = wiring_visits.rooms()
        rooms.broadcaster.change(rooms.ensure(booked), enter)

    def _fact(self, kind, seat):
        return Fact(wiring_platform.ids().id(), kind, self.store.clock(), seat)

    def ask(self, who, pattern, file="", body=None, of=""):
        path = pattern.replace("{appointment_id}", of or self.id).replace("{file_id}", file)
        if self.scans and pattern == FILE:
            tag_stored(self.bucket, BUCKET)
        return who.get(path, pattern) if body is None else who.post(path, body, resource=pattern)

    def history(self, who):
        return self.ask(who, HISTORY)

    def reserve(self, who=None, **changed):
        answer = self.ask(who or self.avery, FILES, body=OFFER | changed)
        assert answer.status == 201, answer.text
        return answer.json

    def send(self, reserved, data=PDF, **changed):
        """Upload data for a reserved file with the headers that the API prescribed."""
        headers = reserved["upload"]["headers"]
        parameters = {
            "ContentType": headers["Content-Type"],
            "ServerSideEncryption": headers["x-amz-server-side-encryption"],
            "SSEKMSKeyId": headers["x-amz-server-side-encryption-aws-kms-key-id"],
        }
        self.bucket.put_object(
            Bucket=BUCKET,
            Key=self.key(reserved["upload"]["url"]),
            Body=data,
            **parameters | changed,
        )

    def share(self, who=None):
        """Reserve, upload and complete a file as `who`, or as Avery by default."""
        reserved = self.reserve(who)
        self.send(reserved)
        answer = self.ask(who or self.avery, COMPLETE, reserved["id"], {})
        assert answer.status == 200, answer.text
        return answer.json

    @property
    def bucket(self):
        return wiring_files.file_storage().client

    def key(self, url):
        """Return the S3 object key that a presigned URL names."""
        return urlsplit(url).path.removeprefix(f"/{BUCKET}").lstrip("/")

    def add_note(self, n, seat, text="", file=None):
        note = ChatNote(n, f"m{n}", SeatId(seat), self.store.clock(), "Wil Low", text, file)
        store_note(wiring_platform.vault(), self.store.practice, AppointmentId(self.id), note)

    def add_facts(self, *kinds):
        """Store facts of these kinds, all with the current time of the fake clock."""
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
        store_facts(self.store.practice, AppointmentId(self.id), facts)


def open_visit(front, minutes=20):
    """Book a visit that begins in five minutes, and create the bucket for its files."""
    office = PracticeApi(front)
    office.accept()
    client = office.client(invite=True)
    avery = _first_sign_in(office, client)
    front.mail.sent.clear()
    starts = front.store.clock().replace(minute=5).isoformat()
    booking = {
        "client_id": client["id"],
        "starts_at": starts,
        "minutes": minutes,
        "zone": "America/New_York",
    }
    answer = office.sam.post("/appointments", booking | {"location": "video"})
    assert answer.status == 201, answer.text
    visit = Visit(office, avery, answer.json)
    visit.bucket.create_bucket(Bucket=BUCKET)
    visit.bucket.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return visit


def _first_sign_in(office, _client):
    browser = office.front.browser()
    ((to, _, text),) = office.front.mail.sent
    password = next(
        word for word in text.split() if office.front.identity.people[to].password == word
    )
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Kettle-9"})
    return browser
