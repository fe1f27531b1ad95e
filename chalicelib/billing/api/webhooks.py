"""
Defines the route that receives webhook events from payment processors.

The route needs no session, because the processor signs its events.
"""

from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.kernel.errors import Conflict, Malformed, NotFound, TooLarge, Unavailable
from chalicelib.kernel.ids import PracticeId, ProcessorAccountId
from chalicelib.payments.domain.processor_errors import ProcessorError, WebhookRejected
from chalicelib.platform.http import responses
from chalicelib.platform.http.request import MAX_BODY_BYTES, require_ids
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.wiring import billing as wiring_billing

routes = Blueprint(__name__)


@routes.route(
    "/hooks/stripe/{practice}/{account}",
    methods=["POST"],
    content_types=["*/*"],
    name="stripe_webhook",
)
@entrypoint(Trigger.HTTP)
def stripe_webhook(practice: str, account: str) -> Response:
    """
    Receive an event from Stripe about a charge or refund.

    The response is 200 if the event was handled, and 400 if its signature is wrong or the
    account is unknown. If the event cannot be handled now, the response is 503, so that
    Stripe sends the event again.
    """
    require_ids({"practice": practice, "account": account})
    log_context(practice=practice)
    request: Any = routes.current_request
    raw = request.raw_body or b""
    body = raw.encode() if isinstance(raw, str) else bytes(raw)
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        wiring_billing.webhooks().receive(
            PracticeId(practice), ProcessorAccountId(account), headers, body
        )
    except (WebhookRejected, NotFound):
        # A bad signature and an unknown account get the same answer (S51).
        raise Malformed("This notice is not signed as the account's notices are.") from None
    except (Conflict, ProcessorError):
        raise Unavailable from None
    return responses.answer("{}")
