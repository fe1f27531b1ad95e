"""Tests that the fake Stripe sends signed webhooks, and faulty ones on request."""

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

SECRET = "whsec_known_beforehand"


@pytest.fixture
def inbox():
    """
    Provide a server that records each webhook's signature and body.

    `refuse`: how many of the next webhooks get a response with status 500.
    """

    class Inbox(BaseHTTPRequestHandler):
        arrived = queue.Queue()
        refuse = 0

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # Record the event before answering, because the next event may come at once.
            self.arrived.put((self.headers["Stripe-Signature"], body))
            self.send_response(500 if type(self).refuse > 0 else 200)
            type(self).refuse -= 1
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Inbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Inbox.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        yield Inbox
        server.shutdown()


@pytest.fixture
def subscribed_inbox(practice, inbox, stand_in):
    """Have the practice's events sent to the inbox; reset the delivery afterwards."""
    stand_in.post("webhook_endpoint", key=practice.secret, url=inbox.url, secret=SECRET)
    yield inbox
    stand_in.post(
        "webhooks", copies=1, delay=0, hold=False, reverse=False, bad_signature=False, stale=0
    )


def receive(inbox, count, tolerance=300):
    deliveries = [inbox.arrived.get(timeout=10) for _ in range(count)]
    return [
        stripe.Webhook.construct_event(body, header, SECRET, tolerance).type
        for header, body in deliveries
    ]


PAID = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def test_events_arrive_signed_and_in_order(practice, subscribed_inbox):
    practice.pay()
    assert receive(subscribed_inbox, 3) == PAID
    assert subscribed_inbox.arrived.empty()


def test_events_may_arrive_twice_and_backwards(practice, subscribed_inbox, stand_in):
    stand_in.post("webhooks", copies=2, hold=True, reverse=True)
    practice.pay()
    assert subscribed_inbox.arrived.empty()
    assert stand_in.post("webhooks/flush")["told"] == 3
    assert receive(subscribed_inbox, 6) == [kind for kind in PAID[::-1] for _ in range(2)]


@pytest.mark.parametrize("fault", [{"bad_signature": True}, {"stale": 400}])
def test_events_may_have_a_bad_or_an_old_signature(practice, subscribed_inbox, stand_in, fault):
    stand_in.post("webhooks", **fault)
    practice.pay()
    with pytest.raises(stripe.SignatureVerificationError):
        receive(subscribed_inbox, 1)


def test_an_event_may_arrive_before_its_answer(practice, subscribed_inbox):
    practice.fault("webhook_first", path="payment_intents")
    practice.pay()
    assert subscribed_inbox.arrived.qsize() == 3


def test_a_refused_event_is_sent_again(practice, subscribed_inbox):
    subscribed_inbox.refuse = 1
    practice.pay()
    assert receive(subscribed_inbox, 4) == [PAID[0], *PAID]


def test_events_that_did_not_arrive_can_be_listed(practice, subscribed_inbox, stand_in):
    stand_in.post("webhooks", hold=True)
    practice.pay()
    undelivered = practice.sdk.events.list({"delivery_success": False}).data
    assert [event.type for event in undelivered] == PAID[::-1]


def test_an_endpoint_made_by_the_api_shows_its_secret_once(practice, inbox):
    endpoints = practice.sdk.webhook_endpoints
    endpoint = endpoints.create({"url": inbox.url, "enabled_events": ["charge.succeeded"]})
    assert "secret" not in endpoints.list().data[0]
    practice.pay()
    header, body = inbox.arrived.get(timeout=10)
    assert stripe.Webhook.construct_event(body, header, endpoint.secret).type == "charge.succeeded"
    endpoints.delete(endpoint.id)
    practice.pay()
    assert practice.sdk.webhook_endpoints.list().data == []
    assert inbox.arrived.empty()
