"""Stores announced uploads in DynamoDB as sealed rows, until they expire."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId, SeatId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import EphemeralItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault
from chalicelib.visits.domain.file_types import UploadRequest
from chalicelib.visits.store import keys
from chalicelib.visits.usecases.file_ports import PendingUpload


class UploadItem(EphemeralItem):
    """
    The row of an announced upload.

    The name, type and size of the announced file are sealed.
    """

    practice = UnicodeAttribute()
    seat = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_body` is sealed.

        The binding includes the row's key and the seat.
        """
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "Upload.sealed_body",
            clear=(("seat", self.seat),),
        )


@dataclass(frozen=True, slots=True)
class DynamoPendingUploads:
    """
    Stores announced uploads; implements `PendingUploads`.

    `now`: a function that returns the current time with a time zone.
    """

    vault: Vault
    now: Callable[[], datetime]

    def add_pending(self, access: Access, pending: PendingUpload) -> None:
        key = keys.upload(access.practice, pending.appointment, pending.file)
        row = UploadItem(*key, practice=access.practice, seat=pending.seat)
        row.expires = int(pending.expires_at.timestamp())
        row.sealed_body = self.vault.seal(row.binding(), pending.request)
        with mapped_errors():
            row.save(condition=UploadItem.pk.does_not_exist())

    def get_pending(
        self, access: Access, appointment: AppointmentId, file: FileId, subject: ClientId
    ) -> PendingUpload:
        row: UploadItem | None = queries.batch_get(
            (UploadItem, keys.upload(access.practice, appointment, file))
        )[0]
        if row is None or row.expires <= self.now().timestamp():
            raise NotFound
        request = self.vault.open(
            access,
            row.binding(),
            row.sealed_body,
            UploadRequest,
            purpose="visit upload",
            subject=subject,
        )
        return PendingUpload(
            file, appointment, SeatId(row.seat), request, datetime.fromtimestamp(row.expires, UTC)
        )
