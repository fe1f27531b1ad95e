"""Declares the port that stores the bytes of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId

UPLOAD_LIFETIME, LINK_LIFETIME = timedelta(minutes=10), timedelta(seconds=60)
"""Lifetimes of a presigned upload and of a presigned download."""
SLOWEST_BYTES_PER_SECOND = 31_250
"""The speed of a connection of 0.25 Mbit/s, the slowest on which the largest file arrives."""


def transfer_time(size: int) -> timedelta:
    """
    Return how long a file of `size` bytes may be on its way after its URL expired.

    The storage checks a URL only when an upload begins. Two files may share the connection.
    """
    return max(UPLOAD_LIFETIME, timedelta(seconds=2 * size / SLOWEST_BYTES_PER_SECOND))


def arrival_deadline(now: datetime, size: int) -> datetime:
    """Return until when a file of `size` bytes that is announced now may be completed."""
    return now + UPLOAD_LIFETIME + transfer_time(size)


class FileArea(StrEnum):
    """Lists the parts of the storage; each part has files of one kind."""

    VISITS = "visits"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class FileLocation:
    """
    The place of a file in storage; it consists of ids and contains no names.

    `owner`: the appointment of a visit's file, or the client of a document.
    """

    area: FileArea
    practice: PracticeId
    owner: AppointmentId | ClientId
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

    def read_upload(self, place: FileLocation, arrived: UploadedFile) -> bytes:
        """Return the bytes of an upload, exactly those that `arrived` describes."""

    def read(self, place: FileLocation, version: str) -> bytes:
        """Return the bytes of one version of a stored file."""

    def write(self, place: FileLocation, data: bytes, media_type: str) -> str:
        """
        Store a file that the server made, at a place that has no file yet.

        Returns the version of the stored file.
        """

    def store(self, place: FileLocation, arrived: UploadedFile, media_type: str) -> str:
        """
        Copy exactly the checked bytes to a key that no presigned upload can write to.

        `arrived`: the upload whose bytes were checked. A browser that downloads the copy
        saves it as a file with a neutral name and does not run it. Returns the version of the
        copy.
        """

    def presign_download(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        """Return a presigned URL to download this version of the file."""

    def presign_view(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        """
        Return a presigned URL at which a browser shows this version of the file.

        The browser shows it at the storage's own origin, where no page of ours is.
        """
