"""
Lists the fake Stripe's API endpoints.

Each endpoint contains the name of the class in Stripe's SDK that declares the
endpoint's parameters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from localstack.stripe import (
    charges,
    confirmation_tokens,
    disputes,
    events,
    forms,
    intents,
    payment_methods,
    profile,
    refunds,
    webhook_endpoints,
)
from localstack.stripe.account import Object
from localstack.stripe.call import Call


@dataclass(frozen=True)
class Endpoint:
    """
    Describes one route of the API.

    `names`: the name of the class in Stripe's SDK that declares the route's parameters.
    `public`: whether the route also accepts publishable keys.
    """

    method: str
    path: str
    act: Callable[[Call], Object]
    names: str
    extra: tuple[str, ...] = ()
    public: bool = False

    @property
    def known(self) -> forms.Known:
        """The checker of the parameters that the endpoint accepts."""
        return forms.known(self.names, *self.extra)


# Stripe's reference allows card data in a test token, but the SDK's class lacks this parameter.
CARD = ("payment_method_data",)
ENDPOINTS = (
    Endpoint("POST", "payment_intents", intents.create, "PaymentIntentCreateParams"),
    Endpoint("GET", "payment_intents", intents.create_list, "PaymentIntentListParams"),
    Endpoint("GET", "payment_intents/search", intents.search, "PaymentIntentSearchParams"),
    Endpoint(
        "GET",
        "payment_intents/(pi_[^/]+)",
        intents.retrieve,
        "PaymentIntentRetrieveParams",
        public=True,
    ),
    Endpoint(
        "POST", "payment_intents/(pi_[^/]+)/confirm", intents.confirm, "PaymentIntentConfirmParams"
    ),
    Endpoint(
        "POST", "payment_intents/(pi_[^/]+)/cancel", intents.cancel, "PaymentIntentCancelParams"
    ),
    Endpoint("POST", "refunds", refunds.create, "RefundCreateParams"),
    Endpoint("GET", "refunds", refunds.create_list, "RefundListParams"),
    Endpoint("GET", "refunds/(re_[^/]+)", refunds.retrieve, "RefundRetrieveParams"),
    Endpoint("GET", "charges", charges.create_list, "ChargeListParams"),
    Endpoint("GET", "charges/(ch_[^/]+)", charges.retrieve, "ChargeRetrieveParams"),
    Endpoint("GET", "disputes", disputes.create_list, "DisputeListParams"),
    Endpoint("GET", "disputes/(du_[^/]+)", disputes.retrieve, "DisputeRetrieveParams"),
    Endpoint("POST", "disputes/(du_[^/]+)", disputes.update, "DisputeUpdateParams"),
    Endpoint("GET", "account", profile.retrieve, "AccountRetrieveCurrentParams"),
    Endpoint("GET", "events", events.create_list, "EventListParams"),
    Endpoint("GET", "events/(evt_[^/]+)", events.retrieve, "EventRetrieveParams"),
    Endpoint(
        "POST", "payment_methods", payment_methods.create, "PaymentMethodCreateParams", public=True
    ),
    Endpoint(
        "GET", "payment_methods/(pm_[^/]+)", payment_methods.retrieve, "PaymentMethodRetrieveParams"
    ),
    Endpoint(
        "POST",
        "confirmation_tokens",
        confirmation_tokens.create,
        "test_helpers.ConfirmationTokenCreateParams",
        CARD,
        public=True,
    ),
    Endpoint(
        "GET",
        "confirmation_tokens/(ctoken_[^/]+)",
        confirmation_tokens.retrieve,
        "ConfirmationTokenRetrieveParams",
    ),
    Endpoint(
        "POST",
        "test_helpers/confirmation_tokens",
        confirmation_tokens.create,
        "test_helpers.ConfirmationTokenCreateParams",
        CARD,
    ),
    Endpoint("POST", "webhook_endpoints", webhook_endpoints.create, "WebhookEndpointCreateParams"),
    Endpoint(
        "GET", "webhook_endpoints", webhook_endpoints.create_list, "WebhookEndpointListParams"
    ),
    Endpoint(
        "DELETE",
        "webhook_endpoints/(we_[^/]+)",
        webhook_endpoints.delete,
        "WebhookEndpointDeleteParams",
    ),
)


def find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    """Return a request's endpoint and the ids in its path, or None if none matches."""
    for endpoint in ENDPOINTS:
        match = re.fullmatch("/v1/" + endpoint.path, path)
        if match and endpoint.method == method:
            return endpoint, match.groups()
    return None
