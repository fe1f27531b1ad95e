"""
Draws the evidence page of a signature as a PDF, with fpdf2.

DejaVu Sans has the letters of Europe, Hebrew and Arabic, and WenQuanYi Micro Hei those of
Chinese, Japanese and Korean. Only the letters that a page uses are embedded in it. A letter that
neither has is shown by its Unicode number, so that no letter is lost.
"""

import warnings
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from chalicelib.documents.domain.signature import (
    DRAWING_HEIGHT,
    DRAWING_WIDTH,
    Drawing,
    SignatureEvidence,
)
from chalicelib.kernel.access import SignInMethod

with warnings.catch_warnings():
    # fpdf2 warns if Pillow is missing, which only pictures need.
    warnings.simplefilter("ignore")
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

FONTS = Path(__file__).resolve().parent / "fonts"
MAIN, EAST_ASIAN = FONTS / "DejaVuSans.ttf", FONTS / "WenQuanYiMicroHei.ttf"
WIDTH, HEIGHT, MARGIN = 612, 792, 60
TITLE_POINTS, LABEL_POINTS, TEXT_POINTS, LINE_POINTS = 18, 8, 10.5, 15
INK, GRAY = 0, 96
DRAWING_SCALE = 0.4
SIGNED_IN_WITH = {
    SignInMethod.PASSWORD: "a password",
    SignInMethod.PASSWORD_AND_CODE: "a password and a one-time code",
    SignInMethod.UNKNOWN: "not recorded",
}


class EvidencePage:
    """One or more pages, on which facts are written below each other."""

    def __init__(self) -> None:
        self.pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
        self.pdf.set_margin(MARGIN)
        self.pdf.set_auto_page_break(auto=True, margin=MARGIN)
        self.pdf.add_font("main", "", MAIN)
        self.pdf.set_text_shaping(True)
        self.letters = self._letters_of("main")
        self.pdf.add_page()
        self.has_numbers = False

    def load_letters(self, text: str) -> None:
        """Load the large font if the text has letters that the other one has not."""
        if {ord(each) for each in text} <= self.letters:
            return
        self.pdf.add_font("east", "", EAST_ASIAN)
        self.pdf.set_fallback_fonts(["east"], exact_match=False)
        self.letters |= self._letters_of("east")

    def write(self, text: str, points: float, gray: int = INK) -> None:
        self.pdf.set_font("main", "", points)
        self.pdf.set_text_color(gray)
        height = LINE_POINTS * points / TEXT_POINTS
        self.pdf.multi_cell(0, height, self._drawable(text), new_x="LMARGIN", new_y="NEXT")

    def fact(self, label: str, value: str) -> None:
        self.write(label, LABEL_POINTS, GRAY)
        self.write(value, TEXT_POINTS)
        self.pdf.ln(LINE_POINTS / 2)

    def draw(self, drawing: Drawing) -> None:
        """Draw a signature below what was written."""
        width, height = DRAWING_WIDTH * DRAWING_SCALE, DRAWING_HEIGHT * DRAWING_SCALE
        if self.pdf.get_y() + height > HEIGHT - MARGIN:
            self.pdf.add_page()
        left, top = MARGIN, self.pdf.get_y()
        self.pdf.set_line_width(0.7)
        self.pdf.rect(left, top, width, height)
        self.pdf.set_line_width(1.2)
        for stroke in drawing:
            points = [(left + x * DRAWING_SCALE, top + y * DRAWING_SCALE) for x, y in stroke]
            if len(points) > 1:
                self.pdf.polyline(points)
        self.pdf.set_y(top + height + LINE_POINTS)

    def _letters_of(self, family: str) -> set[int]:
        font = self.pdf.fonts[family]
        return set(font.cmap) if isinstance(font, TTFFont) else set()

    def _drawable(self, text: str) -> str:
        parts = []
        for is_known, run in groupby(text, lambda each: each == "\n" or ord(each) in self.letters):
            letters = "".join(run)
            if not is_known:
                self.has_numbers = True
                letters = f"[{' '.join(f'U+{ord(each):04X}' for each in letters)}]"
            parts.append(letters)
        return "".join(parts)


def draw_page(evidence: SignatureEvidence, attachment: str) -> bytes:
    """Return a PDF with the evidence; `attachment` is the file that has all facts too."""
    page, facts = EvidencePage(), list(_facts(evidence))
    page.load_letters("".join(value for _, value in facts))
    page.write("Electronic signature", TITLE_POINTS)
    page.pdf.ln(LINE_POINTS)
    for label, value in facts:
        page.fact(label, value)
    if evidence.signature.drawing:
        page.write("Drawn signature", LABEL_POINTS, GRAY)
        page.draw(evidence.signature.drawing)
    if page.has_numbers:
        page.write(
            "U+ and a number stand for a letter that this page cannot draw. The letters are in "
            f"the attached file {attachment}.",
            LABEL_POINTS,
            GRAY,
        )
    return bytes(page.pdf.output())


def _facts(evidence: SignatureEvidence) -> Iterator[tuple[str, str]]:
    signature = evidence.signature
    yield "Document", evidence.document_name
    yield "Signed by", signature.name
    yield "Client of the practice", evidence.client_name
    yield "Practice", evidence.practice_name
    yield "Time", f"{evidence.local_time} ({signature.at:%Y-%m-%dT%H:%M:%S}Z)"
    yield "Signed in with", SIGNED_IN_WITH[signature.method]
    yield "Consent", f"“{signature.consent}”"
    yield f"SHA-256 of the signed file (version {signature.number})", signature.sha256
    yield "Document id", evidence.document
