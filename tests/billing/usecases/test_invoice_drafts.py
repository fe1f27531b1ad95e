"""Tests how invoices are drafted, edited, deleted and sent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.usecases.invoice_drafts import Draft
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from tests.billing.billing_harness import BillingHarness, eur, idempotency_key
from tests.billing.builders import (
    A_CLIENT,
    A_PROVIDER,
    AN_ADMIN,
    CLIENT,
    PRACTICE,
    PROVIDER,
    STRANGER,
    usd,
)

TAX = TaxRule(TaxMode.EXCLUSIVE, Decimal("8.25"), "Sales tax", "TX-1", 3)
OTHER_PROVIDER = replace(A_PROVIDER, person="per_other")


@pytest.fixture
def harness():
    return BillingHarness()


def write(harness, access=A_PROVIDER, client=CLIENT, **changes):
    return harness.drafts.create(
        access, client, replace(Draft("Two visits", usd(10_000)), **changes), None
    )


def test_a_provider_writes_a_draft_for_an_assigned_client(harness):
    """T1: a draft has no number, sends no e-mail and starts no execution."""
    draft = write(harness, due_on=date(2026, 12, 24))
    assert (draft.status, draft.number, draft.provider, draft.client_name) == (
        Status.DRAFT,
        0,
        PROVIDER,
        "Cleo Client",
    )
    assert (harness.kinds(draft), harness.mail.sent, harness.machine.executions) == (
        ["created"],
        [],
        {},
    )


def test_the_same_request_twice_is_one_draft(harness):
    assert harness.drafted(key=idempotency_key()) == harness.drafted(key=idempotency_key())
    assert len(harness.store.invoices) == 1
    with pytest.raises(Invalid):
        harness.drafted(key=idempotency_key(request_hash="b" * 64))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": usd(0)},
        {"amount": usd(-1)},
        {"amount": usd(1_000_001)},
        {"amount": eur(100)},
        {"description": " "},
        {"description": "x" * 501},
        {"description": "my card 4242 4242 4242 4242"},
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(harness, changes):
    """
    S46: a description that contains a card number is refused.

    An amount or a description that is wrong in another way is refused too.
    """
    with pytest.raises(Invalid) as error:
        write(harness, **changes)
    assert set(error.value.fields) == set(changes)
    assert harness.store.invoices == {}


@pytest.mark.parametrize(
    ("setup", "refusal"),
    [
        ({"enabled": False}, NotAllowed),
        ({"assigned": False}, NotAllowed),
        ({"baa_accepted": False}, Conflict),
        ({"has_processor": False}, Conflict),
    ],
)
def test_no_draft_is_written_before_the_practice_is_set_up(harness, setup, refusal):
    """
    T1: a draft needs the service, the agreement (S32) and a processor.

    If one of them is missing, the error says to ask an Admin.
    """
    harness.directory.now_has(**setup)
    with pytest.raises(refusal, match="Ask an Admin"):
        write(harness)


def test_a_practice_may_bill_without_a_processor_when_it_only_records(harness):
    harness.directory.now_has(has_processor=False, record_only=True)
    assert write(harness).status is Status.DRAFT


def test_a_client_who_is_not_active_is_not_billed(harness):
    harness.directory.inactive.add(CLIENT)
    with pytest.raises(Conflict):
        write(harness)


def test_only_a_provider_writes_and_only_for_their_clients(harness):
    """
    S2, S4: only a provider can write a draft, and only for their own clients.

    Admins and clients are refused; for other clients, a provider gets NotFound.
    """
    for access in (AN_ADMIN, A_CLIENT):
        with pytest.raises(NotAllowed):
            write(harness, access)
    for access, client in ((OTHER_PROVIDER, CLIENT), (A_PROVIDER, STRANGER)):
        with pytest.raises(NotFound):
            write(harness, access, client)


def test_a_request_for_an_unreachable_clients_invoices_is_recorded(harness):
    """
    S14: a refused request for a client's invoices is recorded.

    The refused person is a provider who is not assigned to the client, or another client.
    """
    for access, client in ((OTHER_PROVIDER, CLIENT), (A_CLIENT, STRANGER)):
        with pytest.raises(NotFound):
            harness.views.page(access, InvoiceFilter(client=client))
    assert harness.directory.refused == [
        (OTHER_PROVIDER.person, CLIENT),
        (A_CLIENT.person, STRANGER),
    ]


def test_only_the_author_or_an_admin_edits_a_draft(harness):
    """
    T2: only the draft's author or an Admin can edit the draft.

    An edit must name the draft's current version; an outdated version is refused.
    """
    draft = write(harness)
    edited = harness.drafts.edit(
        A_PROVIDER, draft.id, Draft("One visit", usd(5_000)), draft.version
    )
    assert (edited.description, edited.total, edited.version) == ("One visit", usd(5_000), 2)
    with pytest.raises(Conflict) as error:
        harness.drafts.edit(AN_ADMIN, draft.id, Draft("x", usd(1)), draft.version)
    assert error.value.fresh == edited
    harness.directory.assign(OTHER_PROVIDER, CLIENT)
    with pytest.raises(NotAllowed):
        harness.drafts.edit(OTHER_PROVIDER, draft.id, Draft("x", usd(1)), 2)


def test_a_draft_can_be_deleted_and_a_sent_invoice_cannot(harness):
    """T2: a sent invoice can be neither deleted nor edited."""
    draft, sent = write(harness), harness.sent()
    harness.drafts.delete(A_PROVIDER, draft.id)
    with pytest.raises(NotFound):
        harness.views.view(AN_ADMIN, draft.id)
    for change in (
        lambda: harness.drafts.delete(AN_ADMIN, sent.id),
        lambda: harness.drafts.edit(AN_ADMIN, sent.id, Draft("x", usd(1)), sent.version),
    ):
        with pytest.raises(Conflict) as error:
            change()
        assert error.value.fresh == harness.current(sent)


def test_sending_numbers_the_invoice_fixes_its_price_and_notifies_the_client(harness):
    """
    T3: sending fixes the price with the tax rule that applies at that moment.

    A later change of the tax rule does not change the invoice's total.
    """
    draft = write(harness)
    harness.directory.now_has(rule=TAX)
    sent = harness.drafts.send(A_PROVIDER, draft.id)
    assert (sent.status, sent.number, sent.total, sent.rule) == (Status.SENT, 1, usd(10_825), TAX)
    harness.directory.now_has(rule=TaxRule())
    assert harness.current(sent).total == usd(10_825)
    assert harness.sent_mails() == ["You have a new invoice"]
    assert list(harness.machine.executions) == [(PRACTICE, draft.id, 1)]


def test_sending_twice_sends_once(harness):
    draft = write(harness)
    assert harness.drafts.send(A_PROVIDER, draft.id) == harness.drafts.send(AN_ADMIN, draft.id)
    assert (len(harness.mail.sent), harness.store.numbers) == (1, {PRACTICE: 1})


def test_two_invoices_sent_at_the_same_time_get_different_numbers(harness):
    """
    Two invoices that are sent at the same time get different numbers.

    The numbers of a practice's invoices have no gap and no repeat.
    """
    first, second, left = write(harness), write(harness), [1]

    def other(name):
        if name == "send" and left and left.pop():
            harness.drafts.send(A_PROVIDER, second.id)

    harness.store.boundary = other
    harness.drafts.send(A_PROVIDER, first.id)
    assert sorted(one.number for one in harness.store.invoices.values()) == [1, 2]


def test_the_sweep_completes_a_send_whose_answer_was_lost(harness):
    draft = write(harness)

    def lost(name):
        if name == "send done":
            harness.store.boundary = lambda _name: None
            raise Unavailable

    harness.store.boundary = lost
    with pytest.raises(Unavailable):
        harness.drafts.send(A_PROVIDER, draft.id)
    assert harness.drafts.send(A_PROVIDER, draft.id).number == 1
    harness.pass_time(minutes=3)
    assert (harness.sent_mails(), len(harness.machine.alive())) == (["You have a new invoice"], 1)


def test_a_failed_mail_does_not_undo_the_send_and_is_sent_at_most_once(harness):
    """S27: the client gets at most one e-mail about an event."""
    harness.mail.refuses = Unavailable()
    sent = harness.sent()
    harness.mail.refuses = None
    harness.pass_time(minutes=30)
    assert (sent.status, len(harness.mail.sent) <= 1) == (Status.SENT, True)


def rename(harness, client_name="Cleo Marie Stone", provider_name="Pat Stone"):
    """Change the names of the sample client and provider in the directory."""
    rows = harness.directory.clients.rows
    for key, row in rows.items():
        rows[key] = replace(row, profile=replace(row.profile, legal_name=client_name))
    summaries = harness.directory.memberships.summaries
    key = PRACTICE, A_PROVIDER.person
    summaries[key] = replace(summaries[key], name=provider_name)


def test_a_drafts_names_follow_the_profiles_until_it_is_sent(harness):
    draft = harness.drafted()
    rename(harness)
    view = harness.views.view(A_PROVIDER, draft.id)
    (row,), _ = harness.views.page(A_PROVIDER, InvoiceFilter(client=CLIENT))
    for each in (view.invoice, row):
        assert (each.client_name, each.provider_name) == ("Cleo Marie Stone", "Pat Stone")
    sent = harness.drafts.send(AN_ADMIN, draft.id)
    assert (sent.client_name, sent.provider_name) == ("Cleo Marie Stone", "Pat Stone")


def test_a_sent_invoice_keeps_the_names_that_it_was_sent_with(harness):
    invoice = harness.sent()
    rename(harness)
    view = harness.views.view(A_PROVIDER, invoice.id)
    (row,), _ = harness.views.page(A_PROVIDER, InvoiceFilter(client=CLIENT))
    for each in (view.invoice, row):
        assert (each.client_name, each.provider_name) == ("Cleo Client", "Pat Provider")


def test_a_draft_of_a_provider_who_has_gone_keeps_their_name(harness):
    draft = harness.drafted()
    del harness.directory.memberships.rows[PRACTICE, A_PROVIDER.person]
    assert harness.drafts.send(AN_ADMIN, draft.id).provider_name == "Pat Provider"
