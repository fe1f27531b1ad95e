"""Tests audit entries: their keys, their hashes and how they are stored."""

from datetime import timedelta

import pytest

from chalicelib.clients.store import keys as clients_keys
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.audit import keys as audit_keys
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import AuditItem, own_hash
from chalicelib.platform.dynamodb import partitions, transactions
from chalicelib.platform.dynamodb.tables import CoreItem
from tests.platform.aws_faults import Fault, faults, once
from tests.platform.record_store import RecordStore


def test_entries_are_found_by_client_practice_and_person_in_order_of_time(
    records: RecordStore,
) -> None:
    """S14: audit entries can be listed by client, by practice and by person."""
    for n in range(3):
        records.audit.record(
            records.access(),
            AuditAction.READ,
            [f"r{n}"],
            purpose="client profile",
            subject=ClientId("c1"),
        )
        records.clock.pass_seconds(1)
    records.audit.record(
        records.access(), AuditAction.SIGN_IN, [], purpose="sign in", outcome=AuditOutcome.REFUSED
    )
    of_client = list(AuditItem.query(partitions.client_partition(records.practice, "c1")))
    of_month = list(AuditItem.query(audit_keys.audit_month(records.practice, records.clock())))
    of_person = list(AuditItem.gsi1.query(partitions.provider(records.practice, "per-1")))
    assert [entry.records for entry in of_client] == [["r0"], ["r1"], ["r2"]]
    assert [(entry.action, entry.outcome, entry.client) for entry in of_month] == [
        ("sign_in", "refused", None)
    ]
    assert of_person == [] or [entry.at for entry in of_person] == sorted(
        entry.at for entry in (*of_client, *of_month)
    )
    assert len(of_person) == 4


def test_a_practice_does_not_see_another_practices_entries(records: RecordStore) -> None:
    other = records.access(practice="other", person=PersonId("per-2"), role=Role.PROVIDER)
    records.audit.record(
        other, AuditAction.READ, ["x"], purpose="client profile", subject=ClientId("c1")
    )
    assert list(AuditItem.query(partitions.client_partition(records.practice, "c1"))) == []


@pytest.mark.parametrize(
    "name", ["actor", "role", "records", "at", "outcome", "purpose", "client", "sk", "g1sk"]
)
def test_an_altered_entry_no_longer_has_its_own_hash(records: RecordStore, name: str) -> None:
    """S17: changing any attribute of an audit entry makes its hash wrong."""
    entry = records.audit.entry(
        records.access(), AuditAction.READ, ["r1"], purpose="client profile", subject=ClientId("c1")
    )
    entry.save()
    (stored,) = records.entries()
    assert own_hash(stored) == stored.h
    setattr(stored, name, ["r1", "r2"] if name == "records" else f"{getattr(stored, name)}x")
    assert own_hash(stored) != stored.h


def test_entries_of_the_same_moment_have_different_keys(records: RecordStore) -> None:
    for _ in range(5):
        records.audit.record(records.access(), AuditAction.READ, ["r"], purpose="client profile")
    assert len(records.entries()) == 5


def test_an_entry_that_is_sent_again_after_a_lost_answer_is_stored_once(
    records: RecordStore,
) -> None:
    entry = records.audit.entry(records.access(), AuditAction.READ, ["r"], purpose="client profile")
    with faults(records.dynamodb, once(Fault.LOST, "PutItem")):
        for _ in range(2):
            try:
                with transactions.transaction() as write:
                    records.audit.add_to(write, entry)
            except Unavailable:
                continue
    assert len(records.entries()) == 1


def test_an_entry_never_overwrites_another(records: RecordStore) -> None:
    """S16: writing an audit entry under a used key fails and keeps the first one."""
    first = records.audit.entry(records.access(), AuditAction.READ, ["r"], purpose="client profile")
    first.save()
    second = records.audit.entry(
        records.access(), AuditAction.READ, ["other"], purpose="client profile"
    )
    second.pk, second.sk = first.pk, first.sk
    with pytest.raises(Conflict), transactions.transaction() as write:
        records.audit.add_to(write, second)
    assert [entry.records for entry in records.entries()] == [["r"]]


def test_a_change_and_its_entry_are_stored_together_or_not_at_all(records: RecordStore) -> None:
    """S14: when the change fails, its audit entry is not stored either."""
    row = CoreItem(*clients_keys.client(records.practice, "c1"))
    for _ in range(2):
        entry = records.audit.entry(
            records.access(), AuditAction.CREATE, [str(row.key)], purpose="new client"
        )
        try:
            with transactions.transaction() as write:
                write.save(CoreItem(*row.key), condition=CoreItem.pk.does_not_exist())
                records.audit.add_to(write, entry)
        except Conflict:
            continue
    assert len(records.entries()) == 1


@pytest.mark.parametrize("text", ["Ann's record", "F41.1", "", "x" * 60, "Client profile", "a\nb"])
def test_a_purpose_is_a_fixed_phrase_and_no_free_text(records: RecordStore, text: str) -> None:
    """S14: free text is refused, so no personal data gets into an audit entry."""
    with pytest.raises(ValueError, match="fixed phrase"):
        records.audit.record(records.access(), AuditAction.READ, ["r"], purpose=text)


def test_a_new_month_is_a_new_partition(records: RecordStore) -> None:
    at = records.clock()
    assert audit_keys.audit_month("p", at) != audit_keys.audit_month("p", at + timedelta(days=31))
