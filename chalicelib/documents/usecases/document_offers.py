"""Defines the files that people offer to upload as documents."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.documents.domain.document import DocumentKind
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import DocumentId, FileId
from chalicelib.platform.files.file_types import (
    ACCEPTED_TYPES,
    UploadRequest,
    check_upload,
    type_of_name,
)
from chalicelib.platform.files.storage import PresignedUpload

UNKNOWN_TYPE = f"The name must end as the file's type does. You can upload {ACCEPTED_TYPES}."


@dataclass(frozen=True, slots=True)
class DocumentOffer:
    """
    A file that somebody wants to upload.

    `size` is in bytes. `document`: the document of which the file is a new version, such as a
    requested one; None for a new document.
    """

    name: str
    size: int
    kind: DocumentKind = DocumentKind.OTHER
    folder: str = ""
    document: DocumentId | None = None

    def checked(self) -> UploadRequest:
        """Return the checked request. Raises Invalid at the name or size."""
        media_type = type_of_name(self.name)
        if media_type is None:
            raise Invalid(fields={"name": UNKNOWN_TYPE})
        try:
            return check_upload(
                UploadRequest(self.name, media_type, self.size, self.kind.value, self.folder)
            )
        except Invalid as refusal:
            fields = {
                "bytes" if name == "size" else name: why for name, why in refusal.fields.items()
            }
            raise Invalid(str(refusal), fields=fields) from None


@dataclass(frozen=True, slots=True)
class AnnouncedDocument:
    """
    A document's id and its presigned upload, valid until `expires_at`.

    `file` identifies this upload among those of the same document.
    """

    document: DocumentId
    file: FileId
    upload: PresignedUpload
    expires_at: datetime
