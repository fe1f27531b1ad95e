"""Tests that a file's name ends as its type does, and never as a program's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.file_names import MAX_FILE_NAME_CHARS, RUNNABLE_ENDINGS
from chalicelib.platform.files.file_types import (
    FILE_TYPES,
    UploadRequest,
    check_upload,
    safe_file_name,
)

TEXT, PDF, JPEG = "text/plain", "application/pdf", "image/jpeg"
NAMES = st.text(max_size=250) | st.from_regex(r"[a-z .]{0,20}(\.(hta|exe|pdf|txt|js)[ .]?){0,4}")


@pytest.mark.parametrize(
    ("name", "media_type", "safe"),
    [
        ("lab-results.hta", TEXT, "lab-results.txt"),
        ("scan-\u202egnp.bat", TEXT, "scan-gnp.txt"),
        ("results.txt.exe", TEXT, "results.txt.txt"),
        ("results.exe.txt", TEXT, "results.txt"),
        ("a.js.HTA.Bat", TEXT, "a.txt"),
        ("results.hta. .", TEXT, "results.txt"),
        ("results.txt:evil.exe", TEXT, "results.txt-evil.txt"),
        (".hta", TEXT, "hta.txt"),
        ("...", TEXT, "document.txt"),
        (".bashrc", TEXT, "bashrc.txt"),
        ("notes", TEXT, "notes.txt"),
        ("notes.log", TEXT, "notes.log.txt"),
        ("Report v1.2", PDF, "Report v1.2.pdf"),
        ("Report.PDF", PDF, "Report.PDF"),
        ("C:\\Users\\Sam\\Report.pdf", PDF, "Report.pdf"),
        ("../../report.pdf", PDF, "report.pdf"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("photo.png", JPEG, "photo.png.jpg"),
        ("re\u0301sume\u0301.pdf", PDF, "r\u00e9sum\u00e9.pdf"),
        ("\u691c\u67fb\u7d50\u679c.pdf", PDF, "\u691c\u67fb\u7d50\u679c.pdf"),
    ],
)
def test_a_name_gets_the_ending_of_its_type(name, media_type, safe):
    assert check_upload(UploadRequest(name, media_type, 1)).name == safe


@given(NAMES, st.sampled_from(sorted(FILE_TYPES)))
def test_every_name_ends_as_its_type_and_never_as_a_program(name, media_type):
    safe = safe_file_name(name, media_type)
    stem, _, ending = safe.rpartition(".")
    assert ending.casefold() in FILE_TYPES[media_type].extensions
    assert stem.rpartition(".")[2].casefold() not in RUNNABLE_ENDINGS or "." not in stem
    assert 0 < len(safe) <= MAX_FILE_NAME_CHARS
    assert safe_file_name(safe, media_type) == safe


def test_no_type_of_file_has_an_ending_that_a_computer_runs():
    endings = {ending for each in FILE_TYPES.values() for ending in each.extensions}
    assert not endings & RUNNABLE_ENDINGS


@pytest.mark.parametrize("name", ["", "\u200b", "\u0301", "a\x00b.txt", "x" * 201])
def test_a_name_that_cannot_be_shown_is_refused(name):
    with pytest.raises(Invalid) as error:
        check_upload(UploadRequest(name, TEXT, 1))
    assert set(error.value.fields) == {"name"}
