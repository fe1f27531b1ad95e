"""Tests the stored processor accounts, on the real table and on its fake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.processor_account import AccountStanding
from tests.practice.store.practice_rows import AT, KEY, in_memory, keys, on_tables


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as rows_of_store:
        yield rows_of_store


def test_the_first_account_becomes_the_practices_default(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    assert rows.accounts.all(rows.access) == [account]
    assert rows.accounts.keys(rows.access, account.id, 1) == keys()
    assert (rows.settings.account, rows.settings.credentials_version) == (account.id, 1)


def test_of_two_first_accounts_at_once_one_is_not_stored(rows):
    rows.accounts.add(rows.access, rows.account(), keys(), None, default=True)
    with pytest.raises(Conflict):
        rows.accounts.add(rows.access, rows.account(2), keys(), None, default=True)
    assert len(rows.accounts.all(rows.access)) == 1


def test_the_same_request_creates_one_account(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), KEY, default=False)
    with pytest.raises(AlreadyProcessed) as before:
        rows.accounts.add(rows.access, rows.account(2), keys(), KEY, default=False)
    assert before.value.result == account.id == rows.accounts.result_of(rows.access, KEY)


def test_new_keys_do_not_replace_the_old_ones(rows):
    """
    S50: new keys are stored beside the old keys and do not replace them.

    A charge can still be refunded with the keys that made it.
    """
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    other = keys("sk_test_another_one")
    after = rows.accounts.change(
        rows.access,
        replace(account, credentials_version=2, shown_keys={"secret_ends": "_one"}),
        other,
        default=True,
    )
    assert (after.credentials_version, after.version) == (2, 2)
    assert after.shown_keys == {"secret_ends": "_one"}
    assert [rows.accounts.keys(rows.access, account.id, n) for n in (1, 2)] == [keys(), other]
    assert rows.settings.credentials_version == 2


def test_the_newest_keys_are_found_although_an_older_row_was_put_back(rows):
    """S50: withdrawn keys and their webhook secret do not become valid again."""
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    changed = replace(account, credentials_version=2)
    rows.accounts.change(rows.access, changed, keys("sk_test_another_one"), default=True)
    assert rows.accounts.newest_keys(rows.access, changed) == 2
    assert rows.accounts.newest_keys(rows.access, account) == 2


def test_a_retired_default_leaves_the_practice_without_one(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    rows.accounts.change(
        rows.access, replace(account, standing=AccountStanding.RETIRED), None, default=True
    )
    assert (rows.settings.account, rows.settings.credentials_version) == ("", 0)
    assert rows.accounts.keys(rows.access, account.id, 1) == keys()


def test_a_stale_change_of_an_account_is_refused(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=False)
    rows.accounts.verified(rows.access, account, AT)
    rows.accounts.change(rows.access, replace(account, description="First"), None, default=False)
    with pytest.raises(Conflict):
        rows.accounts.change(
            rows.access, replace(account, description="Second"), None, default=True
        )
    assert rows.accounts.get(rows.access, account.id).description == "First"
    assert rows.settings.account == ""


def test_a_successful_test_is_stored_without_a_new_version(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=False)
    rows.accounts.verified(rows.access, account, AT)
    assert rows.accounts.get(rows.access, account.id) == replace(account, verified_at=AT)


def test_another_practice_finds_no_account(rows):
    """S3: another practice's account and an unknown account give the same error."""
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    for call in (
        lambda: rows.accounts.get(rows.foreign, account.id),
        lambda: rows.accounts.keys(rows.foreign, account.id, 1),
        lambda: rows.accounts.get(rows.access, ProcessorAccountId("other")),
        lambda: rows.accounts.keys(rows.access, account.id, 2),
    ):
        with pytest.raises(NotFound):
            call()


def test_the_last_webhook_is_stored_at_most_once_a_minute_and_without_a_new_version(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=False)
    for seconds, stored in ((0, 0), (59, 0), (61, 61), (30, 61)):
        rows.accounts.webhook_received(rows.access, account.id, AT + timedelta(seconds=seconds))
        assert rows.accounts.get(rows.access, account.id) == replace(
            account, webhook_at=AT + timedelta(seconds=stored)
        )
    after = rows.accounts.get(rows.access, account.id)
    rows.accounts.change(rows.access, replace(after, description="Other"), None, default=False)
    changed = rows.accounts.get(rows.access, account.id)
    assert (changed.description, changed.webhook_at) == ("Other", after.webhook_at)


def test_a_webhook_of_an_unknown_account_stores_nothing(rows):
    rows.accounts.webhook_received(rows.access, ProcessorAccountId("other"), AT)
    assert rows.accounts.all(rows.access) == []
