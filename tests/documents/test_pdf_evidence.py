"""Tests the evidence page of signed documents, and the limits of appending it."""

import json
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from chalicelib.documents.domain.signature import Signature, SignatureEvidence
from chalicelib.documents.pdf_evidence import writer
from chalicelib.documents.pdf_evidence.append_page import Order, decoded
from chalicelib.documents.pdf_evidence.page import draw_page
from chalicelib.documents.pdf_evidence.writer import PdfEvidence
from chalicelib.kernel.access import SignInMethod
from chalicelib.kernel.errors import Invalid, Unavailable
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.lambda_entry import Trigger, entrypoint
from tests.documents.sample_pdf import a_pdf

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)


def evidence(name="Avery Stone", method=SignInMethod.PASSWORD, title="Consent.pdf", drawing=()):
    hashed = "ab" * 32
    signature = Signature(PersonId("p"), AT, name, 1, hashed, drawing=drawing, method=method)
    practice = "Willow Creek"
    return SignatureEvidence(title, name, practice, "2026-11-24 10:00:00", "doc", signature)


def text_of(page):
    return "\n".join(each.extract_text() for each in PdfReader(BytesIO(page)).pages)


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (SignInMethod.PASSWORD, "a password"),
        (SignInMethod.PASSWORD_AND_CODE, "a password and a one-time code"),
        (SignInMethod.UNKNOWN, "not recorded"),
    ],
)
def test_the_page_says_how_the_signer_really_signed_in(method, words):
    lines = text_of(draw_page(evidence(method=method), "x.json")).splitlines()
    assert lines[lines.index("Signed in with") + 1] == words
    assert "second factor" not in "\n".join(lines)


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Ольга Шевченко",
        "Νίκη Παππά",
        "علي محمد",
        "שרה כהן",
        "王小明",
        "김철수",
        "すし 子",
    ],
)
def test_names_of_many_scripts_are_drawn_with_embedded_fonts(name):
    page = draw_page(evidence(name, title=f"Plan {name}"), "x.json")
    text = text_of(page)
    assert text.count(name) == 3
    assert "?" not in text
    assert "U+" not in text
    fonts = PdfReader(BytesIO(page)).pages[0]["/Resources"]["/Font"].values()
    descriptors = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert all("/FontFile2" in each for each in descriptors)
    assert len(page) < 60_000


def test_a_letter_that_no_font_has_is_shown_by_its_number():
    text = text_of(draw_page(evidence("สมชาย Kim"), "facts.json"))
    assert "[U+0E2A U+0E21 U+0E0A U+0E32 U+0E22] Kim" in text
    assert "the attached file facts.json" in " ".join(text.split())


@settings(max_examples=8, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=100))
def test_every_name_makes_a_page_without_a_question_mark_of_ours(name):
    text = text_of(draw_page(evidence(name), "x.json"))
    assert text.count("?") <= 2 * name.count("?")


def test_a_long_signature_and_a_drawing_go_on_a_second_page():
    stroke = tuple((n % 600, n % 200) for n in range(500))
    page = draw_page(evidence("w" * 100, title="x" * 2000, drawing=(stroke, ((1, 1),))), "x.json")
    assert len(PdfReader(BytesIO(page)).pages) == 2


@given(st.binary(), st.binary(), st.binary())
def test_an_order_is_read_as_it_was_written(data, page, facts):
    order = Order(data, page, facts)
    assert decoded(order.encoded()) == order


def bomb(kilobytes):
    """Return a small PDF whose object stream unpacks to very many objects."""
    packed = zlib.compress(b"1 0 " * (256 * kilobytes), 9)
    head = b"%PDF-1.7\n1 0 obj<</Type/ObjStm/N 99999999/First 5/Filter/FlateDecode/Length "
    return head + str(len(packed)).encode() + b">>stream\n" + packed + b"\nendstream endobj\n"


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 damaged", a_pdf()[:200], a_pdf(password="secret"), bomb(1), bomb(100_000)],
    ids=["empty", "damaged", "cut off", "protected", "objects", "more objects"],
)
def test_a_pdf_that_cannot_be_read_is_refused_in_words(data):
    with pytest.raises(Invalid, match=r"cannot be signed here|simpler copy"):
        PdfEvidence().append(data, evidence())


def test_a_pdf_that_takes_too_long_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(writer, "MAX_SECONDS", 0.01)
    with pytest.raises(Invalid, match="simpler copy"):
        PdfEvidence().append(a_pdf(300), evidence())


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that makes an adapter whose process runs this code instead."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(code):
        (tmp_path / "another_program.py").write_text(f"import os, sys\n{code}\n")
        return PdfEvidence("another_program")

    return make


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [("import no_such_module", "1"), ("sys.exit(127)", "127"), ("", "0"), ("os.abort()", "-6")],
)
def test_a_process_that_fails_by_our_fault_is_logged_and_refuses_no_pdf(
    program, printed, code, exit_code
):
    @entrypoint(Trigger.TASK)
    def sign():
        program(code).append(a_pdf(), evidence())

    with pytest.raises(Unavailable):
        sign()
    assert json.loads(printed())["evidence_exit"] == exit_code


@pytest.mark.parametrize("name", ["SIGKILL", "SIGXCPU", "SIGSEGV"])
def test_a_process_that_is_ended_at_a_limit_refuses_the_pdf_in_words(program, name):
    code = f"import signal; os.kill(os.getpid(), signal.{name})"
    with pytest.raises(Invalid, match="simpler copy"):
        program(code).append(a_pdf(), evidence())


def test_the_process_finds_pythons_libraries_and_gets_no_setting_of_ours(program, monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/var/lang/lib")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    code = "print(*(each for each in os.environ if each != 'LC_CTYPE'))"
    names = program(code).append(a_pdf(), evidence()).decode().split()
    assert sorted(names) == ["LD_LIBRARY_PATH", "PYTHONPATH"]


def test_a_pdf_that_fills_the_memory_is_refused_in_words():
    """The process has a limit of memory, so that the request itself goes on."""
    with pytest.raises(Invalid, match=r"cannot be signed here|simpler copy"):
        PdfEvidence().append(nested(5_000_000), evidence())


def nested(depth):
    return b"%PDF-1.7\n1 0 obj" + b"[" * depth + b"]" * depth + b"endobj\ntrailer<</Root 1 0 R>>"
