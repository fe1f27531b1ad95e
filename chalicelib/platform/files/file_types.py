"""Defines which files may be uploaded (docs/product.md#files-of-a-visit)."""

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chalicelib.kernel.characters import normalize
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.text import line
from chalicelib.platform.files.file_names import MAX_FILE_NAME_CHARS, bare_name, with_safe_ending

MAX_FILE_BYTES = 25_000_000
SIGNATURE_BYTES = 1024
"""
How many of a file's first bytes are read to recognize its type.

Readers of PDF look for the header in the first 1,024 bytes (PDF Reference 1.7, appendix H,
note 13).
"""
_HEIC = frozenset(
    {
        *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
        *(b"heif", b"mif1", b"msf1", b"miaf"),
    }
)
"""The major brands of HEIF files (ISO/IEC 23008-12 and 23000-22)."""
_NEVER_A_DOCUMENT = (b"MZ", b"\x7fELF", b"#!", b"<", b"PK")
"""How programs, scripts, web pages and archives begin."""
_BLANK = codecs.BOM_UTF8 + b" \t\r\n\0"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FileType:
    """
    A type of file that people may upload.

    `extension`: the file name extension of a stored file. `begins`: a function that returns
    whether a file of this type can begin with the given bytes. `other_extensions`: the other
    extensions by which a browser recognizes this type.
    """

    extension: str
    begins: Callable[[bytes], bool]
    other_extensions: tuple[str, ...] = ()

    @property
    def extensions(self) -> tuple[str, ...]:
        """All extensions of this type; the first is the usual one."""
        return self.extension, *self.other_extensions


def _is_pdf(data: bytes) -> bool:
    # Mail programs and scanners put a byte order mark, line breaks or lines of theirs before it.
    return b"%PDF-" in data and not data.lstrip(_BLANK).startswith(_NEVER_A_DOCUMENT)


def _is_text(data: bytes) -> bool:
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return b"\0" not in data
    return "\0" not in data.decode("utf-16", errors="ignore")


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


FILE_TYPES: Mapping[str, FileType] = {
    "application/pdf": FileType("pdf", _is_pdf),
    "image/png": FileType("png", _starts(b"\x89PNG\r\n\x1a\n")),
    "image/jpeg": FileType("jpg", _starts(b"\xff\xd8\xff"), ("jpeg", "jfif", "jpe")),
    "image/gif": FileType("gif", _starts(b"GIF87a", b"GIF89a")),
    "image/webp": FileType("webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    "image/heic": FileType(
        "heic", lambda data: data[4:8] == b"ftyp" and data[8:12] in _HEIC, ("heif", "hif")
    ),
    "text/plain": FileType("txt", _is_text),
    WORD: FileType("docx", _starts(b"PK\x03\x04")),
    EXCEL: FileType("xlsx", _starts(b"PK\x03\x04")),
}
OTHER_NAMES: Mapping[str, str] = {
    "application/x-pdf": "application/pdf",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/heif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heic",
}
"""The media types by which some systems call an accepted type."""
ACCEPTED_TYPES = "PDF, PNG, JPEG, GIF, WebP, HEIC, plain text, Word (docx) and Excel (xlsx)"


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """
    The name, type and size of a file that somebody wants to upload.

    `size` is in bytes. `kind` and `folder` are the labels under which it will be stored; they
    are empty for files that have none.
    """

    name: str
    media_type: str
    size: int
    kind: str = ""
    folder: str = ""


def check_upload(request: UploadRequest) -> UploadRequest:
    """
    Check an upload request, and return it with a safe file name and a known type.

    A type may have parameters, and may be one of OTHER_NAMES. A safe file name is one line,
    contains no folders, and has the extension of its type.

    Raises:
        Invalid: The type or size is not accepted, or the name is empty, is too long, or
            contains a control character or a card number (S46).
    """
    media_type = usual_type(request.media_type)
    if media_type not in FILE_TYPES:
        raise Invalid(
            fields={
                "media_type": "Files of this kind cannot be attached. "
                f"You can attach {ACCEPTED_TYPES}."
            }
        )
    if not 0 < request.size <= MAX_FILE_BYTES:
        why = (
            "This file is empty."
            if request.size <= 0
            else f"A file may have up to {MAX_FILE_BYTES // 1_000_000} MB. Attach a smaller one."
        )
        raise Invalid(fields={"size": why})
    name = line(bare_name(request.name), "name", MAX_FILE_NAME_CHARS, required=True)
    return replace(request, name=safe_file_name(name, media_type), media_type=media_type)


def type_of_name(name: str) -> str | None:
    """Return the media type of a file name's extension, or None if it is unknown."""
    extension = normalize(bare_name(name)).rpartition(".")[2].casefold()
    return next((kind for kind, each in FILE_TYPES.items() if extension in each.extensions), None)


def usual_type(media_type: str) -> str:
    """Return a media type without parameters, in lower case and by its usual name."""
    essence = media_type.partition(";")[0].strip().lower()
    return OTHER_NAMES.get(essence, essence)


def safe_file_name(name: str, media_type: str) -> str:
    """
    Return a file's name with the extension of its type, which no computer runs.

    Names that were stored before this rule are changed by it when they are read.
    """
    return with_safe_ending(name, FILE_TYPES[media_type].extensions)


def matches_type(media_type: str, beginning: bytes) -> bool:
    """
    Return whether a file's first bytes fit the declared media type.

    `beginning`: the first SIGNATURE_BYTES bytes of the file.
    """
    return FILE_TYPES[media_type].begins(beginning)
