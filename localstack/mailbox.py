"""Reads the e-mail that the local cloud sent."""

import json
import re
import time
import urllib.request
from typing import Any

TEMPORARY = re.compile(r"(?i)temporary password:\s+(\S+)")
ARRIVES_SECONDS = 20


def mails(mailbox_url: str) -> list[dict[str, Any]]:
    """
    Return all e-mails, oldest first.

    Each e-mail has the fields `To`, `Subject`, `BodyText` and `Timestamp`, among others.
    """
    with urllib.request.urlopen(mailbox_url, timeout=10) as answer:
        boxes = json.load(answer)["messages"]
    return sorted(
        (mail for box in boxes.values() for mail in box), key=lambda mail: float(mail["Timestamp"])
    )


def temporary_password(mailbox_url: str, email: str) -> str:
    """
    Return the temporary password in the newest invitation sent to `email`.

    Raises:
        LookupError: No invitation arrived in time.
    """
    until = time.monotonic() + ARRIVES_SECONDS
    while time.monotonic() < until:
        for mail in reversed(mails(mailbox_url)):
            match = TEMPORARY.search(mail["BodyText"] or "")
            if match and email.casefold() in (to.casefold() for to in mail["To"]):
                return match[1]
        time.sleep(0.1)
    raise LookupError(f"No invitation came to {email}.")
