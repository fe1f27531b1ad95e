"""Files shared in a visit: they go to the store by an address for one file, and count once they are proven there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment, AppointmentStatus
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.visits.domain.file_types import MAX_FILES, UploadRequest, check_upload, matches_type
from chalicelib.visits.domain.room import RoomSnapshot, SeatState
from chalicelib.visits.domain.visit import VisitFile
from chalicelib.visits.usecases.history import AppointmentViewReader

UPLOAD_LIFETIME, LINK_LIFETIME = timedelta(minutes=10), timedelta(seconds=60)
"""How long an address for writing, and one for reading, is good."""
NOT_A_PARTICIPANT = "Only those who take part in the appointment can share files in it."
REMOVED = "You were removed from this visit. Write to your provider if this was a mistake."
NOT_OPEN = "Files can be shared while the room of the appointment is open."
NOT_ARRIVED = "The file has not arrived. Send it again."
NOT_THE_ANNOUNCED = "What arrived is not the file that was announced. Send it again."
WRONG_TYPE = "This file is not what its name says it is. Open it, save it again as PDF or as a picture, and share that."
TOO_MANY_FILES = f"An appointment holds up to {MAX_FILES} files."


@dataclass(frozen=True, slots=True)
class FileLocation:
    """Where a file's bytes lie: ids only."""

    practice: PracticeId
    appointment: AppointmentId
    file: FileId


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    """An address that takes one PUT of exactly the announced size and kind; `headers` must go with it."""

    url: str = field(repr=False)
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """What lies at the door. `sealed`: encrypted under our key; `version`: of exactly these bytes."""

    size: int
    media_type: str
    sealed: bool
    version: str
    beginning: bytes = field(repr=False)


class FileStorage(Protocol):
    """Where bytes lie; each method raises Unavailable."""

    def presign_upload(
        self, place: FileLocation, media_type: str, size: int, lasts: timedelta
    ) -> PresignedUpload:
        """An address to send the bytes to; what is never kept goes by itself within two days."""

    def find_upload(self, place: FileLocation) -> UploadedFile | None:
        """What was sent, or None."""

    def store(self, place: FileLocation, arrived: UploadedFile, media_type: str) -> str:
        """
        Put exactly what was looked at where no door leads, as something of this kind to be saved and not to be run, under
        no name of its own; answers the version of what is kept.
        """

    def presign_download(self, place: FileLocation, version: str, lasts: timedelta) -> str:
        """An address that gives these bytes."""


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """A file that is on its way; `seat`: whose."""

    file: FileId
    appointment: AppointmentId
    seat: SeatId
    offer: UploadRequest
    expires_at: datetime


class PendingUploads(Protocol):
    """Files on their way; sealed, for a while."""

    def add_pending(self, access: Access, announced: PendingUpload) -> None:
        """Remember it until it expires."""

    def get_pending(
        self, access: Access, appointment: AppointmentId, file: FileId, subject: ClientId
    ) -> PendingUpload:
        """Opened under an audit entry. Raises NotFound when there is none, or no longer."""


class VisitFileStore(Protocol):
    """Files of appointments as they are recorded; never changed."""

    def count(self, access: Access, appointment: AppointmentId) -> int:
        """How many an appointment has."""

    def file(
        self, access: Access, appointment: AppointmentId, file: FileId, subject: ClientId
    ) -> VisitFile:
        """One, opened under an audit entry. Raises NotFound."""

    def add(self, access: Access, file: VisitFile, subject: ClientId) -> None:
        """A new one with its audit entry, in one transaction. Raises Conflict when it is there already."""


@dataclass(frozen=True, slots=True)
class ReservedUpload:
    """A file's id, and where to send it until when."""

    file: FileId
    door: PresignedUpload
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file and an address for its bytes."""

    file: VisitFile
    appointment: Appointment
    url: str = field(repr=False)
    expires_at: datetime


class RoomReader(Protocol):
    """Who is in the room."""

    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """The room with its seats; None while nobody has asked for it."""


@dataclass(frozen=True, slots=True)
class VisitFiles:
    """
    Those who take part share files while the room is open; whoever reaches the appointment reads them.

    Raises everywhere:
        NotFound: Absent, another practice's, or not within reach (S2, S3). Unavailable: The store, or the audit (S15).
    """

    appointments: AppointmentViewReader
    rows: VisitFileStore
    announcements: PendingUploads
    shelf: FileStorage
    rooms: RoomReader
    chance: IdGenerator
    now: Clock

    def reserve(
        self, access: Access, appointment: AppointmentId, offer: UploadRequest
    ) -> ReservedUpload:
        """
        A door for one file.

        Raises:
            NotAllowed: He takes no part. Conflict: The room is not open, he was removed from it, or the appointment has
                enough files.
            Invalid: Its name, kind or size.
        """
        found, seat = self._taking_part(access, appointment)
        if (
            found.status is AppointmentStatus.CANCELLED
            or not found.opens_at <= self.now() < found.closes_at
        ):
            raise Conflict(NOT_OPEN)
        wanted = check_upload(offer)
        if self.rows.count(access, found.id) >= MAX_FILES:
            raise Conflict(TOO_MANY_FILES)
        file, until = FileId(self.chance.id()), self.now() + UPLOAD_LIFETIME
        # Remembered a while longer than its door is open: what was sent in the last moment can still be told of.
        self.announcements.add_pending(
            access, PendingUpload(file, found.id, seat, wanted, until + UPLOAD_LIFETIME)
        )
        door = self.shelf.presign_upload(
            FileLocation(access.practice, found.id, file),
            wanted.media_type,
            wanted.size,
            UPLOAD_LIFETIME,
        )
        return ReservedUpload(file, door, until)

    def complete(
        self, access: Access, appointment: AppointmentId, file: FileId
    ) -> tuple[VisitFile, Appointment]:
        """
        The file has arrived, says its sender; it is looked at, kept, and from now on a record. Said twice, it is kept once.

        Raises:
            Invalid: It has not arrived, is another one than announced, or not of the kind that it says.
            Conflict: The appointment has enough files.
        """
        found, seat = self._taking_part(access, appointment)
        announced = self.announcements.get_pending(access, found.id, file, found.client)
        if announced.seat != seat:
            raise NotFound
        try:
            return self.rows.file(access, found.id, file, found.client), found
        except NotFound:
            return self._added(access, found, announced), found

    def link(self, access: Access, appointment: AppointmentId, file: FileId) -> FileLink:
        """An address for the file's bytes, for a minute."""
        found = self.appointments.get(access, appointment).appointment
        kept = self.rows.file(access, found.id, file, found.client)
        url = self.shelf.presign_download(
            FileLocation(access.practice, found.id, file), kept.version, LINK_LIFETIME
        )
        return FileLink(kept, found, url, self.now() + LINK_LIFETIME)

    def _added(
        self, access: Access, appointment: Appointment, announced: PendingUpload
    ) -> VisitFile:
        # Doors are opened before their files count, so many may be open at once.
        if self.rows.count(access, appointment.id) >= MAX_FILES:
            raise Conflict(TOO_MANY_FILES)
        version = self._kept(
            FileLocation(access.practice, appointment.id, announced.file), announced.offer
        )
        name, kind, size = announced.offer.name, announced.offer.media_type, announced.offer.size
        made = VisitFile(
            announced.file,
            appointment.id,
            announced.seat,
            self._instant(),
            kind,
            size,
            name,
            version,
        )
        try:
            self.rows.add(access, made, appointment.client)
        except Conflict:
            # Told twice at the same moment: what the first one recorded is the file.
            return self.rows.file(access, appointment.id, announced.file, appointment.client)
        return made

    def _instant(self) -> datetime:
        # As it will be read again.
        now = self.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _kept(self, place: FileLocation, offer: UploadRequest) -> str:
        arrived = self.shelf.find_upload(place)
        if arrived is None:
            raise Invalid(NOT_ARRIVED)
        if (arrived.size, arrived.media_type, arrived.sealed) != (
            offer.size,
            offer.media_type,
            True,
        ):
            raise Invalid(NOT_THE_ANNOUNCED)
        if not matches_type(offer.media_type, arrived.beginning):
            raise Invalid(WRONG_TYPE, fields={"media_type": WRONG_TYPE})
        return self.shelf.store(place, arrived, offer.media_type)

    def _taking_part(
        self, access: Access, appointment: AppointmentId
    ) -> tuple[Appointment, SeatId]:
        found = self.appointments.get(access, appointment).appointment
        part, snapshot = found.of(access), self.rooms.snapshot(appointment)
        if part is None:
            raise NotAllowed(NOT_A_PARTICIPANT)
        if snapshot and snapshot.seat(part.seat).state is SeatState.REMOVED:
            raise Conflict(REMOVED)
        return found, part.seat
