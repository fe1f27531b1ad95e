"""Defines how the API's responses describe invoices in JSON."""

from datetime import date, datetime

from chalicelib.billing.api.op_shapes import CardShape, OpShape, op_shape
from chalicelib.billing.api.receipt_shapes import ReceivedShape, received_shapes
from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.mark import Mark, mark_of
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import Method, OpKind
from chalicelib.billing.domain.rules import STAFF_ENTRIES
from chalicelib.billing.usecases.invoice_views import InvoiceView
from chalicelib.billing.usecases.op_starter import OpAccepted
from chalicelib.kernel.access import Access, Role
from chalicelib.platform.http.shapes import MoneyShape, Named, Shape

FORMER_COLLEAGUE = "A former colleague"


class LineShape(Shape):
    """Describes one entry of an invoice's timeline; `entry` is the entry's number."""

    entry: int
    at: datetime
    what: EntryKind
    who: str
    amount: MoneyShape | None = None
    reason: str = ""
    method: Method | None = None
    reference: str = ""
    received_on: date | None = None
    card: CardShape | None = None
    decline: str | None = None


class WaitingShape(Shape):
    """
    Describes a payment or refund whose outcome an Admin must find out.

    The automatic look-ups did not find the outcome, so the Admin looks at the processor.
    """

    op: str
    kind: OpKind
    amount: MoneyShape
    at: datetime


class InvoiceShape(Shape):
    """
    Describes an invoice as the caller may see it.

    `waits_for_you` is a payment or refund whose outcome an Admin must find out. It is None
    if there is none, or if the caller is not an Admin. `service_on` is the date of service.
    `why_not_by_card` says why nobody can pay the balance by card, or is empty.
    `mark` is printed across the invoice, with its `payments`.
    """

    id: str
    number: int | None
    version: int
    status: Status
    overlay: str | None
    words: str
    mark: Mark | None
    client: Named
    provider: Named
    description: str
    service_on: date | None
    net: MoneyShape
    tax: MoneyShape
    tax_label: str
    tax_percent: str
    tax_mode: str
    total: MoneyShape
    paid: MoneyShape
    refunded: MoneyShape
    forgiven: MoneyShape
    balance: MoneyShape
    refundable: MoneyShape
    due_on: date | None
    overdue: bool
    created_at: datetime
    sent_at: datetime | None
    card: CardShape | None
    payments: list[ReceivedShape]
    op: str | None
    timeline: list[LineShape]
    actions: list[str]
    why_no_action: str
    why_not_by_card: str
    waits_for_you: WaitingShape | None


class FollowShape(OpShape):
    """Describes an op (an action on an invoice) together with the current invoice."""

    invoice: InvoiceShape | None = None


class FormShape(Shape):
    """
    Holds what the pay page needs to show the processor's card fields.

    `script_url` is the address of the processor's script, and `public` holds the script's settings.
    If `client_action` is set, the payment `op` waits for the client's bank, and the page continues
    that payment with this data.
    """

    op: str
    client_action: dict[str, str] | None = None
    processor: str
    script_url: str
    public: dict[str, str]
    amount: MoneyShape
    practice: str
    description: str
    number: int
    version: int


def invoice_shape(view: InvoiceView, access: Access) -> InvoiceShape:
    """
    Return an invoice as a JSON shape for the caller.

    The timeline that a client sees contains no reasons and no names of staff.
    """
    invoice, ledger = view.invoice, view.invoice.ledger
    card = next((charge.card for charge in reversed(ledger.charges) if charge.card.last4), None)
    return InvoiceShape(
        id=invoice.id,
        number=invoice.number or None,
        version=invoice.version,
        status=invoice.status,
        overlay=invoice.overlay,
        words=view.words,
        mark=mark_of(invoice),
        client=Named(id=invoice.client, name=invoice.client_name),
        provider=Named(id=invoice.provider, name=invoice.provider_name),
        description=invoice.description,
        service_on=invoice.service_on,
        net=MoneyShape.of(invoice.priced.net),
        tax=MoneyShape.of(invoice.priced.tax),
        tax_label=invoice.rule.label,
        tax_percent=f"{invoice.rule.percent.normalize():f}",
        tax_mode=invoice.rule.mode,
        total=MoneyShape.of(invoice.total),
        paid=MoneyShape.of(ledger.paid),
        refunded=MoneyShape.of(ledger.refunded),
        forgiven=MoneyShape.of(ledger.forgiven),
        balance=MoneyShape.of(invoice.balance),
        refundable=MoneyShape.of(invoice.refundable),
        due_on=invoice.due_on,
        overdue=view.overdue,
        created_at=invoice.created_at,
        sent_at=invoice.sent_at,
        card=CardShape(brand=card.brand, last4=card.last4) if card else None,
        payments=received_shapes(invoice, view.entries, view.zone),
        op=invoice.active_op,
        timeline=[
            line_shape(entry, view, access) for entry in view.entries if _is_shown(entry, access)
        ],
        actions=[*view.actions, *(["receipt"] if ledger.paid.minor > 0 else [])],
        why_no_action=view.why_no_action,
        why_not_by_card=view.why_not_by_card,
        waits_for_you=_waiting(view.manual_op) if view.manual_op else None,
    )


def line_shape(entry: Entry, view: InvoiceView, access: Access) -> LineShape:
    """Return a timeline entry with only the data that the caller's role may see."""
    is_staff = access.role is not Role.CLIENT
    return LineShape(
        entry=entry.seq,
        at=entry.at,
        what=entry.kind,
        who=_who(entry, view, access),
        amount=MoneyShape.of(entry.amount) if entry.amount else None,
        reason=entry.reason if is_staff else "",
        method=entry.method,
        reference=entry.reference if is_staff else "",
        received_on=entry.received_on,
        card=CardShape(brand=entry.card.brand, last4=entry.card.last4)
        if entry.card.last4
        else None,
        decline=entry.decline if is_staff or entry.kind is EntryKind.DECLINED else None,
    )


def follow_shape(accepted: OpAccepted, invoice: InvoiceShape, access: Access) -> FollowShape:
    return FollowShape(**op_shape(accepted.op, access).model_dump(), invoice=invoice)


def _waiting(op: Op) -> WaitingShape:
    return WaitingShape(op=op.ref, kind=op.kind, amount=MoneyShape.of(op.amount), at=op.at)


def _is_shown(entry: Entry, access: Access) -> bool:
    return access.role is not Role.CLIENT or entry.kind not in STAFF_ENTRIES


def _who(entry: Entry, view: InvoiceView, access: Access) -> str:
    if entry.role is Role.SYSTEM:
        return "Clocktree"
    if entry.role is Role.CLIENT:
        return "You" if access.role is Role.CLIENT else view.invoice.client_name
    if access.role is Role.CLIENT:
        return "Your provider"
    if entry.actor == view.invoice.provider:
        return view.invoice.provider_name
    return view.staff_names.get(entry.actor) or entry.name or FORMER_COLLEAGUE
