"""What is owed, and the list as a file, as a browser sees them."""

import csv

import pytest

from chalicelib.billing.api.receivables import CSV_HEADER, without_formula
from tests.practice.practice_api import CLIENT, PracticeApi, send

INVOICES = f"{CLIENT}/invoices"
DRAFT = {
    "description": "=cmd|' /C calc'!A0",
    "amount": {"minor": 12500, "currency": "USD"},
    "due_on": "2026-11-01",
}


@pytest.fixture
def office(front):
    """A provider who may bill, and their draft for a client."""
    made = PracticeApi(front)
    made.accept()
    service = made.admin.get("/services/client-billing", "/services/{service_id}").json
    wanted = {"enabled": True, "record_payments_only": True, "version": service["version"]}
    wanted["provider_ids"] = [made.sam.get("/me").json["person"]["id"]]
    assert send(made.admin, "PUT", "/services/{service_id}", "client-billing", wanted).status == 200
    client = made.client()["id"]
    assert send(made.sam, "POST", INVOICES, client, DRAFT).status == 201
    return made


def test_an_admin_is_told_counts_and_sums(office):
    told = office.admin.get("/practice/receivables").json
    assert {name: n for name, n in told["counts"].items() if n} == {"draft": 1, "all": 1}
    nothing = {"amount": {"minor": 0, "currency": "USD"}, "n": 0, "more": False}
    assert (told["outstanding"], told["overdue"], told["most"]) == (nothing, nothing, 500)


@pytest.mark.parametrize("path", ["/practice/receivables", "/practice/invoice-export"])
def test_nobody_else_is(office, path):
    """S4."""
    assert office.sam.get(path).status == 403


def test_the_list_is_a_file_that_no_spreadsheet_runs(office):
    """S14: each part of it is an export in the trail."""
    told = office.admin.get("/practice/invoice-export", status="draft").json
    head, row = csv.reader(told["csv"].splitlines())
    assert tuple(head) == CSV_HEADER
    assert row[4:] == [
        "2026-11-01",
        "Avery Stone",
        "Wil Low",
        f"'{DRAFT['description']}",
        "125.00",
        "125.00",
        "USD",
    ]
    assert told["next"] is None
    assert [
        entry.purpose for entry in office.front.store.entries() if entry.action == "export"
    ] == ["invoice export"]


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_a_cell_that_could_run_is_text(start):
    assert without_formula(f"{start}1") == f"'{start}1"
    assert without_formula(f"1{start}") == f"1{start}"


@pytest.mark.parametrize("status", ["overdue", "unpaid", "sent"])
def test_a_list_is_asked_for_by_the_words_people_use(office, status):
    assert office.admin.get("/invoices", status=status).json == {
        "items": [],
        "next": None,
        "owed": None,
    }
    assert office.admin.get("/invoices", status="late").status == 422
