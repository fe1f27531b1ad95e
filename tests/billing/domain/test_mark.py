"""Tests which mark an invoice and its receipt have."""

import pytest

from chalicelib.billing.domain.invoice import Status, post_entries
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.mark import Mark, mark_of
from tests.billing.builders import (
    a_sent_invoice,
    an_entry,
    in_status,
    with_charge,
    with_recorded,
    with_refund,
)


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (Status.DRAFT, None),
        (Status.SENT, None),
        (Status.PAID, Mark.PAID),
        (Status.REFUNDED, Mark.REFUNDED),
        (Status.VOIDED, Mark.VOID),
        (Status.FORGIVEN, None),
    ],
)
def test_each_status_has_its_mark(status, mark):
    assert mark_of(in_status(status)) == mark


def test_an_invoice_that_is_paid_in_part_says_so():
    assert mark_of(with_recorded(a_sent_invoice(), 100)) is Mark.PARTLY_PAID


def test_an_invoice_whose_rest_was_forgiven_is_not_marked_as_paid():
    """An insurer pays back no more than the client paid."""
    partly = with_recorded(a_sent_invoice(), 4_000)
    settled = post_entries(partly, [an_entry(EntryKind.FORGIVEN, 6_000)])
    assert (settled.status, mark_of(settled)) == (Status.PAID, Mark.PARTLY_PAID)


def test_an_invoice_of_which_a_part_was_given_back_says_so():
    paid = with_charge(a_sent_invoice())
    assert mark_of(with_refund(paid, 100)) is Mark.PARTLY_REFUNDED


def test_an_invoice_that_is_owed_again_is_not_marked_as_paid():
    owed_again = with_refund(with_charge(a_sent_invoice()), 10_000, still_owed=True)
    assert (owed_again.status, mark_of(owed_again)) == (Status.SENT, None)
