"""
Tests the store of notice permissions.

The same tests run on the tables and on the fake store.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.clients.domain.notice_permission import NoticePermission, current_permissions
from chalicelib.clients.store.notice_permissions import DynamoNoticePermissions
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.notices.domain import NoticeTopic
from tests.clients.fake_notice_permission_store import FakeNoticePermissionStore
from tests.platform.record_store import a_store

AVERY, SAM = ClientId("01K00000000000000000000C01"), PersonId("sam")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture
def store():
    with a_store() as store:
        yield store


@pytest.fixture(params=["fake", "tables"])
def rows(request, store):
    if request.param == "fake":
        return FakeNoticePermissionStore()
    return DynamoNoticePermissions(store.vault(), store.audit)


def permission(topic, *, is_given):
    return NoticePermission(topic, is_given, NOW, SAM, Role.PROVIDER)


def test_every_change_is_kept_in_order(rows, store):
    changes = [
        permission(NoticeTopic.INVOICE, is_given=False),
        permission(NoticeTopic.APPOINTMENT, is_given=False),
        permission(NoticeTopic.INVOICE, is_given=True),
    ]
    for change in changes:
        rows.change(store.access(), AVERY, change)
    assert rows.history(store.access(), AVERY) == changes
    current = current_permissions(rows.history(store.access(), AVERY))
    assert current[NoticeTopic.INVOICE].is_given
    assert not current[NoticeTopic.APPOINTMENT].is_given


def test_the_permissions_of_another_client_or_practice_are_apart(rows, store):
    """S3: another practice's clients have changes of their own."""
    rows.change(store.access(), AVERY, permission(NoticeTopic.INVOICE, is_given=False))
    assert rows.history(store.access(), ClientId("other")) == []
    foreign = replace(store.access(), practice=PracticeId("01K0000000000000000000FRGN"))
    assert rows.history(foreign, AVERY) == []


def test_a_change_and_a_read_have_audit_entries(store):
    """S14: changes and reads of notice permissions are in the audit trail."""
    rows = DynamoNoticePermissions(store.vault(), store.audit)
    rows.change(store.access(), AVERY, permission(NoticeTopic.INVOICE, is_given=False))
    rows.history(store.access(), AVERY)
    entries = sorted((entry.action, entry.purpose) for entry in store.entries())
    assert entries == [("change", "change notice permission"), ("read", "notice permissions")]
