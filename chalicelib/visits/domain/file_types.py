"""Which files may be shared in a visit: kinds that people need, none that a browser would run (product.md §15)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.text import line

MAX_FILE_BYTES = 25_000_000
"""Bytes."""
MAX_FILES = 100
"""Of one appointment."""
MAX_FILE_NAME_CHARS = 200
SIGNATURE_BYTES = 512
"""How many bytes tell what a file is."""
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FileType:
    """`ending`: what a file of it is called when it is saved. `begins`: whether these first bytes can be one's."""

    ending: str
    begins: Callable[[bytes], bool]


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


FILE_TYPES: Mapping[str, FileType] = {
    "application/pdf": FileType("pdf", _starts(b"%PDF-")),
    "image/png": FileType("png", _starts(b"\x89PNG\r\n\x1a\n")),
    "image/jpeg": FileType("jpg", _starts(b"\xff\xd8\xff")),
    "image/gif": FileType("gif", _starts(b"GIF87a", b"GIF89a")),
    "image/webp": FileType("webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    "image/heic": FileType("heic", lambda data: data[4:8] == b"ftyp" and data[8:12] in _HEIC),
    "text/plain": FileType("txt", lambda data: b"\0" not in data),
    _WORD: FileType("docx", _starts(b"PK\x03\x04")),
    _EXCEL: FileType("xlsx", _starts(b"PK\x03\x04")),
}
ACCEPTED_TYPES = "PDF, PNG, JPEG, GIF, WebP, HEIC, plain text, Word (docx) and Excel (xlsx)"


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """A file that somebody wants to share. `size` in bytes."""

    name: str
    media_type: str
    size: int


def check_upload(offer: UploadRequest) -> UploadRequest:
    """
    The offer with its name as it will be kept: one line, no folders.

    Raises:
        Invalid: A kind or size that is not taken, or a name with nothing in it or a card number (S46).
    """
    if offer.media_type not in FILE_TYPES:
        raise Invalid(
            fields={
                "media_type": f"Files of this kind are not taken. You can share {ACCEPTED_TYPES}."
            }
        )
    if not 0 < offer.size <= MAX_FILE_BYTES:
        why = (
            "This file is empty."
            if offer.size <= 0
            else f"A file may have up to {MAX_FILE_BYTES // 1_000_000} MB. Share a smaller one."
        )
        raise Invalid(fields={"size": why})
    bare = offer.name.replace("\\", "/").rpartition("/")[2]
    return UploadRequest(
        line(bare, "name", MAX_FILE_NAME_CHARS, required=True), offer.media_type, offer.size
    )


def matches_type(media_type: str, beginning: bytes) -> bool:
    """Whether a file that says it is of this kind begins like one; `beginning`: up to its first BEGINNING bytes."""
    return FILE_TYPES[media_type].begins(beginning)
