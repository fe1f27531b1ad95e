"""Sealed bytes, as the tables store them; apart from what makes them, which is slow to import."""


class Envelope(bytes):
    """A sealed record. Tables store no other bytes in a sealed attribute, so nothing lands there in clear."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed {len(self)} B>"

    __str__ = __repr__
