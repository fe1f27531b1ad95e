"""Tests who may share files in a visit, and how an upload is checked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.files.file_types import UploadRequest
from chalicelib.platform.files.storage import UPLOAD_LIFETIME, FileArea, FileLocation
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import Seat, SeatState
from chalicelib.visits.domain.visit import MAX_FILES
from chalicelib.visits.usecases.files import VisitFiles
from chalicelib.visits.usecases.record_access import RecordAccess
from chalicelib.visits.usecases.rooms import room_of
from tests.kernel.fake_clock import FakeClock, FakeIdGenerator
from tests.platform.files.fake_file_storage import FakeFileStorage
from tests.platform.files.fake_pending_uploads import FakePendingUploads
from tests.platform.files.fake_verdicts import FakeVerdicts
from tests.visits.domain.sample_visits import CLIENT, HOST, VISIT, at, facts_of, met
from tests.visits.fake_records import FakeAppointmentViews, FakeVisits

PDF = b"%PDF-1.7 hello"
OFFER = UploadRequest("intake.pdf", "application/pdf", len(PDF))
HOSTING = Access(VISIT.practice, VISIT.participants[0].person, Role.PROVIDER)
VISITING = Access(VISIT.practice, PersonId("per-2"), Role.CLIENT, client=VISIT.client)
COLLEAGUE = Access(VISIT.practice, PersonId("per-9"), Role.PROVIDER)
AS_ADMIN = replace(HOSTING, role=Role.ADMIN)
"""The access of the host while they act as Admin."""
SECOND = timedelta(seconds=1)


class Room:
    """A visit in progress, with fake stores for its files."""

    def __init__(self):
        self.clock, self.storage = FakeClock(at(60)), FakeFileStorage()
        self.uploads = FakePendingUploads(self.clock)
        self.records = FakeVisits(self.clock)
        self.appointments = FakeAppointmentViews(VISIT)
        self.records.facts = {(VISIT.practice, VISIT.id): facts_of(*met())}
        self.client = Seat(CLIENT, Role.CLIENT, VISITING.person, SeatState.IN, let_in=True)
        self.files = VisitFiles(
            self.appointments,
            self.records,
            self.uploads,
            self.storage,
            FakeVerdicts(),
            RecordAccess(self, self.clock),
            FakeIdGenerator(),
            self.clock,
        )

    def snapshot(self, _room):
        """Return the room with its host and client."""
        host = Seat(HOST, Role.PROVIDER, HOSTING.person)
        return RoomSnapshot(room_of(VISIT), (host, self.client))

    def upload(self, data=PDF, **changed):
        offer = self.files.reserve(VISITING, VISIT.id, OFFER)
        self.arrive(offer.file, data, **changed)
        return offer.file

    def arrive(self, file, data=PDF, **changed):
        self.storage.upload(
            FileLocation(FileArea.VISITS, VISIT.practice, VISIT.id, file), data, **changed
        )

    def fill(self, count):
        """Replace all recorded files with this number of files."""
        file = self.complete(self.upload())
        self.records.files = {
            (VISIT.practice, VISIT.id, f"fil-{n}"): replace(file, id=f"fil-{n}")
            for n in range(count)
        }

    def pending(self, file):
        (row,) = [each for each in self.uploads.pending if each.file == file]
        return row

    def complete(self, file, access=VISITING):
        return self.files.complete(access, VISIT.id, file)[0]


@pytest.fixture
def room():
    return Room()


@pytest.mark.parametrize("access", [HOSTING, VISITING])
def test_participants_share_and_read_files(room, access):
    offer = room.files.reserve(access, VISIT.id, OFFER)
    room.arrive(offer.file)
    file = room.complete(offer.file, access)
    assert (file.name, file.size, file.version, offer.expires_at) == (
        "intake.pdf",
        len(PDF),
        "kept-v0",
        room.clock() + UPLOAD_LIFETIME,
    )
    assert room.files.link(VISITING, VISIT.id, file.id).url.endswith("kept-v0")


@pytest.mark.parametrize("access", [COLLEAGUE, AS_ADMIN])
def test_staff_who_do_not_take_part_may_only_read_files(room, access):
    """
    S4: staff who do not take part may read files, but not share them.

    This also holds for the host of the visit while they act in the role Admin.
    """
    file = room.complete(room.upload()).id
    with pytest.raises(NotAllowed):
        room.files.reserve(access, VISIT.id, OFFER)
    with pytest.raises(NotAllowed):
        room.complete(file, access)
    assert room.files.link(access, VISIT.id, file).file.id == file


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (SeatState.IN, None),
        (SeatState.AWAY, None),
        (SeatState.ADMITTED, None),
        (SeatState.INVITED, NotAllowed),
        (SeatState.WAITING, NotAllowed),
        (SeatState.LEFT, NotAllowed),
        (SeatState.REMOVED, Conflict),
    ],
)
def test_a_client_shares_files_only_while_in_the_room(room, state, error):
    file = room.upload()
    room.client = replace(room.client, state=state)
    for act in (lambda: room.files.reserve(VISITING, VISIT.id, OFFER), lambda: room.complete(file)):
        if error is None:
            assert act()
        else:
            with pytest.raises(error):
                act()


def test_a_stranger_finds_nothing(room):
    """
    S2: a stranger cannot reach the files of an appointment.

    A person who may not see the appointment gets `NotFound`.
    """
    file = room.complete(room.upload()).id
    room.appointments.strangers.add(COLLEAGUE.person)
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


def test_an_upload_begun_in_time_is_not_completed_after_the_end(room):
    room.clock.now = VISIT.closes_at - SECOND
    file = room.upload()
    room.clock.now = VISIT.closes_at + SECOND
    with pytest.raises(Conflict):
        room.complete(file)


@pytest.mark.parametrize("access", [HOSTING, VISITING])
@pytest.mark.parametrize("status", [AppointmentStatus.COMPLETED, AppointmentStatus.CANCELLED])
def test_no_files_are_shared_when_the_appointment_is_over_or_cancelled(room, access, status):
    room.appointments.appointment = replace(VISIT, status=status)
    with pytest.raises(Conflict):
        room.files.reserve(access, VISIT.id, OFFER)


def test_an_appointment_has_a_limit_of_files(room):
    room.fill(MAX_FILES)
    with pytest.raises(Conflict):
        room.files.reserve(VISITING, VISIT.id, OFFER)


def test_simultaneous_uploads_stay_within_the_limit_of_files(room):
    late, one_more = room.upload(), room.upload()
    room.fill(MAX_FILES - 1)
    assert room.complete(late)
    with pytest.raises(Conflict):
        room.complete(one_more)
    assert room.uploads.pending == []


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        (PDF + b"!", {}),
        (PDF, {"media_type": "image/png"}),
        (PDF, {"sealed": False}),
        (b"%PNG-1.7 hello", {}),
    ],
)
def test_an_upload_that_differs_from_its_announcement_is_not_kept(room, data, changed):
    file = room.upload(data, **changed)
    with pytest.raises(Invalid):
        room.complete(file)
    assert (room.storage.kept, room.records.files) == ({}, {})


def test_an_upload_that_was_refused_for_good_is_no_longer_open(room):
    """Ten wrong files do not keep a person from sharing the right one."""
    for data in (PDF + b"!", b"%PNG-1.7 hello"):
        file = room.upload(data)
        with pytest.raises(Invalid):
            room.complete(file)
        assert room.uploads.pending == []
        with pytest.raises(NotFound):
            room.complete(file)


def test_an_upload_that_has_not_arrived_may_still_arrive(room):
    file = room.files.reserve(VISITING, VISIT.id, OFFER).file
    with pytest.raises(Invalid):
        room.complete(file)
    room.arrive(file)
    assert room.complete(file)


def test_of_two_requests_that_complete_a_file_the_first_wins(room):
    file = room.upload()
    room.records.rival = replace(room.complete(room.upload()), id=file, version="of the rival")
    assert room.complete(file).version == "of the rival"


def test_a_file_belongs_to_the_seat_that_announced_it(room):
    file = room.upload()
    assert room.pending(file).key.by == CLIENT
    with pytest.raises(NotFound):
        room.complete(file, HOSTING)
    room.complete(file)
    with pytest.raises(NotFound):
        room.complete(file, HOSTING)


@pytest.mark.parametrize(
    ("name", "stored"),
    [("a/b/c.pdf", "c.pdf"), ("C:\\x\\y.pdf", "y.pdf"), ("  été 2026.pdf ", "été 2026.pdf")],
)
def test_a_file_name_is_stored_without_folders(room, name, stored):
    offer = room.files.reserve(VISITING, VISIT.id, replace(OFFER, name=name))
    assert room.pending(offer.file).request.name == stored
