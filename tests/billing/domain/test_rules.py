"""Tests who may do what to an invoice, and when; anything else is refused."""

import re
from dataclasses import replace
from itertools import product

import pytest

from chalicelib.billing.domain.invoice import CLOSED_STATUSES, Status, take_lock
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import Overlay
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.rules import (
    InvoiceAction,
    actions,
    amount_to_record,
    charge_to_refund,
    check,
    refusal,
    status_words,
)
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.money import Money
from tests.billing.builders import (
    a_sent_invoice,
    an_entry,
    an_op,
    in_status,
    post_entries,
    under,
    usd,
    with_charge,
    with_recorded,
    with_refund,
)

OVERLAYS = [None, *Overlay]
ALLOWED = {
    (Status.DRAFT, None): {
        Role.ADMIN: {InvoiceAction.EDIT, InvoiceAction.SEND, InvoiceAction.DELETE},
        Role.PROVIDER: {InvoiceAction.EDIT, InvoiceAction.SEND, InvoiceAction.DELETE},
    },
    (Status.SENT, None): {
        Role.CLIENT: {InvoiceAction.PAY},
        Role.ADMIN: {
            InvoiceAction.RECORD_PAYMENT,
            InvoiceAction.FORGIVE,
            InvoiceAction.VOID,
            InvoiceAction.REMIND,
        },
        Role.PROVIDER: {
            InvoiceAction.RECORD_PAYMENT,
            InvoiceAction.FORGIVE,
            InvoiceAction.VOID,
            InvoiceAction.REMIND,
        },
    },
    (Status.PAID, None): {
        Role.ADMIN: {InvoiceAction.REFUND},
        Role.PROVIDER: {InvoiceAction.REFUND},
    },
    (Status.PAID, Overlay.REFUND_PENDING): {
        Role.ADMIN: {InvoiceAction.REFUND},
        Role.PROVIDER: {InvoiceAction.REFUND},
    },
}
"""
What each role may do to a $100.00 invoice, by its status and overlay.

Everything else is refused. The invoice was paid by card if it was paid.
"""


@pytest.mark.parametrize(
    ("status", "overlay"),
    [(Status.DRAFT, None), *product(sorted(set(Status) - {Status.DRAFT}), OVERLAYS)],
)
def test_what_the_lifecycle_does_not_list_is_refused(status, overlay):
    invoice = under(in_status(status), overlay)
    for action, role in product(InvoiceAction, Role):
        allowed = action in ALLOWED.get((status, overlay), {}).get(role, set())
        assert (action in actions(invoice, role)) == allowed, (action, role)
        if allowed:
            assert check(invoice, action, role) is invoice
        else:
            with pytest.raises((Conflict, NotAllowed)) as error:
                check(invoice, action, role)
            assert str(error.value)


@pytest.mark.parametrize(
    ("action", "status"),
    product(
        [InvoiceAction.VOID, InvoiceAction.FORGIVE, InvoiceAction.PAY, InvoiceAction.EDIT],
        [Status.PAID, *sorted(CLOSED_STATUSES)],
    ),
)
def test_a_paid_or_closed_invoice_is_never_voided_forgiven_paid_or_edited(action, status):
    for role in Role:
        with pytest.raises((Conflict, NotAllowed)):
            check(in_status(status), action, role)


@pytest.mark.parametrize("status", sorted(CLOSED_STATUSES))
def test_a_closed_invoice_allows_no_action(status):
    assert not [
        actions(in_status(status), role) for role in Role if actions(in_status(status), role)
    ]


@pytest.mark.parametrize(
    ("action", "status"),
    product([InvoiceAction.EDIT, InvoiceAction.DELETE], sorted(set(Status) - {Status.DRAFT})),
)
def test_a_sent_invoice_is_neither_edited_nor_deleted(action, status):
    assert all(action not in actions(in_status(status), role) for role in Role)


@pytest.mark.parametrize("status", Status)
def test_a_client_can_only_pay(status):
    assert set(actions(in_status(status), Role.CLIENT)) <= {InvoiceAction.PAY}


@pytest.mark.parametrize("overlay", [Overlay.PROCESSING, Overlay.CHECKING])
def test_an_unfinished_op_blocks_every_action_and_the_error_says_why(overlay):
    invoice = under(with_recorded(a_sent_invoice(), 1_000), overlay)
    for action in set(InvoiceAction) - {
        InvoiceAction.EDIT,
        InvoiceAction.SEND,
        InvoiceAction.DELETE,
    }:
        role = Role.CLIENT if action is InvoiceAction.PAY else Role.ADMIN
        with pytest.raises(Conflict, match="wait until this is finished"):
            check(invoice, action, role)


STAFF_ONLY = re.compile(r"the client|voided|forgiven|unpaid|records", re.IGNORECASE)


@pytest.mark.parametrize(("status", "overlay"), product(Status, OVERLAYS))
def test_a_client_reads_no_reason_that_is_written_for_staff(status, overlay):
    """The reason why an action is refused has one wording per role, like a status."""
    invoice = under(in_status(status), overlay)
    for disagree in (False, True):
        refused = replace(invoice, records_disagree=disagree)
        reason = refusal(refused, InvoiceAction.PAY, Role.CLIENT)
        assert (reason is None) == (InvoiceAction.PAY in actions(refused, Role.CLIENT))
        assert reason != ""
        assert not STAFF_ONLY.search(reason or "")


@pytest.mark.parametrize("overlay", Overlay)
def test_staff_read_no_reason_that_is_written_for_a_client(overlay):
    reason = refusal(under(a_sent_invoice(), overlay), InvoiceAction.VOID, Role.ADMIN)
    assert reason
    assert not re.search(r"\byou", reason, re.IGNORECASE)


def test_the_reason_of_a_conflict_is_for_the_role_that_asked():
    waiting = under(a_sent_invoice(), Overlay.ACTION_REQUIRED)
    with pytest.raises(Conflict, match="Your bank is waiting for you"):
        check(waiting, InvoiceAction.PAY, Role.CLIENT)
    with pytest.raises(Conflict, match="Waiting for the client"):
        check(waiting, InvoiceAction.FORGIVE, Role.ADMIN)


def test_a_lock_without_overlay_refuses_too():
    """
    A locked invoice cannot be paid, even if the invoice shows no overlay.

    An overlay, such as "processing", tells people that an op is unfinished. An op that
    forgives an invoice locks the invoice for a moment without an overlay.
    """
    locked = take_lock(a_sent_invoice(), an_op(OpKind.FORGIVE))
    assert locked.overlay is None
    with pytest.raises(Conflict):
        check(locked, InvoiceAction.PAY, Role.CLIENT)


def test_the_role_is_checked_before_the_status():
    with pytest.raises(NotAllowed):
        check(in_status(Status.VOIDED), InvoiceAction.VOID, Role.CLIENT)


def test_a_partly_paid_invoice_can_be_paid_forgiven_and_refunded_but_not_voided():
    partly = with_charge(a_sent_invoice(), 4_000)
    assert InvoiceAction.PAY in actions(partly, Role.CLIENT)
    assert {InvoiceAction.FORGIVE, InvoiceAction.REFUND, InvoiceAction.RECORD_PAYMENT} <= set(
        actions(partly, Role.ADMIN)
    )
    with pytest.raises(Conflict, match="Refund it instead"):
        check(partly, InvoiceAction.VOID, Role.ADMIN)


def test_an_invoice_can_be_voided_again_after_all_money_was_refunded():
    partly = with_refund(with_charge(a_sent_invoice(), 4_000), 4_000)
    assert (partly.status, partly.balance.minor) == (Status.SENT, 6_000)
    assert InvoiceAction.VOID in actions(partly, Role.ADMIN)


def test_only_an_admin_reverses_a_recorded_payment_and_only_while_one_is_left():
    recorded = with_recorded(a_sent_invoice(), 10_000)
    assert InvoiceAction.REVERSE_PAYMENT in actions(recorded, Role.ADMIN)
    assert InvoiceAction.REVERSE_PAYMENT not in actions(recorded, Role.PROVIDER)
    reversed_entries = post_entries(recorded, [an_entry(EntryKind.REVERSED, 10_000, reverses=3)])
    assert InvoiceAction.REVERSE_PAYMENT not in actions(reversed_entries, Role.ADMIN)


def test_a_recorded_payment_cannot_be_refunded_to_a_card():
    assert InvoiceAction.REFUND not in actions(with_recorded(a_sent_invoice(), 10_000), Role.ADMIN)
    with pytest.raises(Invalid):
        charge_to_refund(with_recorded(a_sent_invoice(), 10_000), usd(1))


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_a_refund_is_above_zero_and_at_most_what_is_left_of_the_charge(amount):
    with pytest.raises(Invalid) as error:
        charge_to_refund(with_charge(a_sent_invoice()), usd(amount))
    assert set(error.value.fields) == {"amount"}


def test_a_refund_never_spans_two_charges():
    """T13: a refund is made from the latest charge that has enough money left."""
    twice = with_charge(with_charge(a_sent_invoice(), 3_000, "pi_1"), 7_000, "pi_2")
    assert charge_to_refund(twice, usd(3_000)).txn == "pi_2"
    assert charge_to_refund(with_refund(twice, 6_000, "pi_2"), usd(3_000)).txn == "pi_1"
    with pytest.raises(Invalid, match=r"At most 70\.00"):
        charge_to_refund(twice, usd(7_001))


def test_an_amount_reserved_for_one_refund_is_not_available_to_another():
    locked = take_lock(with_charge(a_sent_invoice()), an_op(OpKind.REFUND, 6_000, charge="pi_1"))
    assert locked.refundable == usd(4_000)
    with pytest.raises(Invalid):
        charge_to_refund(locked, usd(4_001))


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_a_recorded_payment_is_above_zero_and_at_most_the_balance(amount):
    with pytest.raises(Invalid) as error:
        amount_to_record(a_sent_invoice(), usd(amount))
    assert set(error.value.fields) == {"amount"}


@pytest.mark.parametrize(
    "ask",
    [amount_to_record, lambda invoice, amount: charge_to_refund(with_charge(invoice), amount)],
)
def test_an_amount_in_another_currency_is_refused(ask):
    with pytest.raises(Invalid):
        ask(a_sent_invoice(), Money(100, "EUR"))


CLIENT_WORDS = {
    "",
    "Due",
    "Being processed",
    "Your bank is waiting for you",
    "We are checking with the bank, you will not be charged twice",
    "Paid",
    "Refund on its way",
    "Refunded",
    "Cancelled",
    "Nothing owed",
    "Partly paid",
    "Partly refunded",
}


@pytest.mark.parametrize("status", Status)
def test_a_client_reads_one_of_the_agreed_words(status):
    for overlay, overdue in product(OVERLAYS, [False, True]):
        read = status_words(under(in_status(status), overlay), Role.CLIENT, overdue=overdue)
        assert read in CLIENT_WORDS
        assert (read == "") == (status is Status.DRAFT and overlay is None)


def test_words_for_an_unfinished_op_come_before_all_others():
    partly = with_charge(a_sent_invoice(), 4_000)
    assert status_words(partly, Role.ADMIN, overdue=True) == "Partly paid"
    assert (
        status_words(under(partly, Overlay.CHECKING), Role.ADMIN, overdue=True)
        == "Checking with the bank"
    )
    assert status_words(a_sent_invoice(), Role.ADMIN, overdue=True) == "Overdue"
    assert status_words(a_sent_invoice(), Role.CLIENT, overdue=True) == "Due"
