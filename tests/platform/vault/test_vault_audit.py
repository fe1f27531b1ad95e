"""Tests that the vault opens a record only after the audit entry is stored."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.kernel.access import system
from chalicelib.kernel.errors import NotFound, Unavailable, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, ClientId, PracticeId
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKey, BranchKeys
from chalicelib.platform.vault.vault import Vault
from tests.platform.aws_faults import Fault, always, faults, seeded
from tests.platform.fixed_branch_keys import FixedBranchKeys
from tests.platform.record_store import RecordStore


@dataclass(frozen=True)
class Profile:
    name: str


class WatchedBranchKeys(BranchKeys):
    """Branch keys that record, at each use, whether an audit entry was already stored."""

    def __init__(self, records: RecordStore) -> None:
        super().__init__(FixedBranchKeys())
        self._records, self.covered_before = records, list[bool]()

    def version(self, branch: str, version) -> BranchKey:
        self.covered_before.append(bool(self._records.entries()))
        return super().version(branch, version)


def a_page(records: RecordStore, vault: Vault, size: int) -> list[tuple[Binding, bytes]]:
    bindings = [
        records.binding(pk=f"P#{records.practice}#C#c{n}", entity="Client.card")
        for n in range(size)
    ]
    return [
        (binding, vault.seal(binding, Profile(f"Ann {n}"))) for n, binding in enumerate(bindings)
    ]


def test_the_entry_is_stored_before_anything_opens(records: RecordStore) -> None:
    """S14: the audit entry is stored before the record is decrypted."""
    keys = WatchedBranchKeys(records)
    vault = records.vault(keys)
    vault.open(
        records.access(), records.binding(), vault.seal(records.binding(), Profile("Ann")), Profile
    )
    assert keys.covered_before == [True]


def test_an_entry_has_who_read_what_and_why_but_no_content(records: RecordStore) -> None:
    """S14: an audit entry names the reader, record and purpose, but has no content."""
    vault, who = records.vault(), records.access(ip="hash-of-ip")
    sealed = vault.seal(records.binding(), Profile("Ann Canary"))
    vault.open(
        who, records.binding(), sealed, Profile, purpose="client profile", subject=ClientId("c1")
    )
    (entry,) = records.entries()
    assert (entry.actor, entry.role, entry.session, entry.request, entry.ip) == (
        "per-1",
        "admin",
        "s1",
        "r1",
        "hash-of-ip",
    )
    assert (entry.action, entry.outcome, entry.purpose, entry.client) == (
        AuditAction.READ,
        AuditOutcome.ALLOWED,
        "client profile",
        "c1",
    )
    assert entry.records == [records.binding().record]
    assert "Canary" not in str(entry.serialize())


def test_one_entry_covers_all_records_of_a_page(
    records: RecordStore,
) -> None:
    """S14: reading a page of 100 records writes one audit entry that lists them all."""
    vault = records.vault()
    rows = a_page(records, vault, 100)
    reader = vault.reader(records.access(), "client list", [binding for binding, _ in rows])
    assert [reader.open(binding, sealed, Profile).name for binding, sealed in rows] == [
        f"Ann {n}" for n in range(100)
    ]
    assert [sorted(entry.records) for entry in records.entries()] == [
        sorted(binding.record for binding, _ in rows)
    ]


def test_a_page_can_be_audited_as_an_export(records: RecordStore) -> None:
    """S14: an export is audited under its own action, not as a read."""
    vault = records.vault()
    rows = a_page(records, vault, 1)
    vault.reader(records.access(), "practice export", [rows[0][0]], action=AuditAction.EXPORT)
    assert [entry.action for entry in records.entries()] == [AuditAction.EXPORT]


def test_a_record_outside_the_page_gets_its_own_entry_first(records: RecordStore) -> None:
    """S14: a record that the page's audit entry does not list gets a new entry."""
    vault = records.vault()
    (one, sealed), (other, others) = a_page(records, vault, 2)
    reader = vault.reader(records.access(), "client list", [one])
    reader.open(other, others, Profile)
    reader.open(one, sealed, Profile)
    assert sorted(entry.records for entry in records.entries()) == sorted(
        [[one.record], [other.record]]
    )


def test_an_entry_for_the_card_does_not_cover_the_whole_record(records: RecordStore) -> None:
    """
    S14: the audit entry for a client's summary does not cover the full profile.

    Opening the full profile needs a second audit entry.
    """
    vault, card, whole = records.vault(), records.binding(entity="Client.card"), records.binding()
    reader = vault.reader(records.access(), "client list", [card])
    reader.open(whole, vault.seal(whole, Profile("Ann")), Profile)
    assert len(records.entries()) == 2


def test_an_empty_page_stores_no_entry(records: RecordStore) -> None:
    records.vault().reader(records.access(), "client list", [])
    assert records.entries() == []


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
def test_without_an_entry_nothing_is_opened(records: RecordStore, fault: Fault) -> None:
    """S15: if the audit entry cannot be stored, no record is decrypted."""
    keys = WatchedBranchKeys(records)
    vault = records.vault(keys)
    sealed = vault.seal(records.binding(), Profile("Ann"))
    with faults(records.dynamodb, always(fault, "PutItem")):
        with pytest.raises(Unavailable):
            vault.open(records.access(), records.binding(), sealed, Profile)
        with pytest.raises(Unavailable):
            vault.reader(records.access(), "client list", [records.binding()])
    assert keys.covered_before == []
    assert records.alarms == []


def test_another_practices_record_is_not_found(records: RecordStore) -> None:
    """S3: the vault refuses another practice's record, even if a query returned it."""
    vault = records.vault()
    sealed = vault.seal(records.binding(), Profile("Ann"))
    with pytest.raises(NotFound):
        vault.open(records.access(practice=PracticeId("other")), records.binding(), sealed, Profile)
    with pytest.raises(NotFound):
        vault.reader(system(PracticeId("other")), "sweep", [records.binding()])
    assert records.entries() == []


def test_only_the_platforms_own_secrets_open_without_an_entry(
    records: RecordStore,
) -> None:
    """
    S14: only the platform's own secrets can be opened without an audit entry.

    For example, a sign-in step is opened before anybody is signed in.
    """
    vault, own = records.vault(), Binding(PLATFORM_PRACTICE, "STEP#abc", "META", "Step.x")
    assert vault.open_own(own, vault.seal(own, Profile("challenge")), Profile) == Profile(
        "challenge"
    )
    with pytest.raises(ValueError, match="platform"):
        vault.open_own(records.binding(), vault.seal(records.binding(), Profile("Ann")), Profile)
    assert records.entries() == []


CHOICES = st.lists(
    st.tuples(
        st.sampled_from(["page", "one", "uncovered", "foreign", "broken"]), st.integers(0, 9)
    ),
    max_size=12,
)


@given(steps=CHOICES, seed=st.integers(0, 10_000))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_opened_record_has_an_entry(
    records: RecordStore, steps: list[tuple[str, int]], seed: int
) -> None:
    """S14, S15: any sequence of reads is fully audited, even if random writes fail."""
    vault = replace(records.vault(FixedBranchKeys()), alarm=lambda _: None)
    rows = a_page(records, vault, 10)
    before = {entry.sk for entry in records.entries()}
    opened: set[str] = set()
    requested: set[str] = set()
    with faults(records.dynamodb, seeded(seed)):
        for what, n in steps:
            requested |= attempt(vault, records, what, rows, n, opened)
    audited = {
        name for entry in records.entries() if entry.sk not in before for name in entry.records
    }
    assert opened <= audited <= requested


def attempt(  # noqa: PLR0917 - one step of the random test above
    vault: Vault,
    records: RecordStore,
    what: str,
    rows: list[tuple[Binding, bytes]],
    n: int,
    opened: set[str],
) -> set[str]:
    """
    Try to read a page or a single record, as one step of the random test.

    The function adds the names of the records that it opened to `opened`. It returns
    the names of all requested records.
    """
    page = rows[: n + 1] if what == "page" else [rows[n]]
    who = records.access(practice=PracticeId("other")) if what == "foreign" else records.access()
    try:
        reader = vault.reader(
            who, "client list", [] if what == "uncovered" else [binding for binding, _ in page]
        )
        for binding, sealed in page:
            reader.open(binding, sealed[:-1] if what == "broken" else sealed, Profile)
            opened.add(binding.record)
    except (NotFound, Unavailable, Unreadable):
        pass
    return {binding.record for binding, _ in page}
