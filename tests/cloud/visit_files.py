"""Uploads and downloads a visit's files as a browser does, by presigned URLs."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from localstack.api_client import ApiClient, ApiRefused
from tests.cloud.other_practice import PROFILE, OtherPractice

NAME = PROFILE["legal_name"]
MAX_SCAN_SECONDS = 20
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def reserve(
    caller: ApiClient,
    appointment: str,
    name: str,
    data: bytes = PNG,
    media_type: str = "image/png",
) -> Any:
    """Ask the API for a presigned URL to upload these bytes."""
    offer = {"name": name, "media_type": media_type, "size": len(data)}
    return caller.post(f"/appointments/{appointment}/files", offer)


def send(
    reserved: Any, data: bytes, headers: Mapping[str, str] | None = None, url: str = ""
) -> int:
    """
    Upload bytes to a reserved presigned URL, and return the HTTP status.

    `headers` overrides headers of the reservation. `url` replaces the reservation's
    URL, unless `url` is empty.
    """
    upload = reserved["upload"]
    return status(url or upload["url"], "PUT", data, upload["headers"] | (headers or {}))


def share(
    caller: ApiClient,
    appointment: str,
    name: str,
    data: bytes = PNG,
    media_type: str = "image/png",
) -> Any:
    """
    Share a file in a visit, and return the API's response.

    The function reserves an upload, uploads the bytes, and completes the upload.
    """
    reserved = reserve(caller, appointment, name, data, media_type)
    assert send(reserved, data) == 200
    return caller.post(f"/appointments/{appointment}/files/{reserved['id']}/complete")


def opened(caller: ApiClient, path: str) -> Any:
    """Return the link to a file, once the malware scan has found it clean."""
    until = time.monotonic() + MAX_SCAN_SECONDS
    while True:
        try:
            return caller.get(path)
        except ApiRefused as refusal:
            is_checked = "being checked" not in refusal.answer["message"]
            if is_checked or time.monotonic() > until:
                raise
            time.sleep(0.05)


def fetch(url: str) -> tuple[bytes, Mapping[str, str]]:
    """Return the bytes at a URL, and the response's headers with lower-case names."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def status(
    url: str,
    method: str = "GET",
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> int:
    """Send a request to a URL and return the response's status."""
    request = urllib.request.Request(url, data, dict(headers or {}), method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def open_visit_with_file(other_practice: OtherPractice) -> dict[str, str]:
    """
    Book a visit whose room is open, and let its provider share a file in it.

    The file's name contains the client's name. Returns the ids of the appointment and
    the file.
    """
    appointment = other_practice.booked(days=0)
    return {
        "appointment_id": appointment,
        "person_id": other_practice.staff.get("/me")["person"]["id"],
        "file_id": share(other_practice.staff, appointment, f"{NAME} intake.png")["id"],
    }
