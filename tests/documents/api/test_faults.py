"""Tests that a failing table, storage or scan leaves nothing half-made."""

import pytest

from chalicelib.platform.dynamodb import connection
from chalicelib.wiring import files as wiring_files
from tests.documents.api.documents_harness import CONTENT, PDF, open_documents
from tests.platform.aws_faults import Fault, always, faults


@pytest.fixture
def api(front):
    return open_documents(front)


def rows(api):
    return [
        (row["pk"]["S"], row["sk"]["S"])
        for row in connection.client().scan(TableName=connection.name_of("core"))["Items"]
        if "#D#" in row["pk"]["S"] or row["sk"]["S"].startswith("D#")
    ]


@pytest.mark.parametrize("number", range(1, 13))
def test_a_table_that_fails_once_while_a_document_is_stored_leaves_all_or_nothing(api, number):
    """S14, S15: a document and its audit entry are stored together or not at all."""
    announced = api.announce(api.sam).json
    api.send(announced)
    calls = iter(range(1, 1000))

    def one_fault(_operation):
        return Fault.UNREACHABLE if next(calls) == number else None

    with faults(connection.client(), one_fault):
        answer = api.complete(api.sam, announced["id"])
    assert answer.status in {200, 503}
    assert len(rows(api)) in {0, 2}
    assert api.complete(api.sam, announced["id"]).status == 200
    assert len(api.list(api.sam)) == 1
    assert len(api.list(api.sam)[0]["versions"]) == 1


def test_why_a_file_is_refused_is_answered_although_it_cannot_be_taken_off_the_count(api):
    announced = api.announce(api.avery).json
    api.send(announced, b"x" * len(PDF))
    with faults(connection.client(), always(Fault.UNREACHABLE, "UpdateItem")) as calls:
        assert api.complete(api.avery, announced["id"]).status == 422
    assert "UpdateItem" in [name for name, _ in calls]


def test_a_list_stays_readable_while_the_storage_does_not_answer(api):
    document = api.upload()
    with faults(wiring_files.file_storage().client, lambda _: Fault.UNREACHABLE):
        (listed,) = api.list(api.sam)
        opened = api.ask(api.sam, CONTENT, document["id"])
    assert listed["versions"][0]["verdict"] == "pending"
    assert opened.status == 503


def test_a_storage_that_fails_while_a_document_is_stored_can_be_asked_again(api):
    announced = api.announce(api.sam).json
    api.send(announced)
    with faults(wiring_files.file_storage().client, lambda _: Fault.UNREACHABLE):
        assert api.complete(api.sam, announced["id"]).status == 503
    assert api.complete(api.sam, announced["id"]).json["versions"][0]["size"] == len(PDF)
