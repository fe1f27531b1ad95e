"""Tests by which names and first bytes a file's type is recognized."""

import pytest

from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.file_types import (
    FILE_TYPES,
    UploadRequest,
    check_upload,
    matches_type,
)

BEGINNINGS = {
    "application/pdf": b"%PDF-1.4",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "image/heic": b"\x00\x00\x00\x18ftypheic",
    "text/plain": b"Dear all",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\x03\x04word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK\x03\x04xl",
}


@pytest.mark.parametrize("kind", sorted(FILE_TYPES))
def test_a_media_type_is_recognized_by_its_first_bytes(kind):
    matching = {each for each, begins in BEGINNINGS.items() if matches_type(kind, begins)}
    # All Office files begin with the same bytes, and a text may begin with any bytes.
    office = {each for each in FILE_TYPES if each.startswith("application/vnd")}
    allowed = office if kind in office else {kind}
    assert kind in matching
    assert matching <= allowed or kind == "text/plain"


HEIF_BRANDS = ["heic", "heix", "hevc", "hevx", "heif", "mif1", "msf1", "miaf"]
REAL_FILES = [
    ("application/pdf", b"\xef\xbb\xbf%PDF-1.7"),
    ("application/pdf", b"\r\n%PDF-1.4"),
    ("application/pdf", b"@PJL ENTER LANGUAGE=PDF\r\n%PDF-1.4"),
    ("application/pdf", b"x" * 1000 + b"%PDF-1.4"),
    ("text/plain", "Grüße".encode("utf-16")),
    ("text/plain", b"\xfe\xff" + "Grüße".encode("utf-16-be")),
    ("text/plain", b"\xff\xfe" + ("x" * 511).encode("utf-16-le")),
    *(("image/heic", b"\0\0\0\x18ftyp" + brand.encode()) for brand in HEIF_BRANDS),
]


@pytest.mark.parametrize(("kind", "data"), REAL_FILES)
def test_files_as_real_programs_write_them_are_recognized(kind, data):
    assert matches_type(kind, data)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/pdf", b"MZ\x90\0%PDF-1.7"),
        ("application/pdf", b"\xef\xbb\xbf \n<!doctype html>%PDF-1.7"),
        ("application/pdf", b"PK\x03\x04%PDF-1.7"),
        ("text/plain", b"\xff\xfe\0\0M\0\0\0"),
        ("text/plain", b"M\0Z\0"),
        ("image/heic", b"\0\0\0\x18ftypisom"),
    ],
)
def test_a_file_of_another_kind_is_not_recognized(kind, data):
    assert not matches_type(kind, data)


@pytest.mark.parametrize(
    ("announced", "stored"),
    [
        ("image/heif", "image/heic"),
        ("image/jpg", "image/jpeg"),
        ("IMAGE/JPEG", "image/jpeg"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("text/plain;charset=UTF-8", "text/plain"),
        ("application/x-pdf", "application/pdf"),
    ],
)
def test_a_media_type_is_known_by_its_other_names(announced, stored):
    assert check_upload(UploadRequest("x", announced, 9)).media_type == stored


@pytest.mark.parametrize("announced", ["text/html", "image/svg+xml;image/png", "", ";text/plain"])
def test_other_media_types_are_refused(announced):
    with pytest.raises(Invalid) as refusal:
        check_upload(UploadRequest("x", announced, 9))
    assert set(refusal.value.fields) == {"media_type"}


@pytest.mark.parametrize("kind", sorted(set(FILE_TYPES) - {"text/plain"}))
@pytest.mark.parametrize(
    "data", [b"", b"<!doctype html><script>", b"MZ\x90\x00", b"<svg xmlns='x'>"]
)
def test_a_web_page_or_a_program_matches_no_media_type(kind, data):
    assert not matches_type(kind, data)
