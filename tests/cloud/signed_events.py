"""Builds events of the processor, and sends them with a signature."""

import json
import time

from stripe import WebhookSignature

from tests.cloud.other_practice import KEYS
from tests.cloud.raw_http import send_raw

SECRET = KEYS["webhook_secret"]


def event_body(ref="", intent="pi_unknown", name="evt_made_up"):
    """Build an event in the processor's format, with a false amount and status."""
    about = {
        "id": intent,
        "object": "payment_intent",
        "status": "succeeded",
        "amount": 1,
        "metadata": {"op": ref},
    }
    return json.dumps(
        {
            "id": name,
            "object": "event",
            "type": "payment_intent.succeeded",
            "data": {"object": about},
        }
    ).encode()


def send_signed(cloud, path, body, *, secret=SECRET, age=0, sent=None):
    header = WebhookSignature.generate_signature_header(
        body.decode(), secret, int(time.time()) - age
    )
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
    return send_raw(cloud.url, "POST", path, body if sent is None else sent, headers)
