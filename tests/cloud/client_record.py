"""Adds to a client's record through the API of the running cloud."""

from localstack.api_client import ApiClient


def record_ids(staff: ApiClient, client: str) -> dict[str, str]:
    """Record a consent of a client and ask for a document; return the ids of both."""
    consent = {"kind": "telehealth", "given_on": "2026-01-05", "method": "paper"}
    document = {"title": "Insurance card"}
    return {
        "consent_id": staff.post(f"/clients/{client}/consents", consent)["id"],
        "document_id": staff.post(f"/clients/{client}/document-requests", document)["id"],
    }
