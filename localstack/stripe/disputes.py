"""Opens disputes for test cards, and decides them by test evidence."""

from localstack.stripe import events, forms, listing
from localstack.stripe.account import Account, Object
from localstack.stripe.call import Call

VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_one(account: Account, charge: Object, reason: str, now: int) -> None:
    """
    Open a dispute about a charge.

    If `reason` is `inquiry`, the dispute takes no money and refunds are still allowed.
    """
    inquiry = reason == "inquiry"
    dispute = account.new(
        "du",
        "dispute",
        now,
        amount=charge["amount"] - charge["amount_refunded"],
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason="general" if inquiry else reason,
        evidence={},
        metadata={},
        status="warning_needs_response" if inquiry else "needs_response",
        is_charge_refundable=inquiry,
    )
    charge |= {"disputed": True, "dispute": dispute["id"]}
    account.keep(charge)
    events.tell(account, "charge.dispute.created", dispute, now)


def blocks_refund(account: Account, charge: Object) -> bool:
    """Return whether an open or lost dispute forbids refunds."""
    dispute = account.find("dispute", charge["dispute"] or "")
    return dispute is not None and dispute["status"] in ("needs_response", "under_review", "lost")


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/disputes/{id}`."""
    return call.named("dispute", "dispute")


def create_list(call: Call) -> Object:
    """Handle `GET /v1/disputes`."""
    return listing.page(call, call.account.all("dispute"), "payment_intent", "charge")


def update(call: Call) -> Object:
    """
    Handle `POST /v1/disputes/{id}`.

    Stripe's test evidence decides the dispute at once.
    """
    dispute = call.named("dispute", "dispute")
    evidence = forms.group(call.params, "evidence")
    dispute["evidence"] |= evidence
    dispute["status"] = VERDICTS.get(evidence.get("uncategorized_text", ""), "under_review")
    call.account.keep(dispute)
    closed = dispute["status"] in VERDICTS.values()
    events.tell(
        call.account,
        "charge.dispute.closed" if closed else "charge.dispute.updated",
        dispute,
        call.now,
    )
    return dispute
