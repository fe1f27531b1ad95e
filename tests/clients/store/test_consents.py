"""
Tests the store of consents.

The same tests run on the tables and on the fake store.
"""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.clients.domain.consent import Consent, ConsentKind, ConsentMethod, Withdrawal
from chalicelib.clients.store.consents import ConsentItem, DynamoConsents
from chalicelib.kernel.errors import Conflict, Unreadable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, ConsentId, PersonId, PracticeId
from tests.clients.fake_consent_store import FakeConsentStore
from tests.platform.record_store import RecordStore, a_store

AVERY, SAM = ClientId("01K00000000000000000000C01"), PersonId("sam")
NOW, TODAY = datetime(2026, 11, 24, 15, tzinfo=UTC), date(2026, 11, 24)
KEY = IdempotencyKey("key", "0" * 64)
WITHDRAWAL = Withdrawal(TODAY, "Moved away", NOW, SAM)


@dataclass
class ConsentRows:
    """Holds a store of consents, and an Admin; `records` is None for the fake."""

    consents: Any
    access: Any
    records: RecordStore | None = None

    def consent(self, number=1, **changes):
        consent = Consent(
            ConsentId(f"01K0000000000000000000CN{number:02d}"),
            AVERY,
            ConsentKind.RELEASE,
            "Dr. Low may read the treatment plan",
            TODAY,
            date(2027, 11, 24),
            ConsentMethod.PAPER,
            NOW,
            SAM,
        )
        return replace(consent, **changes)

    def add(self, number=1, key=None, **changes):
        consent = self.consent(number, **changes)
        self.consents.add(self.access, consent, key)
        return consent


@contextmanager
def on_tables():
    with a_store() as store:
        consents = DynamoConsents(store.vault(), store.audit, store.clock)
        yield ConsentRows(consents, store.access(), store)


@pytest.fixture(params=["fake", "tables"])
def rows(request):
    if request.param == "tables":
        with on_tables() as tables:
            yield tables
        return
    with a_store() as store:
        yield ConsentRows(FakeConsentStore(), store.access())


def test_consents_are_listed_as_they_were_recorded_the_newest_first(rows):
    first, second = rows.add(1, given_on=date(2026, 1, 5)), rows.add(2)
    assert rows.consents.of(rows.access, AVERY) == [second, first]
    assert rows.consents.of(rows.access, ClientId("other")) == []


def test_a_consent_of_another_practice_is_absent(rows):
    """S3: from another practice, a client's consents cannot be read."""
    rows.add()
    foreign = replace(rows.access, practice=PracticeId("01K0000000000000000000FRGN"))
    assert rows.consents.of(foreign, AVERY) == []


def test_a_repeated_request_records_one_consent(rows):
    consent = rows.add(key=KEY)
    with pytest.raises(AlreadyProcessed) as earlier:
        rows.add(2, key=KEY)
    assert earlier.value.result == consent.id == rows.consents.result_of(rows.access, KEY)


def test_a_consent_is_withdrawn_once_and_stays_as_it_was(rows):
    consent = rows.add()
    rows.consents.withdraw(rows.access, consent, WITHDRAWAL)
    with pytest.raises(Conflict):
        rows.consents.withdraw(rows.access, consent, replace(WITHDRAWAL, reason="Again"))
    assert rows.consents.of(rows.access, AVERY) == [replace(consent, withdrawal=WITHDRAWAL)]


def test_every_consent_withdrawal_and_read_has_an_audit_entry():
    """S14: who recorded, withdrew and read a consent is in the audit trail."""
    with on_tables() as rows:
        consent = rows.add()
        rows.consents.withdraw(rows.access, consent, WITHDRAWAL)
        rows.consents.of(rows.access, AVERY)
        entries = [(entry.action, entry.purpose) for entry in rows.records.entries()]
        assert sorted(entries) == [
            ("create", "record consent"),
            ("create", "withdraw consent"),
            ("read", "consents"),
        ]


def test_a_consent_that_was_moved_to_another_client_does_not_open():
    """S21: a consent opens at its own place only, and an alarm names it."""
    with on_tables() as rows:
        rows.add()
        (row,) = ConsentItem.query(f"P#{rows.records.practice}#C#{AVERY}#CON")
        row.pk = f"P#{rows.records.practice}#C#01K00000000000000000000C02#CON"
        row.save()
        with pytest.raises(Unreadable):
            rows.consents.of(rows.access, ClientId("01K00000000000000000000C02"))
        assert rows.records.alarms
