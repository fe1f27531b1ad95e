"""
Appends the evidence page of a signature to a PDF, with pypdf.

The page is one content stream in the standard font Helvetica, which has Western European letters
only. All facts are attached to the PDF as JSON too, in which no letter is lost.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from textwrap import wrap

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from chalicelib.documents.domain.signature import (
    DRAWING_HEIGHT,
    DRAWING_WIDTH,
    Drawing,
    SignatureEvidence,
)
from chalicelib.kernel.errors import Invalid

WIDTH, HEIGHT, MARGIN = 612, 792, 60
TITLE_POINTS, TEXT_POINTS, LINE_POINTS = 18, 10.5, 16
LINE_CHARS = 92
DRAWING_SCALE = 0.4
ATTACHMENT = "signature-evidence.json"
# pypdf's warnings may quote a document, and logs hold nothing personal.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
LOST_LETTERS = f"(its letters are in the attached file {ATTACHMENT})"
UNREADABLE = (
    "This PDF is damaged or protected by a password, so it cannot be signed here. "
    "Ask your practice for another copy."
)


class PdfEvidence:
    """Implements `EvidenceWriter`."""

    def append(self, data: bytes, evidence: SignatureEvidence) -> bytes:
        try:
            return _appended(data, evidence)
        except (PyPdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
            # pypdf raises many kinds of errors for damaged files.
            raise Invalid(UNREADABLE) from None


def _appended(data: bytes, evidence: SignatureEvidence) -> bytes:
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise Invalid(UNREADABLE)
    writer = PdfWriter(clone_from=reader)
    writer.add_page(_page(evidence))
    writer.add_attachment(ATTACHMENT, json.dumps(_facts(evidence), ensure_ascii=False).encode())
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def _page(evidence: SignatureEvidence) -> PageObject:
    page = PageObject.create_blank_page(width=WIDTH, height=HEIGHT)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(b"\n".join(_content(evidence)))
    page[NameObject("/Contents")] = stream
    return page


def _content(evidence: SignatureEvidence) -> Iterator[bytes]:
    y = float(HEIGHT - MARGIN)
    yield _text("Electronic signature", y, TITLE_POINTS)
    y -= 2 * LINE_POINTS
    for line in _lines(evidence):
        yield _text(line, y, TEXT_POINTS)
        y -= LINE_POINTS
    if evidence.signature.drawing:
        yield from _drawn(evidence.signature.drawing, y - LINE_POINTS)


def _lines(evidence: SignatureEvidence) -> Iterator[str]:
    signature = evidence.signature
    rows = (
        ("Document", evidence.document_name),
        ("Signed by", signature.name),
        ("Client of the practice", evidence.client_name),
        ("Practice", evidence.practice_name),
        ("Time", f"{evidence.local_time} ({signature.at:%Y-%m-%dT%H:%M:%S}Z)"),
        ("Signed in an account that is protected by a password and a second factor", ""),
        ("", ""),
        ("Consent", f"“{signature.consent}”"),
        ("", ""),
        (f"SHA-256 of the signed file (version {signature.number})", ""),
        ("", signature.sha256),
        ("Document id", evidence.document),
    )
    for label, value in rows:
        text = ": ".join(each for each in (label, _shown(value)) if each)
        yield from wrap(text, LINE_CHARS) or [""]


def _shown(value: str) -> str:
    try:
        value.encode("cp1252")
    except UnicodeEncodeError:
        return f"{value.encode('cp1252', 'replace').decode('cp1252')} {LOST_LETTERS}"
    return value


def _text(text: str, y: float, points: float) -> bytes:
    encoded = text.encode("cp1252", "replace").hex()
    return f"BT /F1 {points} Tf {MARGIN} {y:.1f} Td <{encoded}> Tj ET".encode()


def _drawn(drawing: Drawing, top: float) -> Iterator[bytes]:
    width, height = DRAWING_WIDTH * DRAWING_SCALE, DRAWING_HEIGHT * DRAWING_SCALE
    yield f"0.7 w {MARGIN} {top - height:.1f} {width:.1f} {height:.1f} re S".encode()
    yield b"1.2 w 1 J 1 j"
    for stroke in drawing:
        points = [(MARGIN + x * DRAWING_SCALE, top - y * DRAWING_SCALE) for x, y in stroke]
        path = [f"{x:.1f} {y:.1f} {'l' if n else 'm'}" for n, (x, y) in enumerate(points)]
        yield f"{' '.join(path)} S".encode() if len(points) > 1 else b""


def _facts(evidence: SignatureEvidence) -> dict[str, object]:
    signature = evidence.signature
    return {
        "document": evidence.document,
        "document_name": evidence.document_name,
        "signed_by": signature.name,
        "client": evidence.client_name,
        "practice": evidence.practice_name,
        "at": signature.at.isoformat(),
        "local_time": evidence.local_time,
        "consent": signature.consent,
        "version": signature.number,
        "sha256": signature.sha256,
        "drawing": asdict(signature)["drawing"],
    }
