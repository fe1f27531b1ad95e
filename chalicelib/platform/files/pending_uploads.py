"""Stores announced uploads in DynamoDB as sealed rows, until they expire."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import ClientId, FileId, PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.tables import EphemeralItem, Sealed
from chalicelib.platform.files import keys
from chalicelib.platform.files.file_types import UploadRequest
from chalicelib.platform.files.uploads import MAX_OPEN_UPLOADS, PendingUpload, UploadKey
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault

TOO_MANY_UPLOADS = (
    f"{MAX_OPEN_UPLOADS} files of yours are still being sent. Wait until one of them has arrived. "
    "If none does, try again in 40 minutes."
)


class UploadItem(EphemeralItem):
    """
    The row of an announced upload; all content except the ids is sealed.

    A person has at most MAX_OPEN_UPLOADS such rows in one place. The rows' keys are numbered,
    so that a conditional write of one row is enough to enforce this maximum. A row that has
    expired may be overwritten.
    """

    practice = UnicodeAttribute()
    by = UnicodeAttribute()
    about = UnicodeAttribute()
    file = UnicodeAttribute()
    counted_on = UnicodeAttribute(null=True)
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_body` is sealed.

        The binding includes the row's key, and the ids of the person, the file and what the
        file is for.
        """
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "Upload.sealed_body",
            clear=(("by", self.by), ("about", self.about), ("file", self.file)),
        )


@dataclass(frozen=True, slots=True)
class DynamoPendingUploads:
    """
    Stores announced uploads; implements `PendingUploads`.

    `now` returns a time with a time zone. `purpose` is the purpose in the audit entries.
    """

    vault: Vault
    now: Callable[[], datetime]
    purpose: str

    def add_pending(self, access: Access, pending: PendingUpload) -> None:
        key = pending.key
        taken = {row.sk for row in self._open_rows(access, key)}
        for number in range(MAX_OPEN_UPLOADS):
            place = keys.upload(access.practice, key.area, key.owner, key.by, number)
            if place.sk not in taken and self._save(access, place, pending):
                return
        raise Conflict(TOO_MANY_UPLOADS)

    def get_pending(
        self, access: Access, key: UploadKey, subject: ClientId, file: FileId | None = None
    ) -> PendingUpload:
        row = self._row(access, key, file)
        request = self.vault.open(
            access,
            row.binding(),
            row.sealed_body,
            UploadRequest,
            purpose=self.purpose,
            subject=subject,
        )
        expires_at = datetime.fromtimestamp(row.expires, UTC)
        counted_on = date.fromisoformat(row.counted_on) if row.counted_on else None
        return PendingUpload(key, FileId(row.file), request, expires_at, counted_on)

    def remove_pending(self, access: Access, key: UploadKey, file: FileId | None = None) -> bool:
        try:
            row = self._row(access, key, file)
            with mapped_errors():
                row.delete(condition=UploadItem.file == row.file)
        except (Conflict, NotFound):
            # Another call removed the row, or it expired and was taken by another upload.
            return False
        return True

    def _save(self, access: Access, place: Key, pending: PendingUpload) -> bool:
        row = UploadItem(*place, practice=access.practice, by=pending.key.by, file=pending.file)
        row.about, row.expires = pending.key.about, int(pending.expires_at.timestamp())
        row.counted_on = pending.counted_on.isoformat() if pending.counted_on else None
        row.sealed_body = self.vault.seal(row.binding(), pending.request)
        is_free = UploadItem.pk.does_not_exist() | (UploadItem.expires <= self._second())
        try:
            with mapped_errors():
                row.save(condition=is_free)
        except Conflict:
            # Another request of the same person took this number at the same moment.
            return False
        return True

    def _row(self, access: Access, key: UploadKey, file: FileId | None) -> UploadItem:
        rows = [
            row
            for row in self._open_rows(access, key)
            if row.about == key.about and file in {None, row.file}
        ]
        if not rows:
            raise NotFound
        return max(rows, key=lambda row: (row.expires, row.file))

    def _open_rows(self, access: Access, key: UploadKey) -> Sequence[UploadItem]:
        partition = keys.upload_partition(access.practice, key.area, key.owner)
        prefix = keys.uploads_of(key.by)
        rows = queries.partition(UploadItem, partition, {prefix: UploadItem}, prefix=prefix)
        return [row for row in rows if isinstance(row, UploadItem) and row.expires > self._second()]

    def _second(self) -> int:
        return int(self.now().timestamp())
