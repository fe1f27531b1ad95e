"""References that processors know our ops by (payments.md §2)."""

import base64
import secrets

from chalicelib.domain.ids import OpRef


def new_ref() -> OpRef:
    """20 characters [A-Z2-7] of 100 random bits."""
    return OpRef(base64.b32encode(secrets.token_bytes(13)).decode()[:20])
