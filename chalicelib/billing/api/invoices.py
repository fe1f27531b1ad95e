"""Invoices: writing, sending, lists, and everything that can be done to one."""

from typing import Any

from chalice.app import Blueprint

from chalicelib.billing.api.invoice_bodies import (
    DraftBody,
    DraftEdit,
    EvidenceBody,
    InvoiceQuery,
    PaymentBody,
    ReasonBody,
    RecordBody,
    RefundBody,
    ReverseBody,
)
from chalicelib.billing.api.invoice_shapes import (
    FollowShape,
    FormShape,
    InvoiceShape,
    RowsShape,
    follow_shape,
    invoice_shape,
    owed_shape,
    row_shape,
)
from chalicelib.billing.api.op_shapes import OpShape, op_shape
from chalicelib.billing.api.receipt_shapes import ReceiptShape, receipt_shape
from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.op import OpKind, OpState
from chalicelib.billing.usecases.invoice_ops import OpAccepted, RecordedPayment
from chalicelib.billing.usecases.manual_resolution import Evidence
from chalicelib.billing.usecases.ports import InvoiceFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.http.contract import ADMIN, ANYONE, CLIENT, PROVIDER, STAFF, Reply, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import MoneyShape, Nothing
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)


OPS = {202: OpShape}
ANSWERED_STATES = frozenset({OpState.SUCCEEDED, OpState.DECLINED, OpState.FAILED})


def current_invoice(access: Access, invoice: Invoice) -> InvoiceShape:
    """What a conflict shows: the invoice as it is now."""
    return invoice_shape(wiring_billing.invoicing().viewed(access, invoice), access)


@route(routes, "GET", "/clients/{client_id}/invoices", who=ANYONE)
def list_client_invoices(access: Access, client_id: str, query: InvoiceQuery) -> RowsShape:
    """One client's invoices, newest first."""
    return _rows(access, query.wanted(client_id))


@route(routes, "GET", "/invoices", who=ANYONE)
def list_invoices(access: Access, query: InvoiceQuery) -> RowsShape:
    """The practice's invoices for an Admin, his own for a client."""
    return _rows(access, query.wanted())


@route(routes, "POST", "/clients/{client_id}/invoices", who=PROVIDER, status=201)
def create_invoice(
    access: Access, client_id: str, body: DraftBody, request: Request
) -> InvoiceShape:
    """Write a draft."""
    made = wiring_billing.invoicing().create(
        access, ClientId(client_id), body.draft(), idempotency_key(request)
    )
    return current_invoice(access, made)


@route(routes, "GET", "/invoices/{invoice_id}", who=ANYONE)
def read_invoice(access: Access, invoice_id: str) -> InvoiceShape:
    """One invoice with its timeline and what can be done."""
    return invoice_shape(wiring_billing.invoicing().view(access, InvoiceId(invoice_id)), access)


@route(routes, "PATCH", "/invoices/{invoice_id}", who=STAFF, fresh=current_invoice)
def edit_invoice(access: Access, invoice_id: str, body: DraftEdit) -> InvoiceShape:
    """Rewrite a draft."""
    return current_invoice(
        access,
        wiring_billing.invoicing().edit(access, InvoiceId(invoice_id), body.draft(), body.version),
    )


@route(routes, "DELETE", "/invoices/{invoice_id}", who=STAFF, fresh=current_invoice)
def delete_invoice(access: Access, invoice_id: str) -> Nothing:
    """Throw a draft away."""
    wiring_billing.invoicing().delete(access, InvoiceId(invoice_id))
    return Nothing()


@route(routes, "POST", "/invoices/{invoice_id}/send", who=STAFF, fresh=current_invoice)
def send_invoice(access: Access, invoice_id: str) -> InvoiceShape:
    """Number and send a draft; sent before, it is answered as it is."""
    return current_invoice(access, wiring_billing.invoicing().send(access, InvoiceId(invoice_id)))


@route(routes, "POST", "/invoices/{invoice_id}/remind", who=STAFF, fresh=current_invoice)
def remind_client(access: Access, invoice_id: str) -> InvoiceShape:
    """Tell the client once more."""
    return current_invoice(access, wiring_billing.invoicing().remind(access, InvoiceId(invoice_id)))


@route(routes, "GET", "/invoices/{invoice_id}/payment-form", who=CLIENT, fresh=current_invoice)
def payment_form(access: Access, invoice_id: str) -> FormShape:
    """What the pay page needs."""
    invoice, ref, config = wiring_billing.billing().payment_form(access, InvoiceId(invoice_id))
    return FormShape(
        op=ref,
        processor=config.kind,
        script_url=config.script_url,
        public=dict(config.public),
        amount=MoneyShape.of(invoice.balance),
        practice=wiring_practice.practice_name(access),
        description=invoice.description,
        number=invoice.number,
        version=invoice.version,
    )


@route(routes, "GET", "/invoices/{invoice_id}/receipt", who=ANYONE)
def read_receipt(access: Access, invoice_id: str) -> ReceiptShape:
    """The printable facts of what was paid. Raises NotFound while nothing was."""
    view = wiring_billing.invoicing().view(access, InvoiceId(invoice_id))
    if not view.invoice.ledger.paid.minor:
        raise NotFound("Nothing was paid on this invoice yet, so there is no receipt.")
    return receipt_shape(view, wiring_practice.practice_name(access))


@route(
    routes, "POST", "/invoices/{invoice_id}/payments", who=CLIENT, also=OPS, fresh=current_invoice
)
def pay_invoice(
    access: Access, invoice_id: str, body: PaymentBody, request: Request
) -> Reply[InvoiceShape]:
    """Pay the balance with a one-time token."""
    token = OneTimeToken(body.token)
    return _asked(
        access,
        wiring_billing.billing().pay(
            access, InvoiceId(invoice_id), token, body.version, idempotency_key(request)
        ),
    )


@route(routes, "POST", "/invoices/{invoice_id}/refunds", who=STAFF, also=OPS, fresh=current_invoice)
def refund_invoice(
    access: Access, invoice_id: str, body: RefundBody, request: Request
) -> Reply[InvoiceShape]:
    """Give money back."""
    amount = body.amount.money() if body.amount else None
    asked = wiring_billing.billing().refund(
        access,
        InvoiceId(invoice_id),
        amount,
        body.reason,
        idempotency_key(request),
        still_owed=body.still_owed,
    )
    return _asked(access, asked)


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/record-payment",
    who=STAFF,
    also=OPS,
    fresh=current_invoice,
)
def record_payment(
    access: Access, invoice_id: str, body: RecordBody, request: Request
) -> Reply[InvoiceShape]:
    """Enter a payment that came outside; no card is charged."""
    paid = RecordedPayment(body.amount.money(), body.method, body.reference, body.received_on)
    return _asked(
        access,
        wiring_billing.billing().record_payment(
            access, InvoiceId(invoice_id), paid, idempotency_key(request)
        ),
    )


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/reverse-payment",
    who=ADMIN,
    also=OPS,
    fresh=current_invoice,
)
def reverse_payment(
    access: Access, invoice_id: str, body: ReverseBody, request: Request
) -> Reply[InvoiceShape]:
    """Take back a recorded payment."""
    billing = wiring_billing.billing()
    return _asked(
        access,
        billing.reverse_payment(
            access, InvoiceId(invoice_id), body.entry, body.reason, idempotency_key(request)
        ),
    )


@route(routes, "POST", "/invoices/{invoice_id}/forgive", who=STAFF, also=OPS, fresh=current_invoice)
def forgive_invoice(
    access: Access, invoice_id: str, body: ReasonBody, request: Request
) -> Reply[InvoiceShape]:
    """Stop asking for what is owed."""
    return _asked(
        access,
        wiring_billing.billing().forgive(
            access, InvoiceId(invoice_id), body.reason, idempotency_key(request)
        ),
    )


@route(routes, "POST", "/invoices/{invoice_id}/void", who=STAFF, also=OPS, fresh=current_invoice)
def void_invoice(
    access: Access, invoice_id: str, body: ReasonBody, request: Request
) -> Reply[InvoiceShape]:
    """Say that it should not have been."""
    return _asked(
        access,
        wiring_billing.billing().void(
            access, InvoiceId(invoice_id), body.reason, idempotency_key(request)
        ),
    )


@route(routes, "GET", "/invoices/{invoice_id}/ops/{op_id}", who=ANYONE, counts=False)
def follow_op(access: Access, invoice_id: str, op_id: str) -> FollowShape:
    """What has become of an op; asking is no activity."""
    asked = wiring_billing.billing().follow(access, InvoiceId(invoice_id), OpRef(op_id))
    return follow_shape(asked, current_invoice(access, asked.invoice), access)


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/ops/{op_id}/resume",
    who=CLIENT,
    also=OPS,
    fresh=current_invoice,
)
def resume_op(access: Access, invoice_id: str, op_id: str) -> Reply[InvoiceShape]:
    """The browser is back from the bank's own check."""
    return _asked(
        access, wiring_billing.billing().resume(access, InvoiceId(invoice_id), OpRef(op_id))
    )


@route(routes, "POST", "/invoices/{invoice_id}/ops/{op_id}/close", who=ADMIN, fresh=current_invoice)
def close_op(access: Access, invoice_id: str, op_id: str, body: EvidenceBody) -> InvoiceShape:
    """Close by hand, with evidence, what no look-up could settle."""
    evidence = Evidence(body.happened, body.processor_id, body.evidence)
    return current_invoice(
        access,
        wiring_billing.closing()
        .close(access, InvoiceId(invoice_id), OpRef(op_id), evidence)
        .invoice,
    )


def _rows(access: Access, wanted: InvoiceFilter) -> RowsShape:
    invoicing = wiring_billing.invoicing()
    rows, following = invoicing.page(access, wanted)
    overdue = invoicing.overdue(access, rows)
    shown = [row_shape(row, access, overdue=row.id in overdue) for row in rows]
    owed = wiring_billing.receivables().of_page(access, wanted, rows, following)
    return RowsShape(items=shown, next=following, owed=owed_shape(owed) if owed else None)


def _asked(access: Access, asked: OpAccepted) -> Reply[Any]:
    # A payment that was declined or could not be made is told as an op, so that its sentence is not lost.
    declined = (
        asked.op.kind in {OpKind.PAY, OpKind.REFUND} and asked.op.state is not OpState.SUCCEEDED
    )
    if asked.op.state in ANSWERED_STATES and not declined:
        return Reply(current_invoice(access, asked.invoice))
    return Reply(op_shape(asked.op, access), status=202)
