"""Tests the API routes for amounts owed, their export and the invoice list."""

import csv

import pytest

from chalicelib.billing.api.invoice_csv import CSV_HEADER, without_formula
from tests.practice.practice_api import CLIENT, PracticeApi, send

INVOICES = f"{CLIENT}/invoices"
DRAFT = {
    "description": "=cmd|' /C calc'!A0",
    "amount": {"minor": 12500, "currency": "USD"},
    "due_on": "2026-11-01",
}


@pytest.fixture
def office(front):
    """
    Return a practice with one draft invoice.

    The practice's provider is allowed to bill.
    """
    practice = PracticeApi(front)
    practice.accept()
    service = practice.admin.get("/services/client-billing", "/services/{service_id}").json
    settings = {"enabled": True, "record_payments_only": True, "version": service["version"]}
    settings["provider_ids"] = [practice.sam.get("/me").json["person"]["id"]]
    assert (
        send(practice.admin, "PUT", "/services/{service_id}", "client-billing", settings).status
        == 200
    )
    client = practice.client()["id"]
    assert send(practice.sam, "POST", INVOICES, client, DRAFT).status == 201
    return practice


def test_an_admin_reads_counts_and_sums(office):
    answer = office.admin.get("/practice/receivables").json
    assert {name: n for name, n in answer["counts"].items() if n} == {"draft": 1, "all": 1}
    nothing = {"amount": {"minor": 0, "currency": "USD"}, "n": 0, "more": False}
    assert (answer["outstanding"], answer["overdue"], answer["most"]) == (nothing, nothing, 500)


def test_the_counts_are_of_the_client_in_the_address(office):
    (invoice,) = office.admin.get("/invoices").json["items"]
    for client, n in ((invoice["client"]["id"], 1), ("another", 0)):
        counts = office.admin.get("/practice/receivables", client=client).json["counts"]
        assert (counts["draft"], counts["all"]) == (n, n)


@pytest.mark.parametrize("path", ["/practice/receivables", "/practice/invoice-export"])
def test_a_provider_reads_neither_sums_nor_export(office, path):
    """
    S4: the routes for amounts owed and for the export return 403 to a provider.

    Only an Admin may read them.
    """
    assert office.sam.get(path).status == 403


def test_the_export_has_no_cell_that_a_spreadsheet_runs(office):
    """
    S14: the export has no cell with a formula and writes one audit entry.

    The audit entry has the action "export".
    """
    answer = office.admin.get("/practice/invoice-export", status="draft").json
    head, row = csv.reader(answer["csv"].splitlines())
    assert tuple(head) == CSV_HEADER
    columns = dict(zip(head, row, strict=True))
    assert columns["Description"] == f"'{DRAFT['description']}"
    assert (columns["Due"], columns["Client"], columns["Provider"], columns["Total"]) == (
        "2026-11-01",
        "Avery Stone",
        "Wil Low",
        "125.00",
    )
    assert answer["next"] is None
    assert [
        entry.purpose for entry in office.front.store.entries() if entry.action == "export"
    ] == ["invoice export"]


@pytest.mark.parametrize(
    "start", "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\u207a"
)
def test_a_cell_that_looks_like_a_formula_is_quoted(start):
    assert without_formula(f"{start}1") == f"'{start}1"
    assert without_formula(f"\u3000 {start}1") == f"'\u3000 {start}1"
    assert without_formula(f"1{start}") == f"1{start}"


@pytest.mark.parametrize(
    "hidden", ["\u200d", "\u200b", "\u2003", "\u2800", "\u202e", "\u00ad\u2009"]
)
def test_what_nobody_sees_hides_no_formula(hidden):
    """Joiners stay in stored text, and older records may have all of these."""
    assert without_formula(f"{hidden}=1+1") == f"'{hidden}=1+1"


@pytest.mark.parametrize("separator", [";", "\t", "\n", "; "])
def test_no_formula_begins_where_another_spreadsheet_begins_a_cell(separator):
    for formula in ("=1+1", "@sum", "\uff1d1"):
        cell = f"Fee{separator}{formula}"
        assert without_formula(cell) == f"Fee{separator[0]}'{separator[1:]}{formula}"
    assert without_formula(f"Fee{separator}two visits") == f"Fee{separator}two visits"


@pytest.mark.parametrize("status", ["overdue", "unpaid", "sent"])
def test_a_list_filters_by_words_that_people_use(office, status):
    assert office.admin.get("/invoices", status=status).json == {
        "items": [],
        "next": None,
        "owed": None,
    }
    assert office.admin.get("/invoices", status="late").status == 422
