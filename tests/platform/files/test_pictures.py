"""Tests how the dimensions of pictures are checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.pictures import MAX_PIXELS, check_picture


def png(width, height):
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + size + b"\x08\x02\0\0\0" + bytes(4)


def jpeg(width, height):
    """Return the beginning of a photo with a large preview before its dimensions."""
    preview = b"\xff\xe1" + (60_000).to_bytes(2, "big") + bytes(59_998)
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8" + preview + b"\xff\xc0\x00\x11\x08" + size + b"\x03" + bytes(20)


def gif(width, height):
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes(20)


@pytest.mark.parametrize("picture", [png, jpeg, gif])
def test_a_small_picture_of_giant_dimensions_is_refused(picture):
    """A few kB would fill the memory of every browser that shows them."""
    check_picture(picture(16_384, 12_288))
    with pytest.raises(Invalid, match="more pixels than a computer can show"):
        check_picture(picture(60_000, 60_000))


def test_the_limit_counts_pixels_and_not_the_longer_side():
    check_picture(png(MAX_PIXELS, 1))
    with pytest.raises(Invalid):
        check_picture(png(MAX_PIXELS, 2))


@given(st.binary(max_size=200), st.sampled_from([png, jpeg, gif]))
def test_damaged_bytes_never_break_the_check(data, picture):
    check_picture(data)
    check_picture(picture(9, 9)[:12] + data)
