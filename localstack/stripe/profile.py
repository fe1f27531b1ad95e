"""Returns the account object, which the product reads to test a connection."""

from localstack.stripe.account import Object
from localstack.stripe.call import Call


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/account`."""
    return {
        "id": call.account.id,
        "object": "account",
        "business_profile": {"name": "Test account"},
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": "Test account", "timezone": "Etc/UTC"}},
        "type": "standard",
    }
