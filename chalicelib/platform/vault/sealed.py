"""
Declares the type of sealed (encrypted) bytes.

The type is in a module of its own because the encryption code is slow to import.
"""


class Envelope(bytes):
    """Holds a sealed record; the attribute type `Sealed` accepts no other bytes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed {len(self)} B>"

    __str__ = __repr__
