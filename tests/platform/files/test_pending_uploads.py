"""Tests the store of announced uploads: the same tests for the table and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PersonId, PracticeId, SeatId
from chalicelib.platform.files.file_types import UploadRequest
from chalicelib.platform.files.pending_uploads import DynamoPendingUploads
from chalicelib.platform.files.storage import FileArea
from chalicelib.platform.files.uploads import MAX_OPEN_UPLOADS, PendingUpload, UploadKey
from tests.kernel.fake_clock import FakeClock
from tests.platform.files.fake_pending_uploads import FakePendingUploads
from tests.platform.record_store import a_store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLIENT = ClientId("cli-1")
KEY = UploadKey(FileArea.VISITS, AppointmentId("apt-1"), SeatId("seat-1"), FileId("fil-1"))
OFFER = UploadRequest("Wombat.pdf", "application/pdf", 12)
ANNOUNCED = PendingUpload(KEY, FileId("fil-1"), OFFER, NOW + timedelta(minutes=20))


@dataclass
class Uploads:
    """Holds the store under test, and its clock."""

    store: Any
    clock: FakeClock
    practice: PracticeId

    @property
    def access(self):
        return Access(self.practice, PersonId("per-1"), Role.ADMIN, session="s1")

    @property
    def foreign(self):
        return replace(self.access, practice=PracticeId("prc-other"))

    def add(self, **changed):
        self.store.add_pending(self.access, replace(ANNOUNCED, **changed))

    def get(self, access=None, **changed):
        return self.store.get_pending(access or self.access, replace(KEY, **changed), CLIENT)


@contextmanager
def in_memory():
    clock = FakeClock(NOW)
    yield Uploads(FakePendingUploads(clock), clock, PracticeId("prc-1"))


@contextmanager
def on_the_table():
    with a_store() as store:
        clock = FakeClock(NOW)
        uploads = DynamoPendingUploads(store.vault(), clock, "upload")
        yield Uploads(uploads, clock, store.practice)


@pytest.fixture(params=[in_memory, on_the_table], ids=["fake", "table"])
def uploads(request):
    with request.param() as uploads:
        yield uploads


def test_a_pending_upload_expires(uploads):
    uploads.add()
    assert uploads.get() == ANNOUNCED
    uploads.clock.advance(minutes=20, seconds=-1)
    assert uploads.get() == ANNOUNCED
    uploads.clock.advance(seconds=1)
    with pytest.raises(NotFound):
        uploads.get()


def test_a_pending_upload_knows_on_which_day_it_counted(uploads):
    uploads.add(counted_on=NOW.date())
    assert uploads.get().counted_on == NOW.date()


def test_a_pending_upload_belongs_to_one_place_of_one_practice(uploads):
    """
    S3: a pending upload is not found from another practice, appointment or area.

    It is not found for another file id or another seat either.
    """
    uploads.add()
    for where in (
        {"access": uploads.foreign},
        {"owner": AppointmentId("apt-2")},
        {"area": FileArea.DOCUMENTS},
        {"about": FileId("fil-2")},
        {"by": SeatId("seat-2")},
    ):
        with pytest.raises(NotFound):
            uploads.get(**where)


def test_a_person_has_a_limited_number_of_open_uploads(uploads):
    keys = [replace(KEY, about=FileId(f"fil-{number}")) for number in range(MAX_OPEN_UPLOADS)]
    for key in keys:
        uploads.add(key=key)
    more = replace(KEY, about=FileId("fil-more"))
    with pytest.raises(Conflict):
        uploads.add(key=more)
    uploads.add(key=replace(more, by=SeatId("seat-2")))
    removals = [uploads.store.remove_pending(uploads.access, keys[3]) for _ in range(2)]
    assert removals == [True, False]
    uploads.add(key=more)
    assert uploads.get(about=more.about).key == more
    with pytest.raises(NotFound):
        uploads.get(about=keys[3].about)
    uploads.clock.advance(minutes=20)
    uploads.add()


def test_the_newest_of_two_uploads_about_one_thing_is_found(uploads):
    uploads.add()
    later = ANNOUNCED.expires_at + timedelta(minutes=1)
    uploads.add(file=FileId("fil-9"), expires_at=later)
    assert uploads.get().file == "fil-9"
    key = ANNOUNCED.key
    assert uploads.store.get_pending(uploads.access, key, CLIENT, FileId("fil-1")).file == "fil-1"
    uploads.store.remove_pending(uploads.access, key, FileId("fil-1"))
    assert uploads.get().file == "fil-9"
    with pytest.raises(NotFound):
        uploads.store.get_pending(uploads.access, key, CLIENT, FileId("fil-1"))
