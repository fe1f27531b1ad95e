"""
Appends the evidence page of a signature to a PDF.

Another person made the PDF, so it is read in a process of its own, which has limits of time and
memory, and none of our settings (docs/decisions/0010-the-evidence-page-is-drawn-with-fpdf2.md).
"""

import json
import subprocess
import sys
from dataclasses import asdict

from chalicelib.documents.domain.signature import SignatureEvidence
from chalicelib.documents.pdf_evidence.append_page import ATTACHMENT, MAX_SECONDS, REFUSED, Order
from chalicelib.documents.pdf_evidence.page import draw_page
from chalicelib.kernel.errors import Invalid

PROGRAM = "chalicelib.documents.pdf_evidence.append_page"
UNREADABLE = (
    "This PDF is damaged or protected by a password, so it cannot be signed here. "
    "Ask your practice for another copy."
)
TOO_COMPLEX = (
    "This PDF is too large or too complex to be signed here. "
    "Ask your practice for a simpler copy, for example one that was printed as PDF."
)


class PdfEvidence:
    """Implements `EvidenceWriter`."""

    def append(self, data: bytes, evidence: SignatureEvidence) -> bytes:
        facts = json.dumps(_facts(evidence), ensure_ascii=False).encode()
        order = Order(data, draw_page(evidence, ATTACHMENT), facts)
        try:
            run = subprocess.run(  # noqa: S603 - our own program, without arguments of a person
                [sys.executable, "-B", "-m", PROGRAM],
                input=order.encoded(),
                capture_output=True,
                timeout=MAX_SECONDS,
                env={"PYTHONPATH": ":".join(sys.path)},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Invalid(TOO_COMPLEX) from None
        if run.returncode == REFUSED:
            raise Invalid(UNREADABLE)
        if run.returncode or not run.stdout:
            # The process reached its limit of memory or of time.
            raise Invalid(TOO_COMPLEX)
        return run.stdout


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
