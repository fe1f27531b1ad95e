"""Records events, which webhooks deliver and `/v1/events` lists."""

import copy

import stripe

from localstack.stripe import forms, listing
from localstack.stripe.account import Account, Object, visible
from localstack.stripe.call import Call


def tell(account: Account, kind: str, thing: Object, now: int) -> Object:
    """Record an event with the object's present state."""
    endpoints = len(account.all("webhook_endpoint"))
    return account.new(
        "evt",
        "event",
        now,
        type=kind,
        api_version=stripe.api_version,
        pending_webhooks=endpoints,
        data={"object": copy.deepcopy(visible(thing))},
        request={"id": None, "idempotency_key": None},
    )


def create_list(call: Call) -> Object:
    """Handle `GET /v1/events`, with the filters type, types and delivery_success."""
    events = call.account.all("event")
    types = set(forms.texts(call.params, "types")) | (
        {call.params["type"]} if "type" in call.params else set()
    )
    if types:
        events = [event for event in events if event["type"] in types]
    if "delivery_success" in call.params:
        is_delivered = call.params["delivery_success"] == "true"
        events = [event for event in events if (event["pending_webhooks"] == 0) == is_delivered]
    return listing.page(call, events)


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/events/{id}`."""
    return call.named("event")
