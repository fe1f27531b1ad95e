"""Creates, changes, deletes and sends draft invoices."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.billing.domain.card_payment import reason_not_chargeable
from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry, EntryKind, empty_ledger
from chalicelib.billing.domain.notices import to_client
from chalicelib.billing.domain.rules import InvoiceAction, check
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.ports import InvoiceChange, InvoiceStore
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.characters import normalize
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, InvoiceId
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.text import lines
from chalicelib.kernel.time_zones import local_day
from chalicelib.notices.domain import NoticeKind
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader
from chalicelib.practice.domain.tax import TaxedPrice, TaxRule, price_with_tax
from chalicelib.practice.usecases.billing_setup import BillingSetup

MAX_DESCRIPTION = 500
MAX_SEND_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """
    Holds the values that an author enters in a draft invoice.

    The practice's tax rule is applied to `amount` to compute the price. Without `due_on`, the
    practice's due terms apply when the invoice is sent. `service_on` is the date of service.
    """

    description: str
    amount: Money
    due_on: date | None = None
    service_on: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceDrafts:
    """
    Creates, edits, deletes and sends drafts of invoices.

    The methods raise the same errors as the methods of `InvoiceOps`.
    """

    invoice_access: InvoiceAccess
    invoices: InvoiceStore
    executions: Executions
    accounts: ProcessorAccountReader
    outbox: Outbox
    ids: IdGenerator
    now: Clock

    def create(
        self, access: Access, client: ClientId, draft: Draft, key: IdempotencyKey | None
    ) -> Invoice:
        """Create a draft invoice for a client assigned to the calling provider (T1)."""
        access.require_role(Role.PROVIDER)
        self.invoice_access.client_access.require(access, client)
        setup = self.invoice_access.require_writing(access)
        earlier_id = self.invoices.result_of(access, key) if key else None
        if earlier_id:
            return self.invoice_access.invoice(access, InvoiceId(earlier_id))
        invoice = self._new_invoice(access, client, draft, setup)
        entry = Entry(
            EntryKind.CREATED, invoice.created_at, access.person, access.role, amount=invoice.amount
        )
        try:
            return self.invoices.add(access, invoice, entry, key)
        except AlreadyProcessed as before:
            return self.invoice_access.invoice(access, InvoiceId(before.result))

    def edit(self, access: Access, invoice_id: InvoiceId, draft: Draft, version: int) -> Invoice:
        """
        Replace the contents of a draft (T2).

        `version` is the version of the draft that the author edited.

        Raises:
            Conflict: The stored draft has another version.
        """
        before = self._own_draft(access, invoice_id, InvoiceAction.EDIT)
        if before.version != version:
            raise Conflict(fresh=before)
        setup = self.invoice_access.require_writing(access)
        amount = _checked_amount(draft.amount, setup)
        after = replace(
            before,
            description=_checked_description(draft.description),
            amount=amount,
            due_on=draft.due_on,
            service_on=draft.service_on,
            priced=self._chargeable(access, amount, before.rule, setup),
        )
        change = InvoiceChange(before, after, action=InvoiceAction.EDIT)
        return self.invoices.commit(access, change)

    def delete(self, access: Access, invoice_id: InvoiceId) -> None:
        """Delete a draft invoice. Only its provider and Admins may delete it (T2)."""
        draft = self._own_draft(access, invoice_id, InvoiceAction.DELETE)
        entry = Entry(EntryKind.DELETED, self.now(), access.person, access.role)
        self.invoices.remove(access, draft, entry)

    def send(self, access: Access, invoice_id: InvoiceId) -> Invoice:
        """
        Number a draft, fix its price and due day, send it and start its execution (T3).

        If the invoice was sent before, return the invoice unchanged. The transaction that sends
        the invoice also takes the number, so that invoice numbers have no gaps.
        """
        for _ in range(MAX_SEND_ATTEMPTS):
            before = self.invoice_access.invoice(access, invoice_id)
            if before.status is not Status.DRAFT and before.number:
                return before
            try:
                return self._send(access, self._own_draft(access, invoice_id, InvoiceAction.SEND))
            except Conflict:
                continue
        raise Conflict(fresh=self.invoice_access.invoice(access, invoice_id))

    def _send(self, access: Access, before: Invoice) -> Invoice:
        at, setup = self.now(), self.invoice_access.require_writing(access)
        after = replace(
            self.invoice_access.with_current_names(access, [before])[0],
            status=Status.SENT,
            number=self.invoices.next_number(access.practice),
            rule=setup.rule,
            priced=self._chargeable(access, before.amount, setup.rule, setup),
            sent_at=at,
            due_on=before.due_on or due_day(at, setup),
            entries=before.entries + 1,
        )
        notice = to_client(NoticeKind.INVOICE_SENT, after)
        entry = Entry(EntryKind.SENT, at, access.person, access.role, amount=after.total)
        change = InvoiceChange(
            before, after, entries=[entry], notices=[notice], action=InvoiceAction.SEND
        )
        stored = self.invoices.send(access, change)
        self.executions.begin(stored.practice, stored.id)
        self.outbox.deliver(notice)
        return stored

    def _new_invoice(
        self, access: Access, client: ClientId, draft: Draft, setup: BillingSetup
    ) -> Invoice:
        _check_practice(setup)
        directory = self.invoice_access.directory
        names = directory.names_for_invoice(access, client, access.person)
        amount = _checked_amount(draft.amount, setup)
        if not names.active:
            raise Conflict("This client is no longer active and cannot be billed.")
        return Invoice(
            id=InvoiceId(self.ids.id()),
            practice=access.practice,
            client=client,
            provider=access.person,
            created_at=self.now(),
            amount=amount,
            rule=setup.rule,
            priced=self._chargeable(access, amount, setup.rule, setup),
            ledger=empty_ledger(amount.zero),
            description=_checked_description(draft.description),
            client_name=names.client,
            provider_name=names.provider,
            due_on=draft.due_on,
            service_on=draft.service_on,
            entries=1,
        )

    def _chargeable(
        self, access: Access, amount: Money, rule: TaxRule, setup: BillingSetup
    ) -> TaxedPrice:
        priced = price_with_tax(amount, rule)
        limits = self.accounts.charge_limits(access, amount.currency)
        # A practice that records payments can be paid in cash, whatever cards take.
        if limits is None or setup.record_only:
            return priced
        if reason := reason_not_chargeable(priced.total, limits):
            raise Invalid(reason, fields={"amount": reason})
        return priced

    def _own_draft(self, access: Access, invoice_id: InvoiceId, action: InvoiceAction) -> Invoice:
        invoice = self.invoice_access.invoice(access, invoice_id)
        self.invoice_access.require_writing(access)
        if access.role is Role.PROVIDER and invoice.provider != access.person:
            raise NotAllowed("Only the provider who wrote this draft, or an Admin, may change it.")
        try:
            return check(invoice, action, access.role)
        except Conflict as refusal:
            raise Conflict(str(refusal), fresh=invoice) from None


def due_day(sent_at: datetime, setup: BillingSetup) -> date:
    """Return the day on which an invoice is due by the practice's due terms."""
    return local_day(sent_at, setup.zone) + timedelta(days=setup.due_days)


def _check_practice(setup: BillingSetup) -> None:
    if not setup.baa_accepted:
        raise Conflict(
            "The practice has not accepted the Business Associate Agreement yet. "
            "Ask an Admin to accept it."
        )
    if not (setup.has_processor or setup.record_only):
        raise Conflict("No payment processor is connected. Ask an Admin to set one up in Billing.")


def _checked_amount(amount: Money, setup: BillingSetup) -> Money:
    if amount.currency != setup.currency:
        message = f"This practice bills in {setup.currency}."
        raise Invalid(message, fields={"amount": message})
    if not 0 < amount.minor <= setup.max_invoice:
        most = Money(setup.max_invoice, setup.currency).major()
        message = f"Enter an amount above zero and up to {most} {setup.currency}."
        raise Invalid(message, fields={"amount": message})
    return amount


def _checked_description(text: str) -> str:
    description = normalize(text)
    if not description or len(description) > MAX_DESCRIPTION:
        message = f"Enter what this is for, in up to {MAX_DESCRIPTION} characters."
        raise Invalid(message, fields={"description": message})
    return lines(description, "description", MAX_DESCRIPTION)
