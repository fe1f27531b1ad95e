"""Refunds charges in whole or in part, never above the captured amount."""

from localstack.stripe import disputes, events, forms, listing, payment_methods, stripe_error
from localstack.stripe.account import Object
from localstack.stripe.call import Call

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(call: Call) -> Object:
    """Handle `POST /v1/refunds`; raise StripeError if the charge cannot be refunded."""
    requested = forms.integer(call.params, "amount")
    if call.params.get("reason", REASONS[0]) not in REASONS:
        raise stripe_error.malformed(
            "Invalid reason: must be one of " + ", ".join(REASONS), "parameter_invalid", "reason"
        )
    charge = _charge(call)
    amount = _refund_amount(call, charge, requested)
    method = call.account.find("payment_method", charge["payment_method"]) or {}
    fate = payment_methods.test_card(method).refund
    refund = call.account.new(
        "re",
        "refund",
        call.now,
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=call.params.get("reason"),
        metadata=forms.group(call.params, "metadata"),
        balance_transaction=None,
        status="pending" if fate == "pending" else "succeeded",
        failure_reason=None,
        failure_balance_transaction=None,
        _fate=fate,
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    events.tell(call.account, "refund.created", refund, call.now)
    events.tell(call.account, "charge.refunded", call.account.keep(charge), call.now)
    return refund


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/refunds/{id}`."""
    return call.named("refund", "refund")


def create_list(call: Call) -> Object:
    """Handle `GET /v1/refunds`, with the filters payment_intent and charge."""
    return listing.page(call, call.account.all("refund"), "payment_intent", "charge")


def settle(call: Call, refund: Object) -> Object:
    """
    Finish a refund as the bank would.

    The refund succeeds for test card …7726 and fails for test card …5126.
    """
    is_returned = refund["_fate"] == "failed" and refund["status"] != "failed"
    refund["status"] = "failed" if refund["_fate"] == "failed" else "succeeded"
    if is_returned:
        refund["failure_reason"] = "expired_or_canceled_card"
        refund["failure_balance_transaction"] = "txn_" + refund["id"].removeprefix("re_")
        charge = call.account.objects["charge"][refund["charge"]]
        charge |= {
            "amount_refunded": charge["amount_refunded"] - refund["amount"],
            "refunded": False,
        }
        call.account.keep(charge)
    for kind in ("charge.refund.updated", "refund.updated", *(["refund.failed"] * is_returned)):
        events.tell(call.account, kind, call.account.keep(refund), call.now)
    return refund


def is_settled(refund: Object) -> bool:
    """Return whether the bank has decided about a refund for good."""
    is_still_to_fail = refund["_fate"] == "failed" and refund["status"] == "succeeded"
    return refund["status"] != "pending" and not is_still_to_fail


def _charge(call: Call) -> Object:
    name = call.params.get("payment_intent")
    if name:
        intent = call.account.find("payment_intent", name)
        if not intent:
            raise stripe_error.missing("payment_intent", name, "payment_intent")
        name = intent["latest_charge"] if intent["status"] == "succeeded" else None
        if not name:
            message = (
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            )
            raise stripe_error.invalid(message, code="payment_intent_unexpected_state")
    charge = call.account.find("charge", name or forms.needed(call.params, "charge"))
    if not charge:
        raise stripe_error.missing("charge", call.params["charge"], "charge")
    return charge


def _refund_amount(call: Call, charge: Object, requested: int | None) -> int:
    refundable = charge["amount_captured"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise stripe_error.invalid(
            "This charge has not succeeded and cannot be refunded.", code="charge_not_refundable"
        )
    if disputes.blocks_refund(call.account, charge):
        raise stripe_error.invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if refundable == 0:
        raise stripe_error.invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    amount = refundable if requested is None else requested
    if amount < 1:
        raise stripe_error.malformed(
            "This value must be greater than or equal to 1.", "parameter_invalid_integer", "amount"
        )
    if amount > refundable:
        message = (
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({refundable})"
        )
        raise stripe_error.invalid(message, param="amount")
    return amount
