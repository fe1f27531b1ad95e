"""
Defines the response shapes of ops, and the messages that describe outcomes.

An op is one action on an invoice, such as a payment.
"""

from chalicelib.billing.domain.op import Op, OpState, has_given_up
from chalicelib.billing.domain.op_details import OpKind, Pay
from chalicelib.billing.domain.rules import word_column
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
        message=message(op, access.role),
        client_action=dict(action) if needs_client else None,
    )


def message(op: Op, role: Role) -> str:
    """Return a sentence about an op's state for this role, or an empty string."""
    return _messages(op)[word_column(role)]


def _messages(op: Op) -> tuple[str, str]:
    if op.state is OpState.DECLINED and has_given_up(op):
        return GIVEN_UP
    if op.state is OpState.DECLINED:
        reason = op.details.decline if isinstance(op.details, Pay) else None
        return DECLINES.get(reason or "", DECLINED)
    if op.state is OpState.FAILED:
        if op.kind is OpKind.REFUND:
            return REFUND_FAILURES.get(op.code, REFUND_REFUSED)
        if op.kind is OpKind.PAY:
            return PAYMENT_FAILURES.get(op.code, PAYMENT_FAILED)
        return CHANGED_MEANWHILE if op.code == "refused" else NOT_DONE
    return UNDER_WAY.get(op.state, ("", ""))


STATUS = {
    OpState.NEW: "working",
    OpState.SENT: "working",
    OpState.UNKNOWN: "checking",
    OpState.MANUAL: "checking",
}
CHECKING = (
    "The outcome is being checked with the bank. Nothing is charged twice.",
    "We are checking with the bank. You will not be charged twice.",
)
# Each pair has the sentence for staff, and the one for the client.
UNDER_WAY = {
    OpState.UNKNOWN: CHECKING,
    OpState.MANUAL: CHECKING,
    OpState.PENDING: (
        "The bank is still processing this.",
        "The bank is still processing this.",
    ),
    OpState.ACTION_REQUIRED: (
        "The client's bank asks the client to confirm this payment.",
        "Your bank asks you to confirm this payment.",
    ),
}
GIVEN_UP = (
    "The client cancelled this payment. Nothing was charged.",
    "You cancelled this payment. Nothing was charged.",
)
DECLINED = (
    "The bank declined the client's card. Nothing was charged.",
    "The bank declined this card. Try another card or call your bank.",
)
DECLINES = {
    "insufficient_funds": (
        "The client's card does not have enough money available. Nothing was charged.",
        "The card does not have enough money available. Try another card.",
    ),
    "expired_card": (
        "The client's card has expired. Nothing was charged.",
        "The card has expired. Check the expiry date, or try another card.",
    ),
    "incorrect_cvc": (
        "The client entered a wrong security code. Nothing was charged.",
        "The security code is wrong. Check the code on the card.",
    ),
    "incorrect_number": (
        "The client entered a wrong card number. Nothing was charged.",
        "The card number is wrong. Check the number.",
    ),
    "address_mismatch": (
        "The postal code does not match the client's card. Nothing was charged.",
        "The postal code does not match the card. Check it, or try another card.",
    ),
    "not_authenticated": (
        "The payment was not confirmed with the client's bank. Nothing was charged.",
        "The payment was not confirmed with your bank. Try again, or try another card.",
    ),
}
REFUND_FAILED = "The refund did not go through. Nothing was sent back. Your practice was told."
REFUND_REFUSED = (
    "The processor refused this refund. Nothing was sent back. Refund the client another way.",
    REFUND_FAILED,
)
REFUND_FAILURES = {
    "processor_unavailable": (
        "The payment service isn't answering. Nothing was sent back. Please try again later.",
        REFUND_FAILED,
    ),
    "not_found": (
        "The refund did not go through. Nothing was sent back. Please try again.",
        REFUND_FAILED,
    ),
    "closed_by_hand": (
        "The refund did not go through, as an Admin confirmed. Nothing was sent back.",
        REFUND_FAILED,
    ),
}
PAYMENT_FAILED = (
    "The payment could not be made. Nothing was charged.",
    "The payment could not be made. Nothing was charged.",
)
USED_TOKEN = "The card details were used before or have expired. Nothing was charged. "
ENTER_AGAIN = (
    f"{USED_TOKEN}The client can enter the card again.",
    f"{USED_TOKEN}Enter the card again.",
)
PAYMENT_FAILURES = {
    "expired": (
        "The payment was not started in time. Nothing was charged. The client can try again.",
        "The payment was not started in time. Nothing was charged. Please try again.",
    ),
    "token_gone": (
        "The card details have expired. Nothing was charged. The client can enter the card again.",
        "The card details have expired. Nothing was charged. Enter the card again.",
    ),
    "TokenUnusable": ENTER_AGAIN,
    "processor_unavailable": (
        "The payment service isn't answering. Nothing was charged. The client can try later.",
        "The payment service isn't answering. Nothing was charged. Please try again later.",
    ),
    "not_found": (
        "The payment did not go through. Nothing was charged. The client can try again.",
        "The payment did not go through. Nothing was charged. Please try again.",
    ),
    "refused": (
        "The invoice had changed, so this was no longer possible. Nothing was charged.",
        "The invoice had changed, so this was no longer possible. Nothing was charged.",
    ),
}
CHANGED_MEANWHILE = (
    "The invoice had changed, so this was no longer possible. Nothing was changed.",
    "",
)
NOT_DONE = ("This was not done. Nothing was changed. Please try again.", "")
