"""
Stores webhook endpoints.

Only the response to the creation of an endpoint contains its signing secret.
"""

import secrets

from localstack.stripe import forms, listing
from localstack.stripe.account import Account, Object
from localstack.stripe.call import Call


def create(call: Call) -> Object:
    """Handle `POST /v1/webhook_endpoints`."""
    url, types = str(forms.needed(call.params, "url")), forms.texts(call.params, "enabled_events")
    endpoint = add(call.account, url, "whsec_" + secrets.token_hex(16), call.now, types or ["*"])
    return endpoint | {"secret": endpoint["_secret"]}


def add(
    account: Account, url: str, secret: str, now: int, types: list[str] | None = None
) -> Object:
    """Store a webhook endpoint with a given signing secret."""
    return account.new(
        "we",
        "webhook_endpoint",
        now,
        url=url,
        enabled_events=types or ["*"],
        status="enabled",
        metadata={},
        description=None,
        _secret=secret,
    )


def create_list(call: Call) -> Object:
    """Handle `GET /v1/webhook_endpoints`."""
    return listing.page(
        call,
        [
            endpoint
            for endpoint in call.account.all("webhook_endpoint")
            if endpoint["status"] == "enabled"
        ],
    )


def delete(call: Call) -> Object:
    """Handle `DELETE /v1/webhook_endpoints/{id}`."""
    endpoint = call.named("webhook_endpoint", "webhook_endpoint")
    endpoint["status"] = "disabled"
    call.account.keep(endpoint)
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def recipients(account: Account, event: Object) -> list[Object]:
    """Return the endpoints to which an event is sent."""
    enabled = [
        endpoint for endpoint in account.all("webhook_endpoint") if endpoint["status"] == "enabled"
    ]
    return [
        endpoint for endpoint in enabled if {"*", event["type"]} & set(endpoint["enabled_events"])
    ]
