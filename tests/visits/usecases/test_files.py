"""Files shared in a visit: who may, when, and what has to be true before one counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.ids import PersonId
from chalicelib.visits.domain.file_types import FILE_TYPES, MAX_FILES, UploadRequest, matches_type
from chalicelib.visits.domain.room import RoomSnapshot, Seat, SeatState
from chalicelib.visits.usecases.files import UPLOAD_LIFETIME, VisitFiles
from tests.kernel.fake_clock import FakeClock, FakeIdGenerator
from tests.visits.domain.sample_visits import CLIENT, VISIT, at
from tests.visits.fake_records import FakeAppointmentViews, FakeFileStorage, FakeVisits

PDF = b"%PDF-1.7 hello"
OFFER = UploadRequest("intake.pdf", "application/pdf", len(PDF))
HOSTING = Access(VISIT.practice, VISIT.participants[0].person, Role.PROVIDER)
VISITING = Access(VISIT.practice, PersonId("per-2"), Role.CLIENT, client=VISIT.client)
COLLEAGUE = Access(VISIT.practice, PersonId("per-9"), Role.PROVIDER)
AS_ADMIN = replace(HOSTING, role=Role.ADMIN)
"""The host himself, in another role."""
SECOND = timedelta(seconds=1)
BEGINNINGS = {
    "application/pdf": b"%PDF-1.4",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "image/heic": b"\x00\x00\x00\x18ftypheic",
    "text/plain": b"Dear all",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\x03\x04word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK\x03\x04xl",
}


class Room:
    """A visit under way, and its files."""

    def __init__(self):
        self.clock, self.kept, self.shelf = FakeClock(at(60)), FakeVisits(), FakeFileStorage()
        self.reached = FakeAppointmentViews(VISIT)
        self.seats: dict = {}
        self.files = VisitFiles(
            self.reached, self.kept, self.kept, self.shelf, self, FakeIdGenerator(), self.clock
        )

    def snapshot(self, room):
        """The room as far as files ask: its seats, once somebody has asked for it."""
        return (
            RoomSnapshot(None, tuple(self.seats.values()))
            if self.seats and room == VISIT.id
            else None
        )

    def sent(self, data=PDF, **changed):
        reserved = self.files.reserve(VISITING, VISIT.id, OFFER)
        self.shelf.arrives(reserved.file, data, **changed)
        return reserved.file

    def complete(self, file, access=VISITING):
        return self.files.complete(access, VISIT.id, file)[0]


@pytest.fixture
def room():
    return Room()


@pytest.mark.parametrize("access", [HOSTING, VISITING])
def test_whoever_takes_part_shares_and_reads(room, access):
    reserved = room.files.reserve(access, VISIT.id, OFFER)
    room.shelf.arrives(reserved.file, PDF)
    made = room.complete(reserved.file, access)
    assert (made.name, made.size, made.version, reserved.expires_at) == (
        "intake.pdf",
        len(PDF),
        "kept-v0",
        room.clock() + UPLOAD_LIFETIME,
    )
    assert room.files.link(VISITING, VISIT.id, made.id).url.endswith("kept-v0")


@pytest.mark.parametrize("access", [COLLEAGUE, AS_ADMIN])
def test_whoever_reaches_it_without_taking_part_reads_only(room, access):
    """S4: nor does the host, while he wears Admin."""
    file = room.complete(room.sent()).id
    with pytest.raises(NotAllowed):
        room.files.reserve(access, VISIT.id, OFFER)
    with pytest.raises(NotAllowed):
        room.complete(file, access)
    assert room.files.link(access, VISIT.id, file).file.id == file


@pytest.mark.parametrize(
    ("state", "may"), [(SeatState.IN, True), (SeatState.LEFT, True), (SeatState.REMOVED, False)]
)
def test_whoever_was_removed_from_the_visit_shares_nothing_more_in_it(room, state, may):
    file, seat = room.sent(), VISIT.of(VISITING).seat
    room.seats = {seat: Seat(seat, Role.CLIENT, VISITING.person, state)}
    if may:
        assert room.complete(file).id == file
        return
    for act in (lambda: room.files.reserve(VISITING, VISIT.id, OFFER), lambda: room.complete(file)):
        with pytest.raises(Conflict, match="removed"):
            act()


def test_a_stranger_finds_nothing(room):
    """S2."""
    file = room.complete(room.sent()).id
    room.reached.strangers.add(COLLEAGUE.person)
    for act in (
        lambda: room.files.reserve(COLLEAGUE, VISIT.id, OFFER),
        lambda: room.complete(file, COLLEAGUE),
        lambda: room.files.link(COLLEAGUE, VISIT.id, file),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("when", "may"),
    [
        (VISIT.opens_at - SECOND, False),
        (VISIT.opens_at, True),
        (VISIT.closes_at - SECOND, True),
        (VISIT.closes_at, False),
    ],
)
def test_files_are_shared_while_the_room_is_open(room, when, may):
    room.clock.now = when
    if may:
        assert room.files.reserve(VISITING, VISIT.id, OFFER)
        return
    with pytest.raises(Conflict):
        room.files.reserve(VISITING, VISIT.id, OFFER)


def test_one_that_was_begun_in_time_may_arrive_after_the_end(room):
    room.clock.now = VISIT.closes_at - SECOND
    file = room.sent()
    room.clock.now = VISIT.closes_at + SECOND
    assert room.complete(file)


def test_after_the_visit_files_can_still_be_shared_and_in_a_cancelled_one_not(room):
    room.reached.appointment = replace(VISIT, status=AppointmentStatus.COMPLETED)
    assert room.files.reserve(VISITING, VISIT.id, OFFER)
    room.reached.appointment = replace(VISIT, status=AppointmentStatus.CANCELLED)
    with pytest.raises(Conflict):
        room.files.reserve(VISITING, VISIT.id, OFFER)


def test_an_appointment_holds_so_many_files(room):
    file = room.complete(room.sent())
    room.kept.files = dict.fromkeys(range(MAX_FILES), file)
    with pytest.raises(Conflict):
        room.files.reserve(VISITING, VISIT.id, OFFER)


def test_doors_that_were_opened_together_take_no_more_files_than_that(room):
    early, late, one_more = room.sent(), room.sent(), room.sent()
    room.kept.files = dict.fromkeys(range(MAX_FILES - 1), room.complete(early))
    assert room.complete(late)
    with pytest.raises(Conflict):
        room.complete(one_more)


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        (PDF + b"!", {}),
        (PDF, {"media_type": "image/png"}),
        (PDF, {"sealed": False}),
        (b"%PNG-1.7 hello", {}),
    ],
)
def test_what_is_not_as_announced_is_never_kept(room, data, changed):
    file = room.sent(data, **changed)
    with pytest.raises(Invalid):
        room.complete(file)
    assert (room.shelf.kept, room.kept.files) == ({}, {})


def test_of_two_who_say_that_it_has_come_the_first_is_believed(room):
    file = room.sent()
    room.kept.rival = replace(room.complete(room.sent()), id=file, version="of the rival")
    assert room.complete(file).version == "of the rival"


def test_a_file_belongs_to_the_seat_that_announced_it(room):
    file = room.sent()
    assert room.kept.coming[file].seat == CLIENT
    with pytest.raises(NotFound):
        room.complete(file, HOSTING)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a/b/c.pdf", "c.pdf"), ("C:\\x\\y.pdf", "y.pdf"), ("  été 2026.pdf ", "été 2026.pdf")],
)
def test_a_name_is_kept_without_folders(room, name, kept):
    reserved = room.files.reserve(VISITING, VISIT.id, replace(OFFER, name=name))
    assert room.kept.coming[reserved.file].request.name == kept


@pytest.mark.parametrize("kind", sorted(FILE_TYPES))
def test_a_kind_is_known_by_its_beginning(kind):
    others = {each for each, begins in BEGINNINGS.items() if matches_type(kind, begins)}
    # Both are archives of documents, and any text begins as text may.
    office = {each for each in FILE_TYPES if each.startswith("application/vnd")}
    allowed = office if kind in office else {kind}
    assert kind in others
    assert others <= allowed or kind == "text/plain"


@pytest.mark.parametrize("kind", sorted(set(FILE_TYPES) - {"text/plain"}))
@pytest.mark.parametrize(
    "data", [b"", b"<!doctype html><script>", b"MZ\x90\x00", b"<svg xmlns='x'>"]
)
def test_a_page_or_a_program_is_none_of_them(kind, data):
    assert not matches_type(kind, data)
