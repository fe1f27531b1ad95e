"""Writing, sending and finding invoices (lifecycle.md T1–T3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from chalicelib.billing.domain.invoice import Invoice, Status, is_overdue
from chalicelib.billing.domain.ledger import Entry, EntryKind, empty_ledger
from chalicelib.billing.domain.notices import reminder_asked, to_client
from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.domain.rules import InvoiceAction, actions, check, refusal, status_words
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.ports import InvoiceChange, InvoiceFilter, InvoiceRow, InvoiceStore
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, InvoiceId
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.notices.domain import NoticeKind
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.practice.domain.tax import price_with_tax
from chalicelib.practice.usecases.billing_setup import BillingSetup

MAX_DESCRIPTION = 500
MAX_SEND_ATTEMPTS = 10
ALREADY_REMINDED = "The client was reminded of this invoice today. You can remind again tomorrow."
WRITING_ACTIONS = frozenset(
    {InvoiceAction.EDIT, InvoiceAction.SEND, InvoiceAction.DELETE, InvoiceAction.REMIND}
)
"""What a provider may do even where acting on money is left to the Admins."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author writes: text the client will see, the amount before tax rules, and the due day."""

    description: str
    amount: Money
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """
    An invoice as one person may see it, with what he may ask of it, or why nothing.

    `waits`: for an Admin, the op whose outcome nobody could find out, which he closes by hand.
    """

    invoice: Invoice
    entries: Sequence[Entry]
    actions: Sequence[InvoiceAction]
    why_no_action: str
    words: str
    overdue: bool
    waits: Op | None = None


@dataclass(frozen=True, slots=True)
class Invoicing:
    """Invoices from the first word to the send, and every list of them. Errors as in `Billing`."""

    reach: InvoiceAccess
    invoices: InvoiceStore
    driving: Executions
    outbox: Outbox
    chance: IdGenerator
    now: Clock

    def create(
        self, access: Access, client: ClientId, draft: Draft, once: IdempotencyKey | None
    ) -> Invoice:
        """A new draft for a client of the provider who asks. Source: T1."""
        access.require_role(Role.PROVIDER)
        self.reach.client(access, client)
        setup = self.reach.billing(access)
        made = self.invoices.result_of(access, once) if once else None
        if made:
            return self.reach.invoice(access, InvoiceId(made))
        try:
            return self.invoices.add(access, *self._written(access, client, draft, setup), once)
        except AlreadyProcessed as before:
            return self.reach.invoice(access, InvoiceId(before.result))

    def edit(self, access: Access, invoice_id: InvoiceId, draft: Draft, seen: int) -> Invoice:
        """Rewrite a draft; `seen` is the version the author edited. Source: T2."""
        before = self._authored(access, invoice_id, InvoiceAction.EDIT)
        if before.version != seen:
            raise Conflict(fresh=before)
        amount = _amount(draft.amount, self.reach.billing(access))
        after = replace(
            before, description=_description(draft.description), asked=amount, due_on=draft.due_on
        )
        priced = replace(after, priced=price_with_tax(amount, before.rule))
        return self.invoices.commit(
            access, InvoiceChange(before, priced, action=InvoiceAction.EDIT)
        )

    def delete(self, access: Access, invoice_id: InvoiceId) -> None:
        """Throw a draft away. Source: T2."""
        self.invoices.remove(access, self._authored(access, invoice_id, InvoiceAction.DELETE))

    def send(self, access: Access, invoice_id: InvoiceId) -> Invoice:
        """
        Number, freeze and send a draft, tell the client once, start its execution. Sent before: as it is.

        Source: T3. Numbers have no gap: the number is taken in the same transaction.
        """
        for _ in range(MAX_SEND_ATTEMPTS):
            before = self.reach.invoice(access, invoice_id)
            if before.status is not Status.DRAFT and before.number:
                return before
            try:
                return self._sent(access, self._authored(access, invoice_id, InvoiceAction.SEND))
            except Conflict:
                continue
        raise Conflict(fresh=self.reach.invoice(access, invoice_id))

    def remind(self, access: Access, invoice_id: InvoiceId) -> Invoice:
        """Tell the client once more that the invoice waits; at most once a day. Source: T20."""
        invoice = self.reach.invoice(access, invoice_id)
        setup = self.reach.billing(access)
        check(invoice, InvoiceAction.REMIND, access.role)
        notice = reminder_asked(invoice, self.now(), setup.zone)
        line = Entry(EntryKind.REMINDED, self.now(), access.person, access.role)
        after = replace(invoice, entries=invoice.entries + 1)
        step = InvoiceChange(
            invoice, after, entries=[line], notices=[notice], action=InvoiceAction.REMIND
        )
        try:
            stored = self.invoices.commit(access, step)
        except Conflict:
            now_is = self.reach.invoice(access, invoice_id)
            raise Conflict(
                ALREADY_REMINDED if now_is.version == invoice.version else "", fresh=now_is
            ) from None
        self.outbox.deliver(notice)
        return stored

    def view(self, access: Access, invoice_id: InvoiceId) -> InvoiceView:
        """One invoice with its timeline. Source: product.md §20.6."""
        return self._viewed(access, *self.reach.read(access, invoice_id))

    def viewed(self, access: Access, invoice: Invoice) -> InvoiceView:
        """The view of an invoice that was just read or written."""
        return self._viewed(access, invoice, self.invoices.entries(access, invoice))

    def _viewed(self, access: Access, invoice: Invoice, entries: Sequence[Entry]) -> InvoiceView:
        setup = self.reach.desk.billing_setup(access)
        overdue = invoice.is_overdue(self.now(), setup.zone)
        offered = self._offered(access, invoice, setup)
        return InvoiceView(
            invoice,
            entries,
            offered,
            "" if offered else _why_not(invoice, access, setup),
            status_words(invoice, access.role, overdue=overdue),
            overdue,
            self._waits(access, invoice),
        )

    def _waits(self, access: Access, invoice: Invoice) -> Op | None:
        if access.role is not Role.ADMIN or invoice.overlay is None:
            return None
        glance = self.invoices.glance(access.practice, invoice.id)
        found = next((op.ref for op in glance.open_ops if op.state is OpState.MANUAL), None)
        return self.invoices.op(access, invoice.id, found) if found else None

    def page(
        self, access: Access, wanted: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """Invoices within the person's reach: an Admin's practice, a client's own, or one client's. Source: S2."""
        if access.role is Role.CLIENT:
            wanted = replace(wanted, client=wanted.client or access.client)
        if wanted.overdue:
            wanted = replace(wanted, status=Status.SENT, due_before=self._today(access))
        if wanted.client:
            self.reach.client(access, wanted.client)
        elif access.role is not Role.ADMIN:
            raise NotAllowed(
                "Open a client to see invoices, or switch to your Admin role to see them all."
            )
        rows, cursor = self.invoices.page(access, wanted)
        shown = [
            row for row in rows if access.role is not Role.CLIENT or row.status is not Status.DRAFT
        ]
        return shown, cursor

    def overdue(self, access: Access, rows: Sequence[InvoiceRow]) -> frozenset[InvoiceId]:
        """Which of a list's invoices are overdue where the practice is (T20)."""
        zone, now = self.reach.desk.billing_setup(access).zone, self.now()
        return frozenset(row.id for row in rows if is_overdue(row.status, row.due_on, now, zone))

    def _today(self, access: Access) -> date:
        return self.now().astimezone(ZoneInfo(self.reach.desk.billing_setup(access).zone)).date()

    def _sent(self, access: Access, before: Invoice) -> Invoice:
        at, setup = self.now(), self.reach.billing(access)
        numbered = replace(
            before,
            status=Status.SENT,
            number=self.invoices.next_number(access.practice),
            rule=setup.rule,
            priced=price_with_tax(before.asked, setup.rule),
            sent_at=at,
            entries=before.entries + 1,
        )
        notice = to_client(NoticeKind.INVOICE_SENT, numbered)
        line = Entry(EntryKind.SENT, at, access.person, access.role, amount=numbered.total)
        stored = self.invoices.send(
            access,
            InvoiceChange(
                before, numbered, entries=[line], notices=[notice], action=InvoiceAction.SEND
            ),
        )
        self.driving.begin(stored.practice, stored.id)
        self.outbox.deliver(notice)
        return stored

    def _written(
        self, access: Access, client: ClientId, draft: Draft, setup: BillingSetup
    ) -> tuple[Invoice, Entry]:
        if not setup.baa_accepted:
            raise Conflict(
                "The practice has not accepted the Business Associate Agreement yet. Ask an Admin to accept it."
            )
        if not (setup.has_processor or setup.record_only):
            raise Conflict(
                "No payment processor is connected. Ask an Admin to set one up in Billing."
            )
        names, amount, at = (
            self.reach.desk.names_for_invoice(access, client),
            _amount(draft.amount, setup),
            self.now(),
        )
        if not names.active:
            raise Conflict("This client is no longer active and cannot be billed.")
        invoice = Invoice(
            InvoiceId(self.chance.id()), access.practice, client, access.person, at, amount, setup.rule,
            price_with_tax(amount, setup.rule), empty_ledger(amount.zero), _description(draft.description), names.client, names.provider,
            due_on=draft.due_on, entries=1,
        )  # fmt: skip
        return invoice, Entry(EntryKind.CREATED, at, access.person, access.role, amount=amount)

    def _authored(self, access: Access, invoice_id: InvoiceId, action: InvoiceAction) -> Invoice:
        invoice = self.reach.invoice(access, invoice_id)
        self.reach.billing(access)
        if access.role is Role.PROVIDER and invoice.provider != access.person:
            raise NotAllowed("Only the provider who wrote this draft, or an Admin, may change it.")
        try:
            return check(invoice, action, access.role)
        except Conflict as no:
            raise Conflict(str(no), fresh=invoice) from None

    def _offered(
        self, access: Access, invoice: Invoice, setup: BillingSetup
    ) -> Sequence[InvoiceAction]:
        blocked = access.role is Role.PROVIDER and not (setup.enabled and setup.assigned)
        offered = () if blocked else actions(invoice, access.role)
        writes_only = access.role is Role.PROVIDER and not setup.staff_actions
        return (
            [action for action in offered if action in WRITING_ACTIONS] if writes_only else offered
        )


def _why_not(invoice: Invoice, access: Access, setup: BillingSetup) -> str:
    if access.role is Role.PROVIDER and not (setup.enabled and setup.assigned):
        return "Client Billing is switched off for you. Ask an Admin to enable the service and assign you to it."
    if access.role is Role.PROVIDER and not setup.staff_actions:
        return "In this practice only an Admin may change invoices."
    wanted = InvoiceAction.PAY if access.role is Role.CLIENT else InvoiceAction.REFUND
    return refusal(invoice, wanted) or ""


def _amount(amount: Money, setup: BillingSetup) -> Money:
    if amount.currency != setup.currency:
        message = f"This practice bills in {setup.currency}."
        raise Invalid(message, fields={"amount": message})
    if not 0 < amount.minor <= setup.max_invoice:
        most = Money(setup.max_invoice, setup.currency).major()
        message = f"Write an amount above zero and at most {most} {setup.currency}."
        raise Invalid(message, fields={"amount": message})
    return amount


def _description(text: str) -> str:
    said = text.strip()
    if not said or len(said) > MAX_DESCRIPTION:
        message = f"Write what this is for, in at most {MAX_DESCRIPTION} characters."
        raise Invalid(message, fields={"description": message})
    return refuse_card_number(said, "description")
