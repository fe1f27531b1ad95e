"""Payment processors in Setup, and as billing opens them."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.payment import (
    AccountInfo,
    BadCredentials,
    NotPermitted,
    OutcomeUnknown,
    ProcessorKind,
    TryAgainLater,
)
from chalicelib.payments.domain.processor_account import MAX_ACCOUNTS, AccountStanding
from chalicelib.payments.usecases.processor_accounts import ProcessorAccountChange
from tests.practice.practice_harness import ADMIN, KEYS, PRACTICE, SAM, PracticeHarness

NEW_SECRET = "sk_test_another_secret"


@pytest.fixture
def room():
    return PracticeHarness()


def add(room, description="Main", keys=KEYS, once=None):
    return room.accounts.add(ADMIN, ProcessorKind.STRIPE, description, keys, once)


def test_the_first_account_takes_new_payments_and_a_second_does_not(room):
    first, second = add(room), add(room, "Second")
    assert (first.default, second.default) == (True, False)
    assert room.accounts.current(ADMIN)[:2] == (first.account.id, 1)


def test_secrets_go_in_and_only_their_ends_come_out(room):
    """S50 of docs/safeguards.md."""
    account = add(room).account
    assert account.shown_keys == {
        "publishable_key": KEYS["publishable_key"],
        "secret_ends": "reek",
        "webhook_secret_ends": "reek",
    }
    assert KEYS["secret_key"] not in repr(account) + repr(room.accounts.all(ADMIN))


def test_only_an_admin_sees_and_changes_setup(room):
    """S4 of docs/safeguards.md."""
    account = add(room).account.id
    for act in (
        lambda: room.accounts.all(SAM),
        lambda: room.accounts.add(SAM, ProcessorKind.STRIPE, "x", KEYS, None),
        lambda: room.accounts.change(SAM, account, ProcessorAccountChange("x"), 1),
        lambda: room.accounts.retire(SAM, account),
        lambda: room.accounts.test(SAM, account),
        lambda: room.accounts.test_keys(SAM, ProcessorKind.STRIPE, KEYS),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("refusal", [BadCredentials(), NotPermitted()])
def test_keys_that_the_processor_refuses_are_not_stored(room, refusal):
    room.processors.answer = refusal
    with pytest.raises(Invalid) as no:
        add(room)
    assert set(no.value.fields) == {"fields.secret_key"}
    assert room.accounts.all(ADMIN) == []


@pytest.mark.parametrize("silence", [OutcomeUnknown(), TryAgainLater()])
def test_a_processor_that_does_not_answer_is_connected_without_being_verified(room, silence):
    room.processors.answer = silence
    account = add(room).account
    assert account.verified_at is None
    assert not room.accounts.test(ADMIN, account.id).ok
    room.processors.answer = AccountInfo(live=False, currencies=["USD"], label="Willow")
    assert room.accounts.test(ADMIN, account.id).ok
    assert room.accounts.get(ADMIN, account.id).account.verified_at == room.at


def test_keys_are_tested_before_they_are_saved(room):
    found = room.accounts.test_keys(ADMIN, ProcessorKind.STRIPE, KEYS)
    assert (found.ok, found.live, found.label) == (True, False, "Willow")
    assert room.accounts.all(ADMIN) == []


def test_a_card_number_is_no_description(room):
    """S46 of docs/safeguards.md."""
    with pytest.raises(Invalid):
        add(room, "4242 4242 4242 4242")


def test_the_same_request_connects_one_account(room):
    once = IdempotencyKey("key", "0" * 64)
    assert add(room, once=once) == add(room, once=once)
    assert len(room.accounts.all(ADMIN)) == 1


def test_a_practice_keeps_a_bounded_number_of_accounts(room):
    for _ in range(MAX_ACCOUNTS):
        add(room)
    with pytest.raises(Invalid):
        add(room)


def test_new_keys_are_a_new_version_and_old_charges_keep_theirs(room):
    """S50: what an account took before can still be refunded."""
    account = add(room).account
    after = room.accounts.change(
        ADMIN,
        account.id,
        ProcessorAccountChange(fields={"secret_key": NEW_SECRET, "webhook_secret": ""}),
        1,
    )
    shown = after.account.shown_keys
    assert after.account.credentials == 2
    assert (shown["secret_ends"], shown["webhook_secret_ends"]) == ("cret", "reek")
    assert room.accounts.current(ADMIN)[1] == 2
    room.accounts.of(ADMIN, account.id, 1)
    room.accounts.of(ADMIN, account.id, 2)
    assert [keys.fields["secret_key"] for keys in room.processors.opened[-2:]] == [
        KEYS["secret_key"],
        NEW_SECRET,
    ]


def test_a_change_of_words_keeps_the_keys(room):
    account = add(room).account
    after = room.accounts.change(
        ADMIN, account.id, ProcessorAccountChange(description="Other"), 1
    ).account
    assert (after.description, after.credentials, after.version) == ("Other", 1, 2)


def test_of_two_who_edit_the_second_sees_what_the_first_stored(room):
    account = add(room).account
    room.accounts.change(ADMIN, account.id, ProcessorAccountChange(description="First"), 1)
    with pytest.raises(Conflict) as no:
        room.accounts.change(ADMIN, account.id, ProcessorAccountChange(description="Second"), 1)
    assert no.value.fresh.account.description == "First"


def test_another_account_takes_over(room):
    first, second = add(room).account, add(room, "Second").account
    room.accounts.change(ADMIN, second.id, ProcessorAccountChange(default=True), 1)
    assert [each.default for each in room.accounts.all(ADMIN)] == [False, True]
    assert room.accounts.current(ADMIN)[0] == second.id
    room.accounts.retire(ADMIN, first.id)
    assert room.accounts.get(ADMIN, first.id).account.standing is AccountStanding.RETIRED


def test_the_default_is_not_retired_while_another_could_take_over(room):
    first = add(room).account
    add(room, "Second")
    with pytest.raises(Conflict):
        room.accounts.retire(ADMIN, first.id)
    with pytest.raises(Conflict):
        room.accounts.change(ADMIN, first.id, ProcessorAccountChange(default=False), 1)


def test_a_retired_account_takes_nothing_new_and_refunds_what_it_took(room):
    account = add(room).account
    room.accounts.retire(ADMIN, account.id)
    room.accounts.retire(ADMIN, account.id)
    with pytest.raises(Conflict):
        room.accounts.current(ADMIN)
    assert room.accounts.of(ADMIN, account.id, 1)
    with pytest.raises(Conflict):
        room.accounts.change(ADMIN, account.id, ProcessorAccountChange(default=True), 2)


@pytest.mark.parametrize(("account", "credentials"), [("other", 1), ("", 1), (None, 9)])
def test_keys_that_are_not_there_are_absent(room, account, credentials):
    known = add(room).account.id
    with pytest.raises(NotFound):
        room.accounts.of(
            ADMIN, ProcessorAccountId(known if account is None else account), credentials
        )


def test_another_practice_reaches_none_of_it(room):
    """S3 of docs/safeguards.md."""
    account = add(room).account.id
    foreign = replace(ADMIN, practice=f"{PRACTICE}-2")
    with pytest.raises(NotFound):
        room.accounts.of(foreign, account, 1)
    with pytest.raises(NotFound):
        room.accounts.get(foreign, account)
