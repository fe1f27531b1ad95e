"""
Defines the response shapes of ops, and the messages that describe outcomes.

An op is one action on an invoice, such as a payment.
"""

from chalicelib.billing.domain.op import Op, OpState, has_given_up
from chalicelib.billing.domain.op_details import OpKind, Pay
from chalicelib.kernel.access import Access, Role
from chalicelib.platform.http.shapes import Shape


class CardShape(Shape):
    """Holds what is stored about a payment card: its brand and last four digits."""

    brand: str
    last4: str


class OpShape(Shape):
    """
    Describes an op (an action on an invoice) whose progress the browser follows.

    `client_action` is set when the bank asks the client to confirm the payment. It has the
    data that the processor's script needs for the confirmation.
    """

    op: str
    kind: OpKind
    status: str
    message: str = ""
    client_action: dict[str, str] | None = None


def op_shape(op: Op, access: Access) -> OpShape:
    needs_client = op.state is OpState.ACTION_REQUIRED and access.role is Role.CLIENT
    action = op.details.client_action if isinstance(op.details, Pay) else {}
    return OpShape(
        op=op.ref,
        kind=op.kind,
        status=STATUS.get(op.state, op.state.value),
        message=message(op),
        client_action=dict(action) if needs_client else None,
    )


def message(op: Op) -> str:
    """Return a sentence for people about an op's state, or an empty string."""
    if op.state is OpState.DECLINED and has_given_up(op):
        return GIVEN_UP
    if op.state is OpState.DECLINED:
        reason = op.details.decline if isinstance(op.details, Pay) else None
        return DECLINES.get(reason or "", DECLINED)
    if op.state is OpState.FAILED:
        if op.kind is OpKind.REFUND:
            return REFUND_FAILURES.get(op.code, REFUND_REFUSED)
        return PAYMENT_FAILURES.get(op.code, "The payment could not be made. Nothing was charged.")
    return UNDER_WAY.get(op.state, "")


STATUS = {
    OpState.NEW: "working",
    OpState.SENT: "working",
    OpState.UNKNOWN: "checking",
    OpState.MANUAL: "checking",
}
UNDER_WAY = {
    OpState.UNKNOWN: "We are checking with the bank. You will not be charged twice.",
    OpState.MANUAL: "We are checking with the bank. You will not be charged twice.",
    OpState.PENDING: "The bank is still processing this.",
    OpState.ACTION_REQUIRED: "Your bank asks you to confirm this payment.",
}
GIVEN_UP = "You cancelled this payment. Nothing was charged."
DECLINED = "The bank declined this card. Try another card or call your bank."
DECLINES = {
    "insufficient_funds": "The card does not have enough money available. Try another card.",
    "expired_card": "The card has expired. Check the expiry date, or try another card.",
    "incorrect_cvc": "The security code is wrong. Check the code on the card.",
    "incorrect_number": "The card number is wrong. Check the number.",
    "address_mismatch": "The postal code does not match the card. Check it, or try another card.",
    "not_authenticated": (
        "The payment was not confirmed with your bank. Try again, or try another card."
    ),
}
REFUND_REFUSED = (
    "The processor refused this refund. Nothing was sent back. Refund the client another way."
)
REFUND_FAILURES = {
    "processor_unavailable": (
        "The payment service isn't answering. Nothing was sent back. Please try again later."
    ),
    "not_found": "The refund did not go through. Nothing was sent back. Please try again.",
    "closed_by_hand": (
        "The refund did not go through, as an Admin confirmed. Nothing was sent back."
    ),
}
PAYMENT_FAILURES = {
    "expired": "The payment was not started in time. Nothing was charged. Please try again.",
    "token_gone": "The card details have expired. Nothing was charged. Enter the card again.",
    "TokenUnusable": (
        "The card details were used before or have expired. Nothing was charged. "
        "Enter the card again."
    ),
    "processor_unavailable": (
        "The payment service isn't answering. Nothing was charged. Please try again later."
    ),
    "not_found": "The payment did not go through. Nothing was charged. Please try again.",
    "refused": "The invoice had changed, so this was no longer possible. Nothing was changed.",
}
