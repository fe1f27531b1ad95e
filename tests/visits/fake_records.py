"""Fakes of the stores of visit records, pending uploads and files, in memory."""
# ruff: noqa: ARG002 - a fake may ignore parameters of its port

from dataclasses import dataclass, field

from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.visits.usecases.files import PresignedUpload, UploadedFile
from chalicelib.visits.usecases.history import VisitRecord


@dataclass
class FakeAppointmentViews:
    """
    A fake `AppointmentViewReader` that knows one appointment.

    A call by a person in `strangers` raises NotFound.
    """

    appointment: object
    strangers: set = field(default_factory=set)

    def get(self, access, appointment):
        if appointment != self.appointment.id or access.person in self.strangers:
            raise NotFound
        return AppointmentView(self.appointment, ())


@dataclass
class FakeVisits:
    """
    Fakes the stores of visit records and of pending uploads.

    `rival`: a file that another request stores just before `add` stores its own file,
    or None.
    """

    notes: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    pending: dict = field(default_factory=dict)
    rival: object = None

    def read(self, access, appointment, subject):
        return VisitRecord(self.notes, self.files, self.facts)

    def count(self, access, appointment):
        return len(self.files)

    def file(self, access, appointment, file, subject):
        if file not in self.files:
            raise NotFound
        return self.files[file]

    def add(self, access, file, subject):
        if self.rival:
            self.files[self.rival.id] = self.rival
        if file.id in self.files:
            raise Conflict
        self.files[file.id] = file

    def add_pending(self, access, announced):
        self.pending[announced.file] = announced

    def get_pending(self, access, appointment, file, subject):
        if file not in self.pending:
            raise NotFound
        return self.pending[file]


@dataclass
class FakeFileStorage:
    """
    A fake `FileStorage` in memory.

    `uploads`: the files that were uploaded, whether or not `store` has stored them.
    `kept`: the files that `store` has stored.
    """

    uploads: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)

    def presign_upload(self, place, media_type, size, lasts):
        return PresignedUpload(f"https://documents.test/{place.file}", {"Content-Type": media_type})

    def upload(self, file, data, media_type="application/pdf", *, sealed=True):
        self.uploads[file] = UploadedFile(
            len(data), media_type, sealed, f"v{len(self.uploads)}", data
        )

    def find_upload(self, place):
        return self.uploads.get(place.file)

    def store(self, place, arrived, media_type):
        self.kept[place.file] = arrived
        return f"kept-{arrived.version}"

    def presign_download(self, place, version, lasts):
        return f"https://documents.test/{place.file}?{version}"
