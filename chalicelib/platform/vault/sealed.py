"""
Declares the type of sealed bytes.

This module does not import the encryption code, which is slow to import.
"""


class Envelope(bytes):
    """Holds a sealed record; the attribute type `Sealed` accepts no other bytes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed {len(self)} B>"

    __str__ = __repr__
