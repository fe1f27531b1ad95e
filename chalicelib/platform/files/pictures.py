"""Checks the dimensions of pictures, which a browser unpacks into memory."""

from io import BytesIO
from struct import error, unpack_from

import imagesize

from chalicelib.kernel.errors import Invalid

MAX_PIXELS = 210_000_000
"""The largest picture that a phone takes today has 200 megapixels."""
TOO_MANY_PIXELS = (
    "This picture has more pixels than a computer can show. Save it smaller, and attach that."
)


def check_picture(data: bytes) -> None:
    """
    Check how many pixels a picture has. Data of no known kind passes.

    Raises:
        Invalid: The picture has more than MAX_PIXELS pixels.
    """
    try:
        width, height = _dimensions(data)
    except (ValueError, error, IndexError, TypeError, OverflowError):
        # A damaged picture, which no program shows.
        return
    if width * height > MAX_PIXELS:
        raise Invalid(TOO_MANY_PIXELS, fields={"media_type": TOO_MANY_PIXELS})


def _dimensions(data: bytes) -> tuple[int, int]:
    if data.startswith(b"GIF"):
        # imagesize reads large dimensions of this format as negative numbers.
        width, height = unpack_from("<HH", data, len(b"GIF89a"))
        return width, height
    width, height = imagesize.get(BytesIO(data))
    return width, height
