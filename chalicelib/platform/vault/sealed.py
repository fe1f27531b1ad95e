"""Declares sealed bytes, apart from the code that is slow to import."""


class Envelope(bytes):
    """A sealed record; sealed attributes accept no other bytes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed {len(self)} B>"

    __str__ = __repr__
