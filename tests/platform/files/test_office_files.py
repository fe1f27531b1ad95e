"""Tests how the inside of Word and Excel files is checked."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.file_types import EXCEL, WORD
from chalicelib.platform.files.office_files import (
    CONTENTS,
    MAX_PARTS,
    MAX_UNPACKED_BYTES,
    check_office_file,
    is_archive,
)


def archive(parts, **more):
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as made:
        for name, content in {**parts, **more}.items():
            made.writestr(name, content)
    return data.getvalue()


def word(**more):
    return archive({CONTENTS: "<Types/>", "word/document.xml": "<w/>"}, **more)


def test_a_word_and_an_excel_file_pass():
    check_office_file(WORD, word())
    check_office_file(EXCEL, archive({CONTENTS: "<Types/>", "xl/workbook.xml": "<x/>"}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no archive",
        word()[:-30],
        archive({"evil.exe": "MZ"}),
        archive({CONTENTS: "<Types/>", "xl/workbook.xml": "<x/>"}),
        archive({"word/document.xml": "<w/>"}),
    ],
)
def test_an_archive_of_another_kind_is_no_word_file(data):
    with pytest.raises(Invalid, match="not what its name says"):
        check_office_file(WORD, data)


def test_a_zip_bomb_is_refused_without_being_unpacked():
    """A small file would fill a computer's memory when it is opened."""
    bomb = archive({CONTENTS: "<Types/>", "word/document.xml": bytes(MAX_UNPACKED_BYTES)})
    assert len(bomb) < 1_000_000
    with pytest.raises(Invalid, match="unpacks to more"):
        check_office_file(WORD, bomb)


def with_declared_size(bomb, size):
    """Return an archive whose directory declares another size of its last part."""
    place = bomb.rindex(b"PK\x01\x02")
    return bomb[: place + 24] + size.to_bytes(4, "little") + bomb[place + 28 :]


@pytest.mark.parametrize("packed", [None, 9])
def test_a_zip_bomb_that_declares_a_small_size_is_refused(packed):
    """The size in the directory says nothing about what the bytes unpack to."""
    bomb = archive({CONTENTS: "<Types/>", "word/document.xml": bytes(MAX_UNPACKED_BYTES + 1)})
    bomb = with_declared_size(bomb, 9)
    if packed:
        place = bomb.rindex(b"PK\x01\x02") + 20
        bomb = bomb[:place] + packed.to_bytes(4, "little") + bomb[place + 4 :]
    with pytest.raises(Invalid, match="unpacks to more"):
        check_office_file(WORD, bomb)


def test_parts_that_unpack_to_too_much_together_are_refused():
    half = bytes(MAX_UNPACKED_BYTES // 2 + 1)
    bomb = archive({CONTENTS: "<Types/>", "word/a.xml": half, "word/b.xml": half})
    with pytest.raises(Invalid, match="unpacks to more"):
        check_office_file(WORD, with_declared_size(bomb, 9))


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_a_method_that_word_does_not_write_is_refused(method):
    """A part of such a method unpacks to very much more than a deflated one."""
    data = BytesIO()
    with ZipFile(data, "w", method) as made:
        made.writestr(CONTENTS, "<Types/>")
        made.writestr("word/document.xml", "<w/>")
    with pytest.raises(Invalid, match="not what its name says"):
        check_office_file(WORD, data.getvalue())


def test_a_part_that_was_cut_off_or_damaged_is_refused():
    data = word(**{"word/media/photo.png": bytes(range(256)) * 40})
    place = data.index(b"word/document.xml") + len("word/document.xml")
    with pytest.raises(Invalid, match="not what its name says"):
        check_office_file(WORD, data[:place] + b"\xff" * 6 + data[place + 6 :])


def test_an_archive_of_very_many_files_is_refused():
    with pytest.raises(Invalid, match="unpacks to more"):
        check_office_file(WORD, word(**{f"word/{n}": "" for n in range(MAX_PARTS)}))


def test_files_of_other_types_are_not_looked_into():
    assert not is_archive("application/pdf")
    check_office_file("application/pdf", b"%PDF-1.7")
