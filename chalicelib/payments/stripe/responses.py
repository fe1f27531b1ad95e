"""
Converts Stripe's objects to the result types of the processor port.

This module treats an unknown Stripe status as pending.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeResult,
    ChargeState,
    DeclineReason,
    RefundMethod,
    RefundResult,
    RefundState,
    Snapshot,
)
from chalicelib.payments.stripe import errors

CHARGE_STATES: Mapping[str, ChargeState] = {
    "succeeded": ChargeState.SUCCEEDED,
    "requires_action": ChargeState.ACTION_REQUIRED,
    "requires_payment_method": ChargeState.DECLINED,
    "canceled": ChargeState.DECLINED,
}
REFUND_STATES: Mapping[str, RefundState] = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def charge(intent: Mapping[str, Any]) -> ChargeResult:
    """
    Convert a payment intent to the result of a charge.

    The payment intent must contain its latest charge as an object, not only as an id.
    """
    state = _state(intent)
    is_paid = state is ChargeState.SUCCEEDED
    error = intent.get("last_payment_error") or {}
    return ChargeResult(
        state,
        txn_id=intent["id"],
        card=_card(intent),
        approved=Money(intent["amount_received"], intent["currency"].upper()) if is_paid else None,
        decline=_decline(intent, error) if state is ChargeState.DECLINED else None,
        code="" if is_paid else _code(error) or intent["status"],
        client_action={"client_secret": intent["client_secret"]}
        if state is ChargeState.ACTION_REQUIRED
        else {},
    )


def decline(error: Mapping[str, Any]) -> ChargeResult:
    """Convert Stripe's card error to the result of a declined charge."""
    intent, method = error.get("payment_intent") or {}, error.get("payment_method") or {}
    return ChargeResult(
        ChargeState.DECLINED,
        txn_id=intent.get("id", ""),
        card=_summary(method.get("card") or {}),
        decline=errors.decline_reason(error),
        code=_code(error),
    )


def refund(answer: Mapping[str, Any]) -> RefundResult:
    state = REFUND_STATES.get(answer["status"], RefundState.PENDING)
    code = answer.get("failure_reason") or (
        "" if state is RefundState.SUCCEEDED else answer["status"]
    )
    return RefundResult(state, method=RefundMethod.REFUND, refund_id=answer["id"], code=code)


def snapshot(intent: Mapping[str, Any]) -> Snapshot:
    """
    Convert a payment intent to a snapshot of the charge.

    The payment intent must contain its latest charge as an object, not only as an id.
    """
    state, currency, latest = _state(intent), intent["currency"].upper(), _charge(intent)
    return Snapshot(
        txn_id=intent["id"],
        state=state,
        settled=state is ChargeState.SUCCEEDED,
        voided=intent["status"] == "canceled",
        refunded=Money(latest.get("amount_refunded", 0), currency),
        disputed=latest.get("disputed", False),
        amount=Money(intent["amount"], currency),
        ref=OpRef(intent["metadata"].get("op", "")),
        card=_card(intent),
    )


def profile(answer: Mapping[str, Any]) -> tuple[str, str]:
    """Return the currency and display name of a Stripe account."""
    dashboard = (answer.get("settings") or {}).get("dashboard") or {}
    return answer["default_currency"].upper(), dashboard.get("display_name") or answer["id"]


def _state(intent: Mapping[str, Any]) -> ChargeState:
    return CHARGE_STATES.get(intent["status"], ChargeState.PENDING)


def _decline(intent: Mapping[str, Any], error: Mapping[str, Any]) -> DeclineReason:
    if not error and intent["status"] == "canceled":
        return DeclineReason.NOT_AUTHENTICATED
    return errors.decline_reason(error)


def _code(error: Mapping[str, Any]) -> str:
    return error.get("decline_code") or error.get("code") or ""


def _charge(intent: Mapping[str, Any]) -> Mapping[str, Any]:
    latest = intent.get("latest_charge")
    return latest if isinstance(latest, Mapping) else {}


def _card(intent: Mapping[str, Any]) -> CardSummary:
    details = _charge(intent).get("payment_method_details") or {}
    return _summary(details.get("card") or {})


def _summary(card: Mapping[str, Any]) -> CardSummary:
    return CardSummary(brand=card.get("brand") or "", last4=card.get("last4") or "")
