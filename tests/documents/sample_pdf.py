"""Makes small PDF files, real enough to be signed."""

from io import BytesIO

from pypdf import PdfWriter


def a_pdf(pages=1, password=""):
    """Return the bytes of a PDF with blank pages, encrypted if there is a password."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=612, height=792)
    if password:
        writer.encrypt(password)
    data = BytesIO()
    writer.write(data)
    return data.getvalue()
