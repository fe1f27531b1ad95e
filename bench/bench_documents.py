"""Measures the list of a client's documents, with 300 documents in the record."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from bench.quick_setup import without_rollback
from bench.run import p50_ms, row
from chalicelib.documents.domain.document import Document, DocumentKind, DocumentVersion
from chalicelib.documents.store.documents import DynamoDocuments
from chalicelib.documents.usecases.ports import DocumentChange, DocumentFilter
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, DocumentId, FileId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.partitions import client_partition
from chalicelib.platform.id_generator import RandomIdGenerator
from tests.platform.record_store import RecordStore, a_store

COUNT, PAGE = 300, 100
CLIENT = ClientId("01K0000000000000000000000C")
FILTER = DocumentFilter(CLIENT, limit=PAGE)
# These are dummy credentials: moto emulates AWS in this process, and no request leaves it.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@row("list 100 of 300 documents: parse and open, over a bare Query", unit="ms", most=60)
def list_of_documents() -> float:
    with _documents() as (records, rows):
        access = records.access()
        listed = p50_ms(lambda: rows.page(access, FILTER))
        return listed - p50_ms(lambda: _query(records))


@row("data calls of a list of documents: Query, audit entry", unit="", most=2)
def calls_of_a_list() -> float:
    with _documents() as (records, rows):
        calls: list[str] = []
        events = records.dynamodb.meta.events
        events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
        rows.page(records.access(), FILTER)
        return float(len(calls))


@contextmanager
def _documents() -> Iterator[tuple[RecordStore, DynamoDocuments]]:
    with a_store() as records:
        rows = DynamoDocuments(records.vault(), records.audit, records.clock)
        with without_rollback():
            for number in range(COUNT):
                document = _document(records, number)
                change = DocumentChange(None, document, AuditAction.CREATE, "upload document")
                rows.commit(records.access(), change)
        yield records, rows


def _document(records: RecordStore, number: int) -> Document:
    ids, at = RandomIdGenerator(), records.clock()
    version = DocumentVersion(
        1,
        FileId(ids.id()),
        f"Intake form {number}.pdf",
        "application/pdf",
        120_000,
        at,
        records.access().person,
        Role.PROVIDER,
        "v1",
    )
    document = Document(
        DocumentId(ids.id()), records.practice, CLIENT, DocumentKind.FORM, at, version.name
    )
    return replace(document, versions=(version,), shared_at=at)


def _query(records: RecordStore) -> Any:
    return records.dynamodb.query(
        TableName=connection.name_of("core"),
        KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues={
            ":p": {"S": client_partition(records.practice, CLIENT)},
            ":s": {"S": "D#"},
        },
        Limit=PAGE + 1,
    )
