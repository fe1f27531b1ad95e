"""
Defines the routes that start actions on sent invoices and read their progress.

Each action is stored as an op.
"""

from typing import Any

from chalice.app import Blueprint

from chalicelib.billing.api.invoice_bodies import (
    EvidenceBody,
    PaymentBody,
    ReasonBody,
    RecordBody,
    RefundBody,
    ReverseBody,
)
from chalicelib.billing.api.invoice_shapes import FollowShape, FormShape, InvoiceShape, follow_shape
from chalicelib.billing.api.invoices import current_invoice
from chalicelib.billing.api.op_shapes import OpShape, op_shape
from chalicelib.billing.domain.op import PROCESSOR_KINDS, OpState
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.billing.usecases.manual_resolution import Evidence
from chalicelib.billing.usecases.op_starter import OpAccepted
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.http.contract import ADMIN, ANYONE, CLIENT, STAFF, Reply, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import MoneyShape
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)
OPS = {202: OpShape}
ANSWERED_STATES = frozenset({OpState.SUCCEEDED, OpState.DECLINED, OpState.FAILED})


@route(routes, "GET", "/invoices/{invoice_id}/payment-form", who=CLIENT, fresh=current_invoice)
def payment_form(access: Access, invoice_id: str) -> FormShape:
    """
    Return what the pay page needs to show the processor's card fields.

    If a payment waits for the client's bank, the response has what the page needs to
    continue that payment instead.
    """
    form = wiring_billing.invoice_ops().payment_form(access, InvoiceId(invoice_id))
    invoice, config = form.invoice, form.config
    return FormShape(
        op=form.ref,
        client_action=dict(form.client_action) or None,
        processor=config.kind,
        script_url=config.script_url,
        public=dict(config.public),
        amount=MoneyShape.of(invoice.balance),
        practice=wiring_practice.practice_name(access),
        description=invoice.description,
        number=invoice.number,
        version=invoice.version,
    )


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/payments",
    who=CLIENT,
    also=OPS,
    fresh=current_invoice,
)
def pay_invoice(
    access: Access, invoice_id: str, body: PaymentBody, request: Request
) -> Reply[InvoiceShape]:
    """Pay the invoice's balance with a one-time card token."""
    token, key = OneTimeToken(body.token), idempotency_key(request)
    ops = wiring_billing.invoice_ops()
    return _reply(access, ops.pay(access, InvoiceId(invoice_id), token, body.version, key))


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/refunds",
    who=STAFF,
    also=OPS,
    for_merged=True,
    fresh=current_invoice,
)
def refund_invoice(
    access: Access, invoice_id: str, body: RefundBody, request: Request
) -> Reply[InvoiceShape]:
    """
    Refund all or part of one card charge.

    If the request has no amount, everything that is left to refund on the charge is
    refunded.
    """
    accepted = wiring_billing.invoice_ops().refund(
        access,
        InvoiceId(invoice_id),
        body.amount.money() if body.amount else None,
        body.reason,
        idempotency_key(request),
        still_owed=body.still_owed,
    )
    return _reply(access, accepted)


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/record-payment",
    who=STAFF,
    also=OPS,
    for_merged=True,
    fresh=current_invoice,
)
def record_payment(
    access: Access, invoice_id: str, body: RecordBody, request: Request
) -> Reply[InvoiceShape]:
    """Record a payment that was made elsewhere, without charging a card."""
    payment = RecordedPayment(body.amount.money(), body.method, body.reference, body.received_on)
    key, ops = idempotency_key(request), wiring_billing.invoice_ops()
    return _reply(access, ops.record_payment(access, InvoiceId(invoice_id), payment, key))


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/reverse-payment",
    who=ADMIN,
    also=OPS,
    for_merged=True,
    fresh=current_invoice,
)
def reverse_payment(
    access: Access, invoice_id: str, body: ReverseBody, request: Request
) -> Reply[InvoiceShape]:
    """Reverse a payment that was recorded by mistake."""
    accepted = wiring_billing.invoice_ops().reverse_payment(
        access, InvoiceId(invoice_id), body.entry, body.reason, idempotency_key(request)
    )
    return _reply(access, accepted)


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/forgive",
    who=STAFF,
    also=OPS,
    for_merged=True,
    fresh=current_invoice,
)
def forgive_invoice(
    access: Access, invoice_id: str, body: ReasonBody, request: Request
) -> Reply[InvoiceShape]:
    """Forgive the balance, so that the client owes nothing more."""
    key, ops = idempotency_key(request), wiring_billing.invoice_ops()
    return _reply(access, ops.forgive(access, InvoiceId(invoice_id), body.reason, key))


@route(routes, "POST", "/invoices/{invoice_id}/void", who=STAFF, also=OPS, fresh=current_invoice)
def void_invoice(
    access: Access, invoice_id: str, body: ReasonBody, request: Request
) -> Reply[InvoiceShape]:
    """Void an invoice that should not have been sent."""
    key, ops = idempotency_key(request), wiring_billing.invoice_ops()
    return _reply(access, ops.void(access, InvoiceId(invoice_id), body.reason, key))


@route(routes, "GET", "/invoices/{invoice_id}/ops/{op_id}", who=ANYONE, counts=False)
def follow_op(access: Access, invoice_id: str, op_id: str) -> FollowShape:
    """
    Return an op (an action on an invoice) as it is now, with its invoice.

    Requests to this route do not prolong the caller's session.
    """
    accepted = wiring_billing.invoice_ops().follow(access, InvoiceId(invoice_id), OpRef(op_id))
    return follow_shape(accepted, current_invoice(access, accepted.invoice), access)


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/ops/{op_id}/resume",
    who=CLIENT,
    also=OPS,
    fresh=current_invoice,
)
def resume_op(access: Access, invoice_id: str, op_id: str) -> Reply[InvoiceShape]:
    """
    Continue a payment after the client completed the bank's check in the browser.

    The check is the bank's own confirmation step (3-D Secure). This route looks up the
    payment's outcome at once.
    """
    ops = wiring_billing.invoice_ops()
    return _reply(access, ops.resume(access, InvoiceId(invoice_id), OpRef(op_id)))


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/ops/{op_id}/cancel",
    who=CLIENT,
    also=OPS,
    fresh=current_invoice,
)
def cancel_payment(access: Access, invoice_id: str, op_id: str) -> Reply[InvoiceShape]:
    """
    Give up a payment that waits for the client's bank, and release the invoice.

    If the client has confirmed the payment with the bank meanwhile, the payment stands.
    """
    ops = wiring_billing.invoice_ops()
    return _reply(access, ops.cancel_payment(access, InvoiceId(invoice_id), OpRef(op_id)))


@route(
    routes,
    "POST",
    "/invoices/{invoice_id}/ops/{op_id}/close",
    who=ADMIN,
    for_merged=True,
    fresh=current_invoice,
)
def close_op(access: Access, invoice_id: str, op_id: str, body: EvidenceBody) -> InvoiceShape:
    """Close an op with an Admin's evidence when no look-up found the op's outcome."""
    evidence = Evidence(body.happened, body.processor_id, body.evidence)
    accepted = wiring_billing.manual_resolution().close(
        access, InvoiceId(invoice_id), OpRef(op_id), evidence
    )
    return current_invoice(access, accepted.invoice)


def _reply(access: Access, accepted: OpAccepted) -> Reply[Any]:
    op = accepted.op
    # For a failed payment or refund the answer is the op, so that people see its message.
    is_refused = op.kind in PROCESSOR_KINDS and op.state is not OpState.SUCCEEDED
    if op.state in ANSWERED_STATES and not is_refused:
        return Reply(current_invoice(access, accepted.invoice))
    return Reply(op_shape(op, access), status=202)
