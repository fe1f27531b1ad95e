"""Checks the inside of Word and Excel files, which are ZIP archives of XML."""

from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile

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


def check_office_file(media_type: str, data: bytes) -> None:
    """
    Check that an archive is a Word or Excel file of a reasonable size.

    Files of other types pass. Nothing is unpacked.

    Raises:
        Invalid: The archive is damaged, has a password, is of another kind, or unpacks to more
            than MAX_UNPACKED_BYTES.
    """
    if media_type not in FOLDERS:
        return
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, LargeZipFile, NotImplementedError, OSError, ValueError):
        raise Invalid(NOT_OFFICE, fields={"media_type": NOT_OFFICE}) from None
    names = {part.filename for part in parts}
    is_office = CONTENTS in names and any(name.startswith(FOLDERS[media_type]) for name in names)
    if not is_office or any(part.flag_bits & ENCRYPTED for part in parts):
        raise Invalid(NOT_OFFICE, fields={"media_type": NOT_OFFICE})
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise Invalid(UNPACKS_TOO_LARGE, fields={"media_type": UNPACKS_TOO_LARGE})


def is_archive(media_type: str) -> bool:
    """Return whether files of this type are archives, which are checked as a whole."""
    return media_type in FOLDERS
