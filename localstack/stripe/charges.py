"""Charges confirmed payment intents."""

from localstack.stripe import disputes, events, listing, payment_methods
from localstack.stripe.account import Account, Object
from localstack.stripe.call import Call


def attempt(account: Account, intent: Object, method: Object, now: int) -> Object:
    """
    Charge an intent's payment method, and return the charge.

    The status of the charge is `succeeded`, `failed` or `pending`.
    """
    card = payment_methods.test_card(method)
    status = "pending" if method.get("_slow") else "failed" if card.code else "succeeded"
    charge = account.new(
        "ch",
        "charge",
        now,
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        currency=intent["currency"],
        captured=False,
        payment_intent=intent["id"],
        payment_method=method["id"],
        metadata=dict(intent["metadata"]),
        disputed=False,
        refunded=False,
        paid=False,
        status=status,
        failure_code=card.code or None,
        failure_message=card.message or None,
        billing_details=method.get("billing_details"),
        balance_transaction=None,
        description=None,
        dispute=None,
        payment_method_details={"type": method["type"], method["type"]: dict(method["card"] or {})},
        outcome=_outcome(card.code, card.decline_code),
    )
    intent["latest_charge"] = charge["id"]
    if status != "pending":
        _finish(account, charge, now)
    return charge


def settle(account: Account, charge: Object, now: int) -> None:
    """Let a pending charge succeed."""
    charge["status"] = "succeeded"
    account.keep(charge)
    _finish(account, charge, now)


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/charges/{id}`."""
    return call.named("charge", "charge")


def create_list(call: Call) -> Object:
    """Handle `GET /v1/charges`."""
    return listing.page(call, call.account.all("charge"), "payment_intent")


def _finish(account: Account, charge: Object, now: int) -> None:
    if charge["status"] == "failed":
        events.tell(account, "charge.failed", charge, now)
        return
    charge |= {"paid": True, "captured": True, "amount_captured": charge["amount"]}
    events.tell(account, "charge.succeeded", charge, now)
    method = account.find("payment_method", charge["payment_method"]) or {}
    reason = payment_methods.test_card(method).dispute
    if reason:
        disputes.open_one(account, charge, reason, now)


def _outcome(code: str, decline_code: str) -> Object:
    if not code:
        return {
            "network_status": "approved_by_network",
            "type": "authorized",
            "risk_level": "normal",
            "reason": None,
        }
    kind = "blocked" if decline_code == "fraudulent" else "issuer_declined"
    return {
        "network_status": "declined_by_network",
        "type": kind,
        "risk_level": "normal",
        "reason": decline_code or code,
    }
