"""Declares the port that stores announced uploads."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, DocumentId, FileId, PersonId, SeatId
from chalicelib.platform.files.file_types import UploadRequest
from chalicelib.platform.files.storage import FileArea, FileLocation

MAX_OPEN_UPLOADS = 10
"""How many announced uploads one person may have open in one place at a time."""


@dataclass(frozen=True, slots=True)
class UploadKey:
    """
    Identifies an announced upload.

    `owner`: the appointment or client in whose place the file will be stored. `by`: the seat or
    the person who announced the upload. `about`: the file or document that the upload makes.
    """

    area: FileArea
    owner: AppointmentId | ClientId
    by: SeatId | PersonId
    about: FileId | DocumentId


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """
    An announced upload, which counts as open until `expires_at`.

    `counted_on`: the day, by UTC, on which it is one of the files that a client may send in a
    day; None if it is none of these.
    """

    key: UploadKey
    file: FileId
    request: UploadRequest
    expires_at: datetime
    counted_on: date | None = None

    def location(self, access: Access) -> FileLocation:
        """Return where the file is stored."""
        return FileLocation(self.key.area, access.practice, self.key.owner, self.file)


class PendingUploads(Protocol):
    """Stores announced uploads as sealed records, until they are completed or expire."""

    def add_pending(self, access: Access, pending: PendingUpload) -> None:
        """
        Store an announced upload.

        Raises:
            Conflict: The same person has MAX_OPEN_UPLOADS announced uploads in this place already.
        """

    def get_pending(
        self, access: Access, key: UploadKey, subject: ClientId, file: FileId | None = None
    ) -> PendingUpload:
        """
        Return the announced upload with this key and file, and write an audit entry.

        Without `file`, this is the newest upload with the key.

        Raises:
            NotFound: There is no such upload, or it has been completed or has expired.
        """

    def remove_pending(self, access: Access, key: UploadKey, file: FileId | None = None) -> bool:
        """
        Remove a completed or refused upload, which then no longer counts as open.

        Without `file`, this is the newest upload with the key.

        Returns whether this call removed it, and no other one.
        """
