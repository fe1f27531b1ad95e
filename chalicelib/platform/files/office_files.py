"""Checks the inside of Word and Excel files, which are ZIP archives of XML."""

from io import BytesIO
from struct import Struct
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import MAX_WBITS, decompressobj, error

from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.file_types import EXCEL, WORD

MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 500_000_000
"""Limits of an archive; a small file that unpacks to more would fill a computer's memory."""
FOLDERS = {WORD: "word/", EXCEL: "xl/"}
"""The folder that every file of the type has."""
CONTENTS = "[Content_Types].xml"
NOT_OFFICE = (
    "This file is not what its name says it is. "
    "Open it, save it again as PDF or as a picture, and attach that."
)
UNPACKS_TOO_LARGE = (
    "This file unpacks to more than a computer can open. Save it again as PDF, and attach that."
)
ENCRYPTED = 0x1
USUAL_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})
PIECE_BYTES = 1_000_000
LOCAL_HEADER = Struct("<26xHH")
"""The header before a part: 26 bytes, and the lengths of its name and its extra field."""


def check_office_file(media_type: str, data: bytes) -> None:
    """
    Check that an archive is a Word or Excel file of a reasonable size.

    Files of other types pass. Each part is unpacked in pieces, which are counted and dropped,
    because an archive may declare a smaller size than its parts have.

    Raises:
        Invalid: The archive is damaged, has a password, is of another kind, or unpacks to more
            than MAX_UNPACKED_BYTES.
    """
    if media_type not in FOLDERS:
        return
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive, FOLDERS[media_type])
    except (BadZipFile, LargeZipFile, NotImplementedError, OSError, ValueError, EOFError, error):
        raise Invalid(NOT_OFFICE, fields={"media_type": NOT_OFFICE}) from None


def _check_parts(archive: ZipFile, folder: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    is_office = CONTENTS in names and any(name.startswith(folder) for name in names)
    if not is_office or any(part.flag_bits & ENCRYPTED for part in parts):
        raise BadZipFile
    if any(part.compress_type not in USUAL_METHODS for part in parts):
        # Word and Excel write no other method, of which a small part may unpack to very much.
        raise BadZipFile
    declared = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or declared > MAX_UNPACKED_BYTES:
        raise Invalid(UNPACKS_TOO_LARGE, fields={"media_type": UNPACKS_TOO_LARGE})
    left = MAX_UNPACKED_BYTES
    for part in parts:
        left -= _unpacked_size(archive, part, left)


def _unpacked_size(archive: ZipFile, part: ZipInfo, limit: int) -> int:
    """Return how many bytes a part has. Raises Invalid if they exceed `limit`."""
    start = part.header_offset
    source = archive.fp
    if source is None:
        raise BadZipFile
    source.seek(start)
    header = source.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size:
        raise BadZipFile
    name_chars, extra_chars = LOCAL_HEADER.unpack(header)
    source.seek(start + LOCAL_HEADER.size + name_chars + extra_chars)
    if part.compress_type == ZIP_STORED:
        return part.compress_size
    # Not only as many bytes as are declared: the stream itself says where it ends.
    inflater, size = decompressobj(-MAX_WBITS), 0
    while not inflater.eof:
        packed = inflater.unconsumed_tail or source.read(PIECE_BYTES)
        if not packed:
            raise BadZipFile
        size += len(inflater.decompress(packed, PIECE_BYTES))
        if size > limit:
            raise Invalid(UNPACKS_TOO_LARGE, fields={"media_type": UNPACKS_TOO_LARGE})
    return size


def is_archive(media_type: str) -> bool:
    """Return whether files of this type are archives, which are checked as a whole."""
    return media_type in FOLDERS
