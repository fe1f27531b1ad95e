"""Events in order; webhooks carry them, and `/v1/events` lists them."""

import copy

import stripe

from localstack.stripe import forms, listing
from localstack.stripe.account import Account, Object, visible
from localstack.stripe.call import Call


def tell(account: Account, kind: str, thing: Object, now: int) -> Object:
    """Record an event of an object as it is now."""
    waiting = len(account.all("webhook_endpoint"))
    return account.new(
        "evt",
        "event",
        now,
        type=kind,
        api_version=stripe.api_version,
        pending_webhooks=waiting,
        data={"object": copy.deepcopy(visible(thing))},
        request={"id": None, "idempotency_key": None},
    )


def create_list(call: Call) -> Object:
    """`GET /v1/events`, also by type, types and delivery_success."""
    events = call.account.all("event")
    wanted = set(forms.texts(call.params, "types")) | (
        {call.params["type"]} if "type" in call.params else set()
    )
    if wanted:
        events = [event for event in events if event["type"] in wanted]
    if "delivery_success" in call.params:
        delivered = call.params["delivery_success"] == "true"
        events = [event for event in events if (event["pending_webhooks"] == 0) == delivered]
    return listing.page(call, events)


def retrieve(call: Call) -> Object:
    """`GET /v1/events/{id}`."""
    return call.named("event")
