"""
Appends a page and an attachment to a PDF, with pypdf, as a program of its own.

The program reads an `Order` from its standard input and writes the result to its standard
output. It ends with REFUSED if the PDF is damaged or protected, and with OVER_LIMIT or by a signal
if it reaches a limit. Any other end is a fault of ours.
"""

import logging
import resource
import struct
import sys
import zlib
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

ATTACHMENT = "signature-evidence.json"
MAX_SECONDS, MAX_MEMORY_BYTES = 12, 640_000_000
REFUSED, OVER_LIMIT = 3, 4
LENGTH_BYTES = 8
DAMAGES = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pypdf raises for a PDF that is damaged, protected or unlike any other."""


@dataclass(frozen=True, slots=True)
class Order:
    """A PDF, a PDF whose pages are appended to it, and the attachment's content."""

    data: bytes
    page: bytes
    facts: bytes

    def encoded(self) -> bytes:
        parts = self.page, self.facts
        lengths = b"".join(len(each).to_bytes(LENGTH_BYTES, "big") for each in parts)
        return b"".join((lengths, *parts, self.data))


def decoded(encoded: bytes) -> Order:
    """Return the order that `Order.encoded` encoded."""
    first, second = (
        int.from_bytes(encoded[n : n + LENGTH_BYTES], "big") for n in (0, LENGTH_BYTES)
    )
    start = 2 * LENGTH_BYTES
    middle, end = start + first, start + first + second
    return Order(encoded[end:], encoded[start:middle], encoded[middle:end])


def append_page(order: Order) -> bytes:
    """
    Return the PDF with the further page and the attachment.

    Raises ValueError if the PDF is protected, and one of DAMAGES if it is damaged.
    """
    reader = PdfReader(BytesIO(order.data))
    if reader.is_encrypted:
        raise ValueError
    writer = PdfWriter(clone_from=reader)
    for page in PdfReader(BytesIO(order.page)).pages:
        writer.add_page(page)
    writer.add_attachment(ATTACHMENT, order.facts)
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def run() -> int:
    """Append a page within the limits, and return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    # pypdf's warnings may quote a document, and logs hold nothing personal.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        sys.stdout.buffer.write(append_page(decoded(sys.stdin.buffer.read())))
    except (LimitReachedError, MemoryError):
        return OVER_LIMIT
    except DAMAGES:
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(run())
