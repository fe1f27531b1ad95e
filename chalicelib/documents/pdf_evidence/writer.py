"""
Appends the evidence page of a signature to a PDF.

Another person made the PDF, so it is read in a process of its own, which has limits of time and
memory, and none of our settings (docs/decisions/0010-the-evidence-page-is-drawn-with-fpdf2.md).
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass

from chalicelib.documents.domain.signature import SignatureEvidence
from chalicelib.documents.pdf_evidence.append_page import (
    ATTACHMENT,
    MAX_SECONDS,
    OVER_LIMIT,
    REFUSED,
    Order,
)
from chalicelib.documents.pdf_evidence.page import draw_page
from chalicelib.kernel.errors import Invalid, Unavailable
from chalicelib.platform.lambda_entry import log_context

PROGRAM = "chalicelib.documents.pdf_evidence.append_page"
LIMITS = {OVER_LIMIT, *(-each for each in (signal.SIGKILL, signal.SIGSEGV, signal.SIGXCPU))}
"""The exit codes of a process that reached a limit of memory, of its stack or of time."""
PASSED_ON = {"LD_LIBRARY_PATH"}
"""Where Lambda's Python finds its own library; nothing else of our settings is needed."""
UNREADABLE = (
    "This PDF is damaged or protected by a password, so it cannot be signed here. "
    "Ask your practice for another copy."
)
TOO_COMPLEX = (
    "This PDF is too large or too complex to be signed here. "
    "Ask your practice for a simpler copy, for example one that was printed as PDF."
)


@dataclass(frozen=True, slots=True)
class PdfEvidence:
    """Implements `EvidenceWriter`; the module `program` appends the page."""

    program: str = PROGRAM

    def append(self, data: bytes, evidence: SignatureEvidence) -> bytes:
        facts = json.dumps(_facts(evidence), ensure_ascii=False).encode()
        order = Order(data, draw_page(evidence, ATTACHMENT), facts)
        try:
            run = subprocess.run(  # noqa: S603 - our own program, without arguments of a person
                [sys.executable, "-B", "-m", self.program],
                input=order.encoded(),
                capture_output=True,
                timeout=MAX_SECONDS,
                env=_environment(),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Invalid(TOO_COMPLEX) from None
        if run.returncode == REFUSED:
            raise Invalid(UNREADABLE)
        if run.returncode in LIMITS:
            raise Invalid(TOO_COMPLEX)
        if run.returncode or not run.stdout:
            log_context(evidence_exit=str(run.returncode))
            raise Unavailable
        return run.stdout


def _environment() -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    return passed_on | {"PYTHONPATH": ":".join(sys.path)}


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
        "signed_in_with": signature.method.value,
        "consent": signature.consent,
        "version": signature.number,
        "sha256": signature.sha256,
        "drawing": asdict(signature)["drawing"],
    }
