"""Stores announced uploads in DynamoDB as sealed rows, until they expire."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId, SeatId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.tables import EphemeralItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault
from chalicelib.visits.domain.file_types import UploadRequest
from chalicelib.visits.store import keys
from chalicelib.visits.usecases.file_ports import MAX_OPEN_UPLOADS, PendingUpload

TOO_MANY_UPLOADS = (
    f"{MAX_OPEN_UPLOADS} files of yours are still being sent. Wait until one of them has arrived. "
    "If none does, try again in 20 minutes."
)


class UploadItem(EphemeralItem):
    """
    The row of an announced upload; all content except the ids is sealed.

    A seat has at most MAX_OPEN_UPLOADS such rows. The rows' keys are numbered, so that a
    conditional write of one row is enough to enforce this maximum. A row that has expired
    may be overwritten.
    """

    practice = UnicodeAttribute()
    seat = UnicodeAttribute()
    file = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_body` is sealed.

        The binding includes the row's key, and the ids of the seat and the file.
        """
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "Upload.sealed_body",
            clear=(("seat", self.seat), ("file", self.file)),
        )


@dataclass(frozen=True, slots=True)
class DynamoPendingUploads:
    """
    Stores announced uploads; implements `PendingUploads`.

    `now` returns a time with a time zone.
    """

    vault: Vault
    now: Callable[[], datetime]

    def add_pending(self, access: Access, pending: PendingUpload) -> None:
        open_rows = self._open_rows(access, pending.appointment, pending.seat)
        taken = {row.sk for row in open_rows}
        for number in range(MAX_OPEN_UPLOADS):
            key = keys.upload(access.practice, pending.appointment, pending.seat, number)
            if key.sk not in taken and self._save(access, key, pending):
                return
        raise Conflict(TOO_MANY_UPLOADS)

    def get_pending(
        self,
        access: Access,
        appointment: AppointmentId,
        seat: SeatId,
        file: FileId,
        subject: ClientId,
    ) -> PendingUpload:
        row = self._row(access, appointment, seat, file)
        request = self.vault.open(
            access,
            row.binding(),
            row.sealed_body,
            UploadRequest,
            purpose="visit upload",
            subject=subject,
        )
        return PendingUpload(
            file, appointment, seat, request, datetime.fromtimestamp(row.expires, UTC)
        )

    def remove_pending(
        self, access: Access, appointment: AppointmentId, seat: SeatId, file: FileId
    ) -> None:
        try:
            row = self._row(access, appointment, seat, file)
            with mapped_errors():
                row.delete(condition=UploadItem.file == file)
        except (Conflict, NotFound):
            # Another call removed the row, or it expired and was taken by another upload.
            return

    def _save(self, access: Access, key: Key, pending: PendingUpload) -> bool:
        row = UploadItem(*key, practice=access.practice, seat=pending.seat, file=pending.file)
        row.expires = int(pending.expires_at.timestamp())
        row.sealed_body = self.vault.seal(row.binding(), pending.request)
        is_free = UploadItem.pk.does_not_exist() | (UploadItem.expires <= self._second())
        try:
            with mapped_errors():
                row.save(condition=is_free)
        except Conflict:
            # Another request of the same person took this number at the same moment.
            return False
        return True

    def _row(
        self, access: Access, appointment: AppointmentId, seat: SeatId, file: FileId
    ) -> UploadItem:
        rows = self._open_rows(access, appointment, seat)
        row = next((each for each in rows if each.file == file), None)
        if row is None:
            raise NotFound
        return row

    def _open_rows(
        self, access: Access, appointment: AppointmentId, seat: SeatId
    ) -> Sequence[UploadItem]:
        partition = partitions.appointment_partition(access.practice, appointment)
        prefix = keys.uploads_of(seat)
        rows = queries.partition(UploadItem, partition, {prefix: UploadItem}, prefix=prefix)
        return [row for row in rows if isinstance(row, UploadItem) and row.expires > self._second()]

    def _second(self) -> int:
        return int(self.now().timestamp())
