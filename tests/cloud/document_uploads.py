"""Uploads documents through the API of the running cloud, as a browser does."""

from typing import Any

from localstack.api_client import ApiClient
from localstack.clamd import EICAR_HEX
from tests.cloud.visit_files import send

EICAR = bytes.fromhex(EICAR_HEX)
"""A test file that every virus scanner reports; it contains no virus."""


def announce(caller: ApiClient, client: str, name: str, data: bytes, **more: Any) -> Any:
    """Ask the API for a presigned URL to upload a document."""
    body = {"name": name, "bytes": len(data), "kind": "form"} | more
    return caller.post(f"/clients/{client}/documents", body)


def upload(caller: ApiClient, client: str, name: str, data: bytes, **more: Any) -> Any:
    """Upload a document, and return the API's response."""
    announced = announce(caller, client, name, data, **more)
    assert send(announced, data) == 200
    return caller.post(f"/documents/{announced['id']}/complete")
