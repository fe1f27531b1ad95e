"""Tests how Admins connect processor accounts, and how billing opens them."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.payment import ChargeLimits, ProcessorKind
from chalicelib.payments.domain.processor_account import MAX_ACCOUNTS, AccountStanding
from chalicelib.payments.domain.processor_errors import (
    BadCredentials,
    NotPermitted,
    OutcomeUnknown,
    ProcessorBusy,
)
from chalicelib.payments.usecases.processor_accounts import ProcessorAccountChange
from tests.practice.practice_harness import ADMIN, KEYS, PRACTICE, SAM, PracticeHarness

NEW_SECRET = "sk_test_another_secret"


@pytest.fixture
def harness():
    return PracticeHarness()


def add(harness, description="Main", keys=KEYS, key=None):
    return harness.accounts.add(ADMIN, ProcessorKind.STRIPE, description, keys, key)


def test_the_first_account_takes_new_payments_and_a_second_does_not(harness):
    first, second = add(harness), add(harness, "Second")
    assert (first.default, second.default) == (True, False)
    assert harness.accounts.current(ADMIN)[:2] == (first.account.id, 1)


def test_limits_are_those_of_the_default_account_and_no_key_is_read_for_them(harness):
    assert harness.accounts.charge_limits(SAM, "USD") is None
    add(harness)
    harness.account_rows.secrets.clear()
    opened = len(harness.processors.opened)
    assert harness.accounts.charge_limits(SAM, "USD") == ChargeLimits(1, 99_999_999)
    assert len(harness.processors.opened) == opened


def test_only_the_last_characters_of_secrets_are_shown(harness):
    """S50: of a secret in a stored account, only the last four characters are shown."""
    account = add(harness).account
    assert account.shown_keys == {
        "publishable_key": KEYS["publishable_key"],
        "secret_ends": "reek",
        "webhook_secret_ends": "reek",
    }
    assert KEYS["secret_key"] not in repr(account) + repr(harness.accounts.all(ADMIN))


def test_only_an_admin_sees_and_changes_setup(harness):
    """S4: a provider is refused every operation on processor accounts."""
    account = add(harness).account.id
    for call in (
        lambda: harness.accounts.all(SAM),
        lambda: harness.accounts.add(SAM, ProcessorKind.STRIPE, "x", KEYS, None),
        lambda: harness.accounts.change(SAM, account, ProcessorAccountChange("x"), 1),
        lambda: harness.accounts.retire(SAM, account),
        lambda: harness.accounts.test(SAM, account),
        lambda: harness.accounts.test_keys(SAM, ProcessorKind.STRIPE, KEYS),
    ):
        with pytest.raises(NotAllowed):
            call()


@pytest.mark.parametrize("refusal", [BadCredentials(), NotPermitted()])
def test_keys_that_the_processor_refuses_are_not_stored(harness, refusal):
    harness.processors.refusal = refusal
    with pytest.raises(Invalid) as error:
        add(harness)
    assert set(error.value.fields) == {"fields.secret_key"}
    assert harness.accounts.all(ADMIN) == []


@pytest.mark.parametrize("no_answer", [OutcomeUnknown(), ProcessorBusy()])
def test_a_processor_that_does_not_answer_is_connected_without_being_verified(harness, no_answer):
    harness.processors.refusal = no_answer
    account = add(harness).account
    assert account.verified_at is None
    assert not harness.accounts.test(ADMIN, account.id).ok
    harness.processors.refusal = None
    assert harness.accounts.test(ADMIN, account.id).ok
    assert harness.accounts.get(ADMIN, account.id).account.verified_at == harness.at


def test_keys_are_tested_before_they_are_saved(harness):
    result = harness.accounts.test_keys(ADMIN, ProcessorKind.STRIPE, KEYS)
    assert (result.ok, result.live, result.label) == (True, False, "Willow Creek")
    assert harness.accounts.all(ADMIN) == []


def test_a_description_with_a_card_number_is_refused(harness):
    """S46: no account is connected under a description that has a card number."""
    with pytest.raises(Invalid):
        add(harness, "4242 4242 4242 4242")


def test_the_same_request_connects_one_account(harness):
    key = IdempotencyKey("key", "0" * 64)
    assert add(harness, key=key) == add(harness, key=key)
    assert len(harness.accounts.all(ADMIN)) == 1


def test_a_practice_has_a_limited_number_of_accounts(harness):
    for _ in range(MAX_ACCOUNTS):
        add(harness)
    with pytest.raises(Invalid):
        add(harness)


def test_new_keys_are_a_new_version_and_old_versions_still_open(harness):
    """
    S50: new keys are stored as a new version, and the old version still opens.

    A charge made with old keys can still be refunded with the same keys.
    """
    account = add(harness).account
    after = harness.accounts.change(
        ADMIN,
        account.id,
        ProcessorAccountChange(fields={"secret_key": NEW_SECRET, "webhook_secret": ""}),
        1,
    )
    shown = after.account.shown_keys
    assert after.account.credentials_version == 2
    assert (shown["secret_ends"], shown["webhook_secret_ends"]) == ("cret", "reek")
    assert harness.accounts.current(ADMIN)[1] == 2
    harness.accounts.of(ADMIN, account.id, 1)
    harness.accounts.of(ADMIN, account.id, 2)
    assert [keys.fields["secret_key"] for keys in harness.processors.opened[-2:]] == [
        KEYS["secret_key"],
        NEW_SECRET,
    ]


def test_a_new_description_does_not_change_the_keys(harness):
    account = add(harness).account
    after = harness.accounts.change(
        ADMIN, account.id, ProcessorAccountChange(description="Other"), 1
    ).account
    assert (after.description, after.credentials_version, after.version) == ("Other", 1, 2)


def test_of_two_edits_the_second_gets_what_the_first_stored(harness):
    account = add(harness).account
    harness.accounts.change(ADMIN, account.id, ProcessorAccountChange(description="First"), 1)
    with pytest.raises(Conflict) as error:
        harness.accounts.change(ADMIN, account.id, ProcessorAccountChange(description="Second"), 1)
    assert error.value.fresh.account.description == "First"


def test_another_account_can_become_the_default(harness):
    first, second = add(harness).account, add(harness, "Second").account
    harness.accounts.change(ADMIN, second.id, ProcessorAccountChange(default=True), 1)
    assert [each.default for each in harness.accounts.all(ADMIN)] == [False, True]
    assert harness.accounts.current(ADMIN)[0] == second.id
    harness.accounts.retire(ADMIN, first.id)
    assert harness.accounts.get(ADMIN, first.id).account.standing is AccountStanding.RETIRED


def test_the_default_cannot_be_retired_while_another_account_is_active(harness):
    first = add(harness).account
    add(harness, "Second")
    with pytest.raises(Conflict):
        harness.accounts.retire(ADMIN, first.id)
    with pytest.raises(Conflict):
        harness.accounts.change(ADMIN, first.id, ProcessorAccountChange(default=False), 1)


def test_a_retired_account_takes_no_new_payments_but_still_opens(harness):
    account = add(harness).account
    harness.accounts.retire(ADMIN, account.id)
    harness.accounts.retire(ADMIN, account.id)
    with pytest.raises(Conflict):
        harness.accounts.current(ADMIN)
    assert harness.accounts.of(ADMIN, account.id, 1)
    with pytest.raises(Conflict):
        harness.accounts.change(ADMIN, account.id, ProcessorAccountChange(default=True), 2)


@pytest.mark.parametrize(("account", "credentials_version"), [("other", 1), ("", 1), (None, 9)])
def test_keys_that_do_not_exist_are_not_found(harness, account, credentials_version):
    known = add(harness).account.id
    with pytest.raises(NotFound):
        harness.accounts.of(
            ADMIN, ProcessorAccountId(known if account is None else account), credentials_version
        )


def test_another_practice_does_not_find_an_account(harness):
    """S3: an account of another practice is not found, like an unknown account."""
    account = add(harness).account.id
    foreign = replace(ADMIN, practice=f"{PRACTICE}-2")
    with pytest.raises(NotFound):
        harness.accounts.of(foreign, account, 1)
    with pytest.raises(NotFound):
        harness.accounts.get(foreign, account)


def test_a_step_from_test_to_live_keys_needs_the_live_webhook_secret(harness):
    """The processor signs live webhooks with another secret, so the old one goes."""
    account = add(harness).account
    harness.accounts.webhook_received(ADMIN, account.id)
    live = {"publishable_key": "pk_live_abcdefgh", "secret_key": "sk_live_abcdefgh"}
    change = ProcessorAccountChange(fields=live)
    after = harness.accounts.change(ADMIN, account.id, change, 1).account
    assert (after.live, after.webhook_at) == (True, None)
    assert after.shown_keys["webhook_secret_ends"] == ""


def test_the_last_webhook_is_known_until_another_webhook_secret_is_entered(harness):
    account = add(harness).account
    harness.accounts.webhook_received(ADMIN, account.id)
    heard = harness.accounts.get(ADMIN, account.id).account
    assert heard.webhook_at == harness.now()
    for version, fields, webhook_at in (
        (1, {"secret_key": NEW_SECRET}, heard.webhook_at),
        (2, {"webhook_secret": KEYS["webhook_secret"]}, heard.webhook_at),
        (3, {"webhook_secret": "whsec_another_one"}, None),
    ):
        change = ProcessorAccountChange(fields=fields)
        after = harness.accounts.change(ADMIN, account.id, change, version)
        assert after.account.webhook_at == webhook_at, fields
