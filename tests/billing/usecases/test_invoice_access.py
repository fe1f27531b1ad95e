"""Tests who may do what to an invoice; a stranger gets NotFound."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.errors import NotAllowed, NotFound
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, ADMIN, AN_ADMIN, ELSEWHERE, STRANGER, usd

TODAY = date(2026, 11, 24)


@pytest.fixture
def harness():
    return BillingHarness()


def a_check(amount=10_000, **changes):
    return replace(RecordedPayment(usd(amount), Method.CHECK, "1042", TODAY), **changes)


def every_action(harness, access, invoice):
    billing = harness.ops
    return [
        lambda: harness.pay(invoice, access=access),
        lambda: billing.refund(access, invoice.id, None, "x", None),
        lambda: billing.record_payment(access, invoice.id, a_check(), None),
        lambda: billing.reverse_payment(access, invoice.id, 3, "x", None),
        lambda: billing.forgive(access, invoice.id, "x", None),
        lambda: billing.void(access, invoice.id, "x", None),
        lambda: billing.payment_form(access, invoice.id),
        lambda: billing.follow(access, invoice.id, "A" * 20),
        lambda: billing.resume(access, invoice.id, "A" * 20),
        lambda: billing.cancel_payment(access, invoice.id, "A" * 20),
    ]


def test_a_person_who_does_not_reach_an_invoice_gets_not_found(harness):
    """
    S2, S3: a person who may not see an invoice gets NotFound.

    These are other clients, unassigned providers and people of another practice.
    """
    invoice = harness.sent()
    strangers = [
        replace(A_CLIENT, client=STRANGER),
        replace(A_CLIENT, client=None),
        replace(A_PROVIDER, person="per_other"),
        replace(AN_ADMIN, practice=ELSEWHERE),
        replace(A_CLIENT, practice=ELSEWHERE),
    ]
    for stranger in strangers:
        for call in every_action(harness, stranger, invoice):
            with pytest.raises(NotFound) as error:
                call()
            assert str(error.value) == NotFound.__doc__
    assert harness.current(invoice) == invoice


def test_clients_can_only_pay_and_staff_can_never_pay(harness):
    invoice = harness.paid()
    for call in every_action(harness, A_CLIENT, invoice)[1:6]:
        with pytest.raises(NotAllowed):
            call()
    for access in (A_PROVIDER, AN_ADMIN):
        with pytest.raises(NotAllowed):
            harness.pay(invoice, access=access)


def test_a_client_cannot_follow_a_refund(harness):
    invoice = harness.paid()
    refund = harness.ops.refund(AN_ADMIN, invoice.id, usd(1), "x", None).op
    with pytest.raises(NotFound):
        harness.ops.follow(A_CLIENT, invoice.id, refund.ref)


@pytest.mark.parametrize("off", [{"enabled": False}, {"assigned": False}])
def test_a_provider_without_the_service_cannot_act_but_the_client_can_pay(harness, off):
    """
    Without the service Client Billing, a provider cannot act on a sent invoice.

    Here the service was switched off, or the provider's assignment to the service ended,
    after the invoice was sent. The client can still pay.
    """
    invoice = harness.sent()
    harness.directory.now_has(**off)
    for call in every_action(harness, A_PROVIDER, invoice)[2:6:2]:
        with pytest.raises(NotAllowed):
            call()
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_provider_cannot_act_where_only_admins_act_on_money(harness):
    invoice = harness.sent()
    harness.directory.now_has(staff_actions=False)
    with pytest.raises(NotAllowed, match="only an Admin"):
        harness.ops.void(A_PROVIDER, invoice.id, "x", None)
    assert harness.ops.void(AN_ADMIN, invoice.id, "x", None).op.actor == ADMIN


def test_every_change_records_who_made_it(harness):
    """S14: each change records the person who made it, or "system" for the platform."""
    invoice = harness.paid()
    harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    who = [person for (_, ident), person, _ in harness.store.changes if ident == invoice.id]
    assert who == [A_PROVIDER.person, A_PROVIDER.person, A_CLIENT.person, "system", ADMIN, "system"]
