"""Defines electronic signatures of documents (docs/product.md#documents)."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.kernel.access import SignInMethod
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId

CONSENT = (
    "I have read this document and agree to it. I intend to sign it, and I agree to sign it"
    " electronically: my electronic signature counts as my signature on paper. I can ask my"
    " practice for a paper copy, or to sign on paper instead."
)
"""What a person agrees to by signing; the record of the signature contains it."""
MAX_NAME_CHARS = 100
MAX_STROKES, MAX_POINTS = 200, 4_000
DRAWING_WIDTH, DRAWING_HEIGHT = 600, 200
NO_INTENT = "Say that you intend to sign, by ticking the box."
BAD_DRAWING = "This drawing is too long or leaves its frame. Draw your signature again."

Drawing = tuple[tuple[tuple[int, int], ...], ...]
"""Strokes of a drawn signature; each is a list of points (x, y) from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Signature:
    """
    An electronic signature.

    `name` is the name as the signer typed it. `sha256` is the hash of the bytes that were signed,
    in hex, which are those of the version `number`. `drawing` is empty if the signer only typed.
    `method` is how the signer had proved who they are when they signed in.
    """

    by: PersonId
    at: datetime
    name: str = field(repr=False)
    number: int
    sha256: str
    consent: str = CONSENT
    drawing: Drawing = ()
    method: SignInMethod = SignInMethod.UNKNOWN


@dataclass(frozen=True, slots=True)
class SignatureEvidence:
    """
    What the evidence page of a signed document says.

    `client_name`: the signer's name in the practice's records. `local_time`: the time of the
    signature in words, in the practice's time zone.
    """

    document_name: str = field(repr=False)
    client_name: str = field(repr=False)
    practice_name: str
    local_time: str
    document: str
    signature: Signature


def check_drawing(drawing: Drawing) -> Drawing:
    """
    Return a drawing whose points are all inside its frame.

    Raises:
        Invalid: The drawing is too long, or a point is outside the frame.
    """
    points = [point for stroke in drawing for point in stroke]
    is_inside = all(0 <= x <= DRAWING_WIDTH and 0 <= y <= DRAWING_HEIGHT for x, y in points)
    if not is_inside or len(points) > MAX_POINTS or len(drawing) > MAX_STROKES:
        raise Invalid(fields={"drawing": BAD_DRAWING})
    return drawing
