"""Reads invoices for a person, with the actions that the person may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from chalicelib.billing.domain.card_payment import reason_not_by_card
from chalicelib.billing.domain.invoice import Invoice, Status, is_overdue
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.domain.rules import (
    STAFF,
    InvoiceAction,
    actions,
    refusal,
    status_words,
)
from chalicelib.billing.usecases.invoice_access import NO_BILLING, InvoiceAccess, lacks_billing
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import InvoiceId, PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.time_zones import local_day
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader
from chalicelib.practice.usecases.billing_setup import BillingSetup

WRITING_ACTIONS = frozenset(
    {InvoiceAction.EDIT, InvoiceAction.SEND, InvoiceAction.DELETE, InvoiceAction.REMIND}
)
"""What providers may do even in a practice where only Admins act on sent invoices."""


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """
    Describes an invoice as one person sees it, with that person's possible actions.

    `why_no_action` is the reason why the person may take no action; it is empty if there are
    actions. `manual_op` is the op that waits for an Admin's evidence. For a person who is not an
    Admin, `manual_op` is None. `staff_names` are the names of the staff in the timeline; for a
    client, it is empty. `why_not_by_card` says why the balance cannot be paid by card; it is empty
    if it can, if nothing is owed, and for staff who chose to record payments only. `zone` is the
    practice's time zone.
    """

    invoice: Invoice
    entries: Sequence[Entry]
    actions: Sequence[InvoiceAction]
    why_no_action: str
    words: str
    overdue: bool
    zone: str
    why_not_by_card: str = ""
    manual_op: Op | None = None
    staff_names: Mapping[PersonId, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ExportedInvoice:
    """Holds a whole invoice with its ledger entries, for an export."""

    invoice: Invoice
    entries: Sequence[Entry]
    overdue: bool


@dataclass(frozen=True, slots=True)
class InvoiceExport:
    """
    Holds one part of an export.

    `zone` is the practice's time zone. `next` is the cursor of the next part, or None.
    """

    rows: Sequence[ExportedInvoice]
    zone: str
    next: str | None


@dataclass(frozen=True, slots=True)
class InvoiceViews:
    """Reads single invoices and lists of invoices for a person."""

    invoice_access: InvoiceAccess
    invoices: InvoiceStore
    accounts: ProcessorAccountReader
    now: Clock

    def view(self, access: Access, invoice_id: InvoiceId) -> InvoiceView:
        """
        Return one invoice with its timeline.

        Raises:
            NotFound: There is no such invoice, or the person may not see it.
        """
        return self._view(access, *self.invoice_access.read(access, invoice_id))

    def view_of(self, access: Access, invoice: Invoice) -> InvoiceView:
        """Return the person's view of an invoice that was just read or written."""
        return self._view(access, *self.invoices.with_entries(access, invoice))

    def page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """
        Return a page of the invoices that the person may see (S2).

        The second value is the cursor of the next page, or None on the last page.

        Raises:
            Invalid: The last day is before the first one.
            NotFound: The person may not see the client whose invoices are requested.
            NotAllowed: A provider requests the invoices of all clients of the practice.
        """
        filters = self._checked(access, filters)
        rows, cursor = self.invoices.page(access, filters)
        hides_drafts = access.role is Role.CLIENT
        visible = [row for row in rows if not (hides_drafts and row.status is Status.DRAFT)]
        return self.invoice_access.with_current_names(access, visible), cursor

    def export(self, access: Access, filters: InvoiceFilter) -> InvoiceExport:
        """
        Return one part of the practice's invoices with their ledgers (S14).

        Raises:
            Invalid: The last day is before the first one.
            NotAllowed: The person is not an Admin.
        """
        access.require_role(Role.ADMIN)
        page, cursor = self.invoices.export_page(access, self._checked(access, filters))
        zone, now = self._setup(access).zone, self.now()
        rows = [
            ExportedInvoice(invoice, entries, invoice.is_overdue(now, zone))
            for invoice, entries in page
        ]
        return InvoiceExport(rows, zone, cursor)

    def _checked(self, access: Access, filters: InvoiceFilter) -> InvoiceFilter:
        filters = self._resolved(access, filters.require_order())
        if filters.client:
            self.invoice_access.client_access.require(access, filters.client)
        elif access.role is not Role.ADMIN:
            raise NotAllowed(
                "Open a client to see invoices, or switch to your Admin role to see them all."
            )
        return filters

    def overdue(self, access: Access, rows: Sequence[InvoiceRow]) -> frozenset[InvoiceId]:
        """
        Return the ids of those invoices in `rows` that are overdue (T20).

        Today's date is determined in the practice's time zone.
        """
        if not any(row.status is Status.SENT for row in rows):
            return frozenset()
        zone, now = self._setup(access).zone, self.now()
        return frozenset(row.id for row in rows if is_overdue(row.status, row.due_on, now, zone))

    def payable(self, access: Access, rows: Sequence[InvoiceRow]) -> frozenset[InvoiceId]:
        """Return the ids of those invoices in `rows` that the caller can pay by card now."""
        waiting = [row for row in rows if _awaits_payment(row)]
        if access.role is not Role.CLIENT or not waiting:
            return frozenset()
        limits = self.accounts.charge_limits(access, waiting[0].balance.currency)
        return frozenset(
            row.id for row in waiting if not reason_not_by_card(row.balance, limits, access.role)
        )

    def zone(self, access: Access) -> str:
        """Return the practice's time zone, in which lists count days."""
        return self._setup(access).zone

    def _resolved(self, access: Access, filters: InvoiceFilter) -> InvoiceFilter:
        if access.role is Role.CLIENT:
            filters = replace(filters, client=filters.client or access.client)
        if filters.since or filters.until:
            filters = replace(filters, zone=self._setup(access).zone)
        if filters.overdue:
            filters = replace(filters, status=Status.SENT, due_before=self._today(access))
        return filters

    def _view(self, access: Access, invoice: Invoice, entries: Sequence[Entry]) -> InvoiceView:
        setup = self._setup(access)
        invoice = self.invoice_access.with_current_names(access, [invoice])[0]
        overdue = invoice.is_overdue(self.now(), setup.zone)
        why_not_by_card = self._why_not_by_card(access, invoice, setup)
        offered = _offered(access, invoice, setup)
        if why_not_by_card:
            offered = [action for action in offered if action is not InvoiceAction.PAY]
        return InvoiceView(
            invoice=invoice,
            entries=entries,
            actions=offered,
            why_no_action="" if offered else _why_no_action(invoice, access, setup),
            words=status_words(invoice, access.role, overdue=overdue),
            overdue=overdue,
            zone=setup.zone,
            why_not_by_card=why_not_by_card,
            manual_op=self._manual_op(access, invoice),
            staff_names=self._staff_names(access, invoice, entries),
        )

    def _why_not_by_card(self, access: Access, invoice: Invoice, setup: BillingSetup) -> str:
        if not _awaits_payment(invoice):
            return ""
        limits = self.accounts.charge_limits(access, invoice.balance.currency)
        if limits is None and setup.record_only and access.role is not Role.CLIENT:
            return ""
        return reason_not_by_card(invoice.balance, limits, access.role)

    def _staff_names(
        self, access: Access, invoice: Invoice, entries: Sequence[Entry]
    ) -> Mapping[PersonId, str]:
        staff = {entry.actor for entry in entries if entry.role in STAFF} - {invoice.provider}
        if access.role is Role.CLIENT or not staff:
            return {}
        people = self.invoice_access.directory.colleagues(access, staff)
        return {person: summary.name for person, (_, summary) in people.items()}

    def _manual_op(self, access: Access, invoice: Invoice) -> Op | None:
        if access.role is not Role.ADMIN or not invoice.number:
            return None
        view = self.invoices.execution_view(access.practice, invoice.id)
        ref = next((op.ref for op in view.open_ops if op.state is OpState.MANUAL), None)
        return self.invoices.op(access, invoice.id, ref) if ref else None

    def _today(self, access: Access) -> date:
        return local_day(self.now(), self._setup(access).zone)

    def _setup(self, access: Access) -> BillingSetup:
        return self.invoice_access.directory.billing_setup(access)


def _awaits_payment(invoice: Invoice | InvoiceRow) -> bool:
    is_owed = invoice.status is Status.SENT and invoice.balance.minor > 0
    return is_owed and invoice.overlay is None


def _offered(access: Access, invoice: Invoice, setup: BillingSetup) -> Sequence[InvoiceAction]:
    offered = () if lacks_billing(access, setup) else actions(invoice, access.role)
    writes_only = access.role is Role.PROVIDER and not setup.staff_actions
    return [action for action in offered if action in WRITING_ACTIONS] if writes_only else offered


def _why_no_action(invoice: Invoice, access: Access, setup: BillingSetup) -> str:
    if lacks_billing(access, setup):
        return NO_BILLING
    if access.role is Role.PROVIDER and not setup.staff_actions:
        return "In this practice, only an Admin can change invoices."
    action = InvoiceAction.PAY if access.role is Role.CLIENT else InvoiceAction.REFUND
    return refusal(invoice, action, access.role) or ""
