"""Adds to a client's record through the API of the running cloud."""

import time

from chalicelib.practice.domain.contact_request import MIN_FILLING_TIME
from localstack.api_client import ApiClient
from tests.cloud.other_practice import OtherPractice
from tests.cloud.rows import postpone_due_work
from tests.cloud.visit_files import open_visit_with_file

NEWCOMER = {
    "name": "Quentin Newcomer",
    "email": "quentin@newcomer.example",
    "text": "Do you see new clients?",
}


def record_ids(staff: ApiClient, client: str) -> dict[str, str]:
    """Record a consent of a client and ask for a document; return the ids of both."""
    consent = {"kind": "telehealth", "given_on": "2026-01-05", "method": "paper"}
    document = {"title": "Insurance card"}
    return {
        "consent_id": staff.post(f"/clients/{client}/consents", consent)["id"],
        "document_id": staff.post(f"/clients/{client}/document-requests", document)["id"],
    } | contact_ids(staff)


def contact_ids(staff: ApiClient) -> dict[str, str]:
    """
    Return the ids of the practice and of what a newcomer wrote to it.

    One network may write only a few times, so what was written before is used again.
    """
    caller = staff.get("/me")
    if caller["role"] != "admin":
        staff.switch_role("admin")
    practice = caller["practice"]["id"]
    if not staff.get("/contact-requests")["items"]:
        _write_as_newcomer(staff, practice, caller["person"]["id"])
    request = staff.get("/contact-requests")["items"][0]["id"]
    if caller["role"] != "admin":
        staff.switch_role(caller["role"])
    return {"practice_id": practice, "request_id": request}


def _write_as_newcomer(admin: ApiClient, practice: str, receiver: str) -> None:
    version = admin.get("/practice/contact")["version"]
    admin.request("PUT", "/practice/contact", {"person_ids": [receiver], "version": version})
    form = {"token": admin.get(f"/contact/{practice}")["token"], **NEWCOMER}
    time.sleep(MIN_FILLING_TIME.total_seconds() + 0.5)
    admin.post(f"/contact/{practice}", form)


def ids_of(practice: OtherPractice) -> dict[str, str]:
    """
    Make one record of each kind in the other practice, and return their ids.

    The keys are the names under which paths take the ids. The op is a payment that waits until
    the client confirms it at the bank.
    """
    invoice = practice.sent()
    answer = practice.pay(invoice, "pm_card_authenticationRequired")
    ids = {
        "client_id": practice.client_id,
        "invoice_id": invoice,
        "op_id": practice.client.follow(invoice, answer)["op"],
        "account_id": practice.account,
        "note_id": practice.noted(),
    }
    ids["wait_id"] = practice.waits()
    ids |= dict.fromkeys(("thread_id", "place"), practice.asked())
    ids |= record_ids(practice.staff, practice.client_id) | open_visit_with_file(practice)
    postpone_due_work(practice.cloud, practice.practice)
    return ids
