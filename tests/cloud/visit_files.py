"""Sends and fetches a visit's files as a browser does: by the addresses that the API gives."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from localstack.api_client import ApiClient
from tests.cloud.other_practice import PROFILE, OtherPractice

NAME = PROFILE["legal_name"]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def reserve(
    visitor: ApiClient,
    appointment: str,
    name: str,
    data: bytes = PNG,
    media_type: str = "image/png",
) -> Any:
    """A door for these bytes."""
    offer = {"name": name, "media_type": media_type, "size": len(data)}
    return visitor.post(f"/appointments/{appointment}/files", offer)


def send(
    reserved: Any, data: bytes, headers: Mapping[str, str] | None = None, url: str = ""
) -> int:
    """Put bytes through a door, with its own headers but those named here; answers the status."""
    told = reserved["upload"]["headers"] | (headers or {})
    return status(url or reserved["upload"]["url"], "PUT", data, told)


def share(
    visitor: ApiClient,
    appointment: str,
    name: str,
    data: bytes = PNG,
    media_type: str = "image/png",
) -> Any:
    """A file, all the way."""
    reserved = reserve(visitor, appointment, name, data, media_type)
    assert send(reserved, data) == 200
    return visitor.post(f"/appointments/{appointment}/files/{reserved['id']}/complete")


def fetch(url: str) -> tuple[bytes, Mapping[str, str]]:
    """What lies there, and the headers that it comes with, in small letters."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def status(
    url: str,
    method: str = "GET",
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> int:
    """How a request to that address ends."""
    request = urllib.request.Request(url, data, dict(headers or {}), method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def open_visit_with_file(other_practice: OtherPractice) -> dict[str, str]:
    """
    Ids of an appointment of theirs whose room is open, and of a file in it that has a client's
    name.
    """
    appointment = other_practice.booked(days=0)
    return {
        "appointment_id": appointment,
        "file_id": share(other_practice.client, appointment, f"{NAME} intake.png")["id"],
    }
