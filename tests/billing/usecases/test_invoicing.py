"""Writing, sending and finding invoices."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.rules import InvoiceAction
from chalicelib.billing.usecases.invoicing import Draft
from chalicelib.billing.usecases.ports import InvoiceFilter
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from tests.billing.billing_harness import BillingHarness, eur, once
from tests.billing.builders import (
    A_CLIENT,
    A_PROVIDER,
    AN_ADMIN,
    CLIENT,
    ELSEWHERE,
    PRACTICE,
    PROVIDER,
    STRANGER,
    usd,
)

TAX = TaxRule(TaxMode.EXCLUSIVE, Decimal("8.25"), "Sales tax", "TX-1", 3)
OTHER_PROVIDER = replace(A_PROVIDER, person="per_other")


@pytest.fixture
def till():
    return BillingHarness()


def write(till, access=A_PROVIDER, client=CLIENT, **changes):
    return till.invoicing.create(
        access, client, replace(Draft("Two visits", usd(10_000)), **changes), None
    )


def test_a_provider_writes_a_draft_for_his_client(till):
    """T1"""
    draft = write(till, due_on=date(2026, 12, 24))
    assert (draft.status, draft.number, draft.provider, draft.client_name) == (
        Status.DRAFT,
        0,
        PROVIDER,
        "Cleo Client",
    )
    assert (till.kinds(draft), till.mail.sent, till.machine.executions) == (["created"], [], {})


def test_the_same_request_twice_is_one_draft(till):
    assert till.drafted(once=once()) == till.drafted(once=once())
    assert len(till.store.invoices) == 1
    with pytest.raises(Invalid):
        till.drafted(once=once(asked="b" * 64))


@pytest.mark.parametrize("wrong", [
    {"amount": usd(0)}, {"amount": usd(-1)}, {"amount": usd(1_000_001)}, {"amount": eur(100)}, {"description": " "},
    {"description": "x" * 501}, {"description": "my card 4242 4242 4242 4242"},
])  # fmt: skip
def test_what_cannot_be_billed_is_refused_by_name_and_nothing_is_stored(till, wrong):
    """§10; S46 for the description."""
    with pytest.raises(Invalid) as no:
        write(till, **wrong)
    assert set(no.value.fields) == set(wrong)
    assert till.store.invoices == {}


@pytest.mark.parametrize(("setup", "refusal"), [
    ({"enabled": False}, NotAllowed), ({"assigned": False}, NotAllowed), ({"baa_accepted": False}, Conflict),
    ({"has_processor": False}, Conflict),
])  # fmt: skip
def test_nothing_is_billed_before_the_practice_is_ready(till, setup, refusal):
    """T1, S32"""
    till.desk.now_has(**setup)
    with pytest.raises(refusal, match="Ask an Admin"):
        write(till)


def test_a_practice_may_bill_without_a_processor_when_it_only_records(till):
    till.desk.now_has(has_processor=False, record_only=True)
    assert write(till).status is Status.DRAFT


def test_a_client_who_is_not_active_is_not_billed(till):
    till.desk.inactive.add(CLIENT)
    with pytest.raises(Conflict):
        write(till)


def test_only_a_provider_writes_and_only_for_his_clients(till):
    """S2, S4"""
    for access in (AN_ADMIN, A_CLIENT):
        with pytest.raises(NotAllowed):
            write(till, access)
    for access, client in ((OTHER_PROVIDER, CLIENT), (A_PROVIDER, STRANGER)):
        with pytest.raises(NotFound):
            write(till, access, client)


def test_who_asks_for_the_invoices_of_a_client_out_of_reach_is_written_down(till):
    """S14: a provider as well as another client."""
    for access, client in ((OTHER_PROVIDER, CLIENT), (A_CLIENT, STRANGER)):
        with pytest.raises(NotFound):
            till.invoicing.page(access, InvoiceFilter(client=client))
    assert till.desk.refused == [(OTHER_PROVIDER.person, CLIENT), (A_CLIENT.person, STRANGER)]


def test_a_draft_is_rewritten_by_its_author_or_an_admin(till):
    """T2"""
    draft = write(till)
    edited = till.invoicing.edit(
        A_PROVIDER, draft.id, Draft("One visit", usd(5_000)), draft.version
    )
    assert (edited.description, edited.total, edited.version) == ("One visit", usd(5_000), 2)
    with pytest.raises(Conflict) as no:
        till.invoicing.edit(AN_ADMIN, draft.id, Draft("x", usd(1)), draft.version)
    assert no.value.fresh == edited
    till.desk.assign(OTHER_PROVIDER, CLIENT)
    with pytest.raises(NotAllowed):
        till.invoicing.edit(OTHER_PROVIDER, draft.id, Draft("x", usd(1)), 2)


def test_a_draft_is_thrown_away_and_a_sent_invoice_is_not(till):
    """T2"""
    draft, sent = write(till), till.sent()
    till.invoicing.delete(A_PROVIDER, draft.id)
    with pytest.raises(NotFound):
        till.invoicing.view(AN_ADMIN, draft.id)
    for change in (lambda: till.invoicing.delete(AN_ADMIN, sent.id),
                   lambda: till.invoicing.edit(AN_ADMIN, sent.id, Draft("x", usd(1)), sent.version)):  # fmt: skip
        with pytest.raises(Conflict) as no:
            change()
        assert no.value.fresh == till.now_is(sent)


def test_sending_numbers_freezes_tells_and_starts(till):
    """T3"""
    draft = write(till)
    till.desk.now_has(rule=TAX)
    sent = till.invoicing.send(A_PROVIDER, draft.id)
    assert (sent.status, sent.number, sent.total, sent.rule) == (Status.SENT, 1, usd(10_825), TAX)
    till.desk.now_has(rule=TaxRule())
    assert till.now_is(sent).total == usd(10_825)
    assert till.sent_mails() == ["You have a new invoice"]
    assert list(till.machine.executions) == [(PRACTICE, draft.id, 1)]


def test_sending_twice_sends_once(till):
    draft = write(till)
    assert till.invoicing.send(A_PROVIDER, draft.id) == till.invoicing.send(AN_ADMIN, draft.id)
    assert (len(till.mail.sent), till.store.numbers) == (1, {PRACTICE: 1})


def test_two_invoices_sent_at_one_moment_get_two_numbers(till):
    """§9.6: no gap and no repeat."""
    first, second, left = write(till), write(till), [1]

    def other(name):
        if name == "send" and left and left.pop():
            till.invoicing.send(A_PROVIDER, second.id)

    till.store.boundary = other
    till.invoicing.send(A_PROVIDER, first.id)
    assert sorted(one.number for one in till.store.invoices.values()) == [1, 2]


def test_a_send_whose_answer_was_lost_has_told_and_started_within_minutes(till):
    draft = write(till)

    def lost(name):
        if name == "send done":
            till.store.boundary = lambda _name: None
            raise Unavailable

    till.store.boundary = lost
    with pytest.raises(Unavailable):
        till.invoicing.send(A_PROVIDER, draft.id)
    assert till.invoicing.send(A_PROVIDER, draft.id).number == 1
    till.later(minutes=3)
    assert (till.sent_mails(), len(till.machine.alive())) == (["You have a new invoice"], 1)


def test_mail_that_fails_does_not_undo_the_send_and_goes_once_later(till):
    """S27: at most one mail an event."""
    till.mail.refuses = Unavailable()
    sent = till.sent()
    till.mail.refuses = None
    till.later(minutes=30)
    assert (sent.status, len(till.mail.sent) <= 1) == (Status.SENT, True)


def test_a_client_sees_no_draft_and_no_other_client(till):
    """S2: neither alone nor in a list."""
    draft, sent = write(till), till.sent()
    with pytest.raises(NotFound):
        till.invoicing.view(A_CLIENT, draft.id)
    assert [row.id for row in till.invoicing.page(A_CLIENT, InvoiceFilter())[0]] == [sent.id]
    assert till.invoicing.page(A_CLIENT, InvoiceFilter(status=Status.DRAFT))[0] == []
    for access in (
        replace(A_CLIENT, client=STRANGER),
        replace(AN_ADMIN, practice=ELSEWHERE),
        OTHER_PROVIDER,
    ):
        with pytest.raises(NotFound):
            till.invoicing.view(access, sent.id)
    for access, client in (
        (replace(A_CLIENT, client=STRANGER), CLIENT),
        (A_CLIENT, STRANGER),
        (AN_ADMIN, STRANGER),
    ):
        with pytest.raises(NotFound):
            till.invoicing.page(access, InvoiceFilter(client=client))


def test_a_client_without_profile_lists_nobodys_invoices(till):
    """S2: a missing profile must not read as "all clients"."""
    till.sent()
    with pytest.raises(Failure):
        till.invoicing.page(replace(A_CLIENT, client=None), InvoiceFilter())


def test_an_admin_lists_all_and_a_provider_his_clients(till):
    sent = till.sent()
    assert [row.id for row in till.invoicing.page(AN_ADMIN, InvoiceFilter())[0]] == [sent.id]
    with pytest.raises(NotAllowed):
        till.invoicing.page(A_PROVIDER, InvoiceFilter())
    assert [row.id for row in till.invoicing.page(A_PROVIDER, InvoiceFilter(client=CLIENT))[0]] == [
        sent.id
    ]
    with pytest.raises(NotFound):
        till.invoicing.page(A_PROVIDER, InvoiceFilter(client=STRANGER))


def test_a_view_offers_what_can_be_done_or_says_why_nothing_can(till):
    invoice = till.sent()
    assert till.invoicing.view(A_CLIENT, invoice.id).actions == (InvoiceAction.PAY,)
    till.desk.now_has(enabled=False)
    blocked = till.invoicing.view(A_PROVIDER, invoice.id)
    assert (blocked.actions, "switched off" in blocked.why_no_action) == ((), True)


def test_where_acts_on_money_are_the_admins_a_provider_still_writes_and_sends(till):
    till.desk.now_has(staff_actions=False)
    invoice = till.sent()
    assert till.invoicing.view(A_PROVIDER, invoice.id).actions == [InvoiceAction.REMIND]
    assert InvoiceAction.VOID in till.invoicing.view(AN_ADMIN, invoice.id).actions


def test_a_reminder_is_sent_once_a_day_and_not_while_money_is_in_the_air(till):
    """T20"""
    invoice = till.sent()
    till.invoicing.remind(A_PROVIDER, invoice.id)
    with pytest.raises(Conflict, match="remind again tomorrow"):
        till.invoicing.remind(A_PROVIDER, invoice.id)
    till.clock.advance(days=1)
    till.invoicing.remind(A_PROVIDER, invoice.id)
    till.breaks("unanswered")
    till.pay(invoice)
    till.clock.advance(days=1)
    with pytest.raises(Conflict):
        till.invoicing.remind(A_PROVIDER, invoice.id)
    assert till.sent_mails().count("An invoice is waiting") == 2


def test_overdue_is_shown_when_the_due_day_has_ended_where_the_practice_is(till):
    """T20"""
    invoice = till.sent(due_on=date(2026, 11, 24))
    till.clock.advance(hours=16)
    assert till.invoicing.view(AN_ADMIN, invoice.id).words == "Sent"
    till.clock.advance(timedelta(hours=2))
    view = till.invoicing.view(AN_ADMIN, invoice.id)
    assert (view.words, view.overdue, till.invoicing.view(A_CLIENT, invoice.id).words) == (
        "Overdue",
        True,
        "Due",
    )
    rows, _ = till.invoicing.page(AN_ADMIN, InvoiceFilter())
    assert till.invoicing.overdue(AN_ADMIN, rows) == {invoice.id}
