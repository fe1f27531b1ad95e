"""Webhooks, verified by the SDK: twice, late, out of order or badly signed."""

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

SECRET = "whsec_known_beforehand"


@pytest.fixture
def inbox():
    """Receives `(signature, body)` per webhook; answers 500 `refuse` times."""

    class Inbox(BaseHTTPRequestHandler):
        arrived = queue.Queue()
        refuse = 0

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # Before the answer: the next event, which another thread takes, follows the answer.
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
def told(practice, inbox, stand_in):
    """Sends the practice's events to the inbox; resets the delivery afterwards."""
    stand_in.post("webhook_endpoint", key=practice.secret, url=inbox.url, secret=SECRET)
    yield inbox
    stand_in.post(
        "webhooks", copies=1, delay=0, hold=False, reverse=False, bad_signature=False, stale=0
    )


def taken(inbox, count, tolerance=300):
    letters = [inbox.arrived.get(timeout=10) for _ in range(count)]
    return [
        stripe.Webhook.construct_event(body, header, SECRET, tolerance).type
        for header, body in letters
    ]


PAID = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def test_events_arrive_signed_and_in_order(practice, told):
    practice.pay()
    assert taken(told, 3) == PAID
    assert told.arrived.empty()


def test_events_may_arrive_twice_and_backwards(practice, told, stand_in):
    stand_in.post("webhooks", copies=2, hold=True, reverse=True)
    practice.pay()
    assert told.arrived.empty()
    assert stand_in.post("webhooks/flush")["told"] == 3
    assert taken(told, 6) == [kind for kind in PAID[::-1] for _ in range(2)]


@pytest.mark.parametrize("manner", [{"bad_signature": True}, {"stale": 400}])
def test_events_may_be_signed_badly_or_too_long_ago(practice, told, stand_in, manner):
    stand_in.post("webhooks", **manner)
    practice.pay()
    with pytest.raises(stripe.SignatureVerificationError):
        taken(told, 1)


def test_an_event_may_arrive_before_its_answer(practice, told):
    practice.fault("webhook_first", path="payment_intents")
    practice.pay()
    assert told.arrived.qsize() == 3


def test_a_refused_event_is_told_again(practice, told):
    told.refuse = 1
    practice.pay()
    assert taken(told, 4) == [PAID[0], *PAID]


def test_what_did_not_arrive_can_be_asked_for(practice, told, stand_in):
    stand_in.post("webhooks", hold=True)
    practice.pay()
    missed = practice.sdk.events.list({"delivery_success": False}).data
    assert [event.type for event in missed] == PAID[::-1]


def test_an_endpoint_made_by_the_api_tells_its_secret_once(practice, inbox):
    endpoints = practice.sdk.webhook_endpoints
    made = endpoints.create({"url": inbox.url, "enabled_events": ["charge.succeeded"]})
    assert "secret" not in endpoints.list().data[0]
    practice.pay()
    header, body = inbox.arrived.get(timeout=10)
    assert stripe.Webhook.construct_event(body, header, made.secret).type == "charge.succeeded"
    endpoints.delete(made.id)
    practice.pay()
    assert practice.sdk.webhook_endpoints.list().data == []
    assert inbox.arrived.empty()
