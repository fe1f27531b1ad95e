"""Shares files in a visit: presigns an upload, then checks and records the file."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import Participant
from chalicelib.appointments.domain.refusals import require_room
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.ids import AppointmentId, FileId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.platform.files.arrival import check_arrival, require_arrived
from chalicelib.platform.files.file_types import UploadRequest, check_upload
from chalicelib.platform.files.malware import MalwareVerdicts, require_clean
from chalicelib.platform.files.storage import (
    LINK_LIFETIME,
    UPLOAD_LIFETIME,
    FileArea,
    FileLocation,
    FileStorage,
    PresignedUpload,
    UploadedFile,
    arrival_deadline,
)
from chalicelib.platform.files.uploads import PendingUpload, PendingUploads, UploadKey
from chalicelib.visits.domain.record_access import no_limit
from chalicelib.visits.domain.sharing import NOT_OPEN, require_may_share
from chalicelib.visits.domain.visit import MAX_FILES, VisitFile
from chalicelib.visits.usecases.file_ports import VisitFileStore
from chalicelib.visits.usecases.history import AppointmentViewReader
from chalicelib.visits.usecases.record_access import RecordAccess

NOT_A_PARTICIPANT = "Only people who take part in the visit can share files in it."
TOO_MANY_FILES = f"This visit already has {MAX_FILES} files, and more cannot be added."


@dataclass(frozen=True, slots=True)
class ReservedUpload:
    """A file's id and its presigned upload, valid until `expires_at`."""

    file: FileId
    upload: PresignedUpload
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file's record, its appointment, and a presigned URL for the file's bytes."""

    file: VisitFile
    appointment: Appointment
    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class VisitFiles:
    """
    Shares participants' files, and issues download links for the files.

    Everybody who may see the appointment can get a link, except a client whom no host has
    let into the room.

    Every method raises:
        NotFound: The practice has no such appointment or file, or the caller may not see
            the appointment or file (S2, S3).
        Unavailable: The store or the audit trail does not respond (S15).
    """

    appointments: AppointmentViewReader
    rows: VisitFileStore
    pending_uploads: PendingUploads
    storage: FileStorage
    verdicts: MalwareVerdicts
    record_access: RecordAccess
    ids: IdGenerator
    now: Clock

    def reserve(
        self, access: Access, appointment: AppointmentId, request: UploadRequest
    ) -> ReservedUpload:
        """
        Record that a file will be uploaded, and return a presigned upload for the file.

        Raises:
            NotAllowed: The caller does not take part in the appointment. Or the caller is a
                client, and either no host has let them into the room, or a host has
                switched off file sharing for clients.
            Conflict: There is no open room, the caller was removed from the room, the
                appointment already has MAX_FILES files, or the caller has MAX_OPEN_UPLOADS
                open uploads.
            Invalid: The file's name, type or size is not accepted.
        """
        booked = self.appointments.get(access, appointment).appointment
        part = booked.of(access)
        if part is None:
            raise NotAllowed(NOT_A_PARTICIPANT)
        self._require_may_share(booked, part)
        checked = check_upload(request)
        if self.rows.count(access, booked.id) >= MAX_FILES:
            raise Conflict(TOO_MANY_FILES)
        file, now = FileId(self.ids.id()), self.now()
        # The announcement outlives its URL, so that an upload at the last moment can be completed.
        until = arrival_deadline(now, checked.size)
        pending = PendingUpload(_key(booked, part, file), file, checked, until)
        self.pending_uploads.add_pending(access, pending)
        upload = self.storage.presign_upload(
            pending.location(access), checked.media_type, checked.size, UPLOAD_LIFETIME
        )
        return ReservedUpload(file, upload, now + UPLOAD_LIFETIME)

    def complete(
        self, access: Access, appointment: AppointmentId, file: FileId
    ) -> tuple[VisitFile, Appointment]:
        """
        Check an uploaded file and store a record of the file.

        A repeated call returns the record that the first call stored. A file that was refused
        no longer counts as an open upload.

        Raises:
            Invalid: The file has not arrived, differs from the announced file, or its bytes
                do not fit the announced type.
            NotFound: The file was refused by an earlier call.
            NotAllowed, Conflict: As in `reserve`, but without the limit on open uploads.
        """
        booked = self.appointments.get(access, appointment).appointment
        part = booked.of(access)
        if part is None:
            # Staff may read the file, so they may know that it exists.
            self.rows.file(access, booked.id, file, booked.client, no_limit)
            raise NotAllowed(NOT_A_PARTICIPANT)
        try:
            record = self.rows.file(access, booked.id, file, booked.client, no_limit)
        except NotFound:
            record = self._completed(access, booked, part, file)
        if record.seat != part.seat:
            raise NotFound
        return record, booked

    def link(self, access: Access, appointment: AppointmentId, file: FileId) -> FileLink:
        """
        Return a download link to the file, which is valid for one minute.

        Raises:
            Conflict: The malware scan has not ended, has failed, or has found malware.
            NotAllowed: The caller is a client whom no host has let into the room.
        """
        booked = self.appointments.get(access, appointment).appointment
        limit = self.record_access.limit(access, booked)
        record = self.rows.file(access, booked.id, file, booked.client, limit)
        place = FileLocation(FileArea.VISITS, access.practice, booked.id, file)
        require_clean(self.verdicts.of(place, record.version))
        url = self.storage.presign_download(place, record.version, LINK_LIFETIME)
        return FileLink(record, booked, url, self.now() + LINK_LIFETIME)

    def may_read(self, access: Access, appointment: AppointmentId, at: datetime) -> bool:
        """Return whether the caller may read a file that was shared at this time."""
        try:
            booked = self.appointments.get(access, appointment).appointment
            limit = self.record_access.limit(access, booked)
            until = self.rows.read_until(access, booked.id, booked.client, limit)
        except (NotAllowed, NotFound):
            return False
        return until is None or at <= until

    def _record(
        self,
        access: Access,
        appointment: Appointment,
        seat: SeatId,
        pending: PendingUpload,
        upload: UploadedFile,
    ) -> VisitFile:
        request = pending.request
        version = self.storage.store(pending.location(access), upload, request.media_type)
        record = VisitFile(
            pending.file,
            appointment.id,
            seat,
            self._instant(),
            request.media_type,
            request.size,
            request.name,
            version,
        )
        try:
            self.rows.add(access, record, appointment.clients)
        except Conflict:
            # Another call for the same file recorded it first.
            return self.rows.file(
                access, appointment.id, pending.file, appointment.client, no_limit
            )
        return record

    def _instant(self) -> datetime:
        # Stored times have milliseconds.
        now = self.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _check(
        self,
        access: Access,
        appointment: AppointmentId,
        pending: PendingUpload,
        upload: UploadedFile,
    ) -> None:
        # Counted again, because announced uploads do not count as files.
        if self.rows.count(access, appointment) >= MAX_FILES:
            raise Conflict(TOO_MANY_FILES)
        check_arrival(self.storage, access, pending, upload)

    def _completed(
        self, access: Access, booked: Appointment, part: Participant, file: FileId
    ) -> VisitFile:
        key = _key(booked, part, file)
        pending = self.pending_uploads.get_pending(access, key, booked.client)
        self._require_may_share(booked, part)
        upload = require_arrived(self.storage, access, pending)
        try:
            self._check(access, booked.id, pending, upload)
        except (Conflict, Invalid):
            # The answer is final, because the URL does not take another file.
            self.pending_uploads.remove_pending(access, key)
            raise
        record = self._record(access, booked, part.seat, pending, upload)
        self.pending_uploads.remove_pending(access, key)
        return record

    def _require_may_share(self, booked: Appointment, part: Participant) -> None:
        require_room(booked.location)
        if not booked.is_open(self.now()):
            raise Conflict(NOT_OPEN)
        snapshot = self.record_access.rooms.snapshot(booked.id)
        require_may_share(snapshot, part.seat, hosts=part.hosts, now=self.now())


def _key(booked: Appointment, part: Participant, file: FileId) -> UploadKey:
    return UploadKey(FileArea.VISITS, booked.id, part.seat, file)
