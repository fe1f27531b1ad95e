"""Defines the ports of the use case that shares files in a visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId, SeatId
from chalicelib.visits.domain.file_types import UploadRequest
from chalicelib.visits.domain.record_access import ReadLimit
from chalicelib.visits.domain.visit import VisitFile

MAX_OPEN_UPLOADS = 10
"""How many announced uploads one person may have open in an appointment at a time."""


@dataclass(frozen=True, slots=True)
class FileLocation:
    """The place of a file in storage; it consists of ids and contains no names."""

    practice: PracticeId
    appointment: AppointmentId
    file: FileId


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    """A presigned URL to PUT the announced file to, with the headers to send."""

    url: str = field(repr=False)
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """
    The properties of an uploaded file, as reported by the storage.

    `size` is in bytes. `sealed`: whether the file is encrypted under our storage key.
    `version`: the version of the stored object. `beginning`: the first bytes of the file.
    """

    size: int
    media_type: str
    sealed: bool
    version: str
    beginning: bytes = field(repr=False)


class FileStorage(Protocol):
    """Stores the bytes of files. A method raises Unavailable if the storage fails."""

    def presign_upload(
        self, place: FileLocation, media_type: str, size: int, lasts: timedelta
    ) -> PresignedUpload:
        """
        Return a presigned upload for a file.

        `size` is in bytes. `lasts`: how long the presigned upload is valid. It works once: after
        a file has arrived, the storage refuses another one at the same place. The storage deletes
        an uploaded file after some time; only the copy that `store` makes is kept.
        """

    def find_upload(self, place: FileLocation) -> UploadedFile | None:
        """Return what was uploaded for this file, or None if nothing has arrived."""

    def store(self, place: FileLocation, arrived: UploadedFile, media_type: str) -> str:
        """
        Copy exactly the checked bytes to a key that no presigned upload can write to.

        `arrived`: the upload whose bytes were checked. A browser that downloads the copy
        saves it as a file with a neutral name and does not run it. Returns the version of the
        copy.
        """

    def presign_download(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        """Return a presigned URL to download this version of the file."""


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """An announced upload; `seat` is the seat of the person who announced it."""

    file: FileId
    appointment: AppointmentId
    seat: SeatId
    request: UploadRequest
    expires_at: datetime


class PendingUploads(Protocol):
    """Stores announced uploads as sealed records, until they are completed or expire."""

    def add_pending(self, access: Access, pending: PendingUpload) -> None:
        """
        Store an announced upload.

        Raises:
            Conflict: The seat has MAX_OPEN_UPLOADS announced uploads already.
        """

    def get_pending(
        self,
        access: Access,
        appointment: AppointmentId,
        seat: SeatId,
        file: FileId,
        subject: ClientId,
    ) -> PendingUpload:
        """
        Return an upload that this seat announced, and write an audit entry.

        Raises:
            NotFound: The seat announced no such upload, or the upload has been completed or has
                expired.
        """

    def remove_pending(
        self, access: Access, appointment: AppointmentId, seat: SeatId, file: FileId
    ) -> None:
        """
        Remove a completed or refused upload, so that the seat may announce another one.

        If another call has removed it, this does nothing.
        """


class VisitFileStore(Protocol):
    """Stores the records of appointments' files, which never change."""

    def count(self, access: Access, appointment: AppointmentId) -> int:
        """Count an appointment's files."""

    def file(
        self,
        access: Access,
        appointment: AppointmentId,
        file: FileId,
        subject: ClientId,
        limit: ReadLimit,
    ) -> VisitFile:
        """
        Return a file's record, and write an audit entry.

        Raises:
            NotFound: There is no such file, or the file was shared after the time that `limit`
                returns.
            NotAllowed: `limit` refused the caller. The attempt is recorded in an audit entry.
        """

    def add(self, access: Access, file: VisitFile, subject: ClientId) -> None:
        """Add a file's record and an audit entry. Raises Conflict if the record exists."""
