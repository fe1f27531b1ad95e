"""Tests that only a signed event makes the product look up a payment."""

import time

import pytest

from localstack.demo import JORDAN
from localstack.mailbox import mails
from tests.cloud.function_logs import lines_with
from tests.cloud.other_practice import CLIENT_EMAIL, KEYS
from tests.cloud.passing_time import books, make_due, wait_until_settled
from tests.cloud.raw_http import assert_refused, send_raw
from tests.cloud.rows import belongings, ops, rows
from tests.cloud.signed_events import SECRET, event_body, send_signed

MANNER = {"copies": 1, "delay": 0, "stale": 0} | dict.fromkeys(
    ("hold", "reverse", "bad_signature"), False
)


@pytest.fixture(autouse=True, scope="module")
def quick(cloud):
    """Shorten the state machine's waits while these tests run."""
    cloud.wait_scale(0.01)
    yield
    cloud.wait_scale(1)


@pytest.fixture(scope="module")
def hook(other_practice):
    """Return the webhook path of the other practice's processor account."""
    return f"/hooks/stripe/{other_practice.practice}/{other_practice.account}"


@pytest.fixture(autouse=True)
def deliver_events(other_practice, cloud, hook):
    """Provide a function that delivers the events that the fake Stripe holds back."""
    other_practice.stripe("POST", "/_fake/webhooks", MANNER | {"hold": True})
    endpoint = {"key": KEYS["secret_key"], "url": f"{cloud.url}/api{hook}", "secret": SECRET}
    other_practice.stripe("POST", "/_fake/webhook_endpoint", endpoint)

    def tell(**manner):
        other_practice.stripe("POST", "/_fake/webhooks", MANNER | {"hold": True} | manner)
        return other_practice.stripe("POST", "/_fake/webhooks/flush", {})["told"]

    yield tell
    other_practice.stripe("DELETE", "/_fake/faults")
    for each in other_practice.stripe("GET", "/v1/webhook_endpoints")["data"]:
        other_practice.stripe("DELETE", f"/v1/webhook_endpoints/{each['id']}")
    tell()
    other_practice.stripe("POST", "/_fake/webhooks", MANNER)


@pytest.fixture
def demo_hook(practice):
    """Return the path of the demo practice's webhook."""
    jordan = practice.signed_in(JORDAN, "admin")
    account = jordan.get("/practice/processors")["items"][0]["id"]
    return f"/hooks/stripe/{jordan.get('/me')['practice']['id']}/{account}"


def remembered_events(cloud):
    return [
        row["pk"]["S"]
        for row in rows(cloud, cloud.name("EphemeralTable"))
        if row["pk"]["S"].startswith("W#")
    ]


def count_refused_events(cloud):
    return len(lines_with(cloud, '"handler":"stripe_webhook"', '"ref":"refused"'))


def invoice_of_unknown_outcome(other_practice, minor, kind="lost_after"):
    """Return an invoice whose payment has an unknown outcome."""
    invoice = other_practice.sent(minor)
    other_practice.fault(kind, "payment_intents")
    result = other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert result["status"] == "checking"
    return invoice


def test_an_event_triggers_a_look_up_of_its_payment(other_practice, deliver_events, eventually):
    invoice = invoice_of_unknown_outcome(other_practice, 30_000)
    assert deliver_events() > 0
    eventually(lambda: other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid")


def test_an_event_ends_the_checking_before_the_next_look_up(
    other_practice, cloud, deliver_events, eventually
):
    """The client need not wait for the end of the state machine's pause."""
    cloud.wait_scale(1)
    try:
        invoice = invoice_of_unknown_outcome(other_practice, 30_050)
        started = time.monotonic()
        assert deliver_events() > 0
        eventually(lambda: other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid")
    finally:
        cloud.wait_scale(0.01)
    assert time.monotonic() - started < 10


def test_repeated_and_reordered_events_change_nothing_more(
    other_practice, cloud, deliver_events, eventually
):
    invoice = invoice_of_unknown_outcome(other_practice, 30_100)
    received = [mail for mail in mails(cloud.mailbox_url) if CLIENT_EMAIL in mail["To"]]
    assert deliver_events(copies=3, reverse=True) > 1
    eventually(lambda: other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid")
    seen = other_practice.staff.get(f"/invoices/{invoice}")
    assert [line["what"] for line in seen["timeline"]].count("charged") == 1
    assert (
        len([each for each in other_practice.ledger()["charges"] if each["amount"] == 30_100]) == 1
    )
    assert (
        len([mail for mail in mails(cloud.mailbox_url) if CLIENT_EMAIL in mail["To"]])
        == len(received) + 1
    )
    events = remembered_events(cloud)
    assert len(events) == len(set(events))


def test_an_event_may_arrive_before_the_answer(other_practice, deliver_events):
    invoice = other_practice.sent(30_200)
    other_practice.stripe("POST", "/_fake/webhooks", MANNER)
    other_practice.fault("webhook_first", "payment_intents")
    assert other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "paid"
    assert (
        len([each for each in other_practice.ledger()["charges"] if each["amount"] == 30_200]) == 1
    )


def test_an_event_not_signed_for_this_account_is_refused_and_counted(
    other_practice, cloud, hook, demo_hook, eventually
):
    """S51: an unsigned, stale, post-dated, altered or misdirected event is refused."""
    invoice = invoice_of_unknown_outcome(other_practice, 30_300)
    good = event_body(ops(cloud, invoice)[0]["ref"]["S"])
    before, known, counted = (
        belongings(cloud, other_practice.practice),
        remembered_events(cloud),
        count_refused_events(cloud),
    )
    elsewhere = (
        f"/hooks/stripe/{other_practice.practice}/nobody",
        f"/hooks/stripe/nobody/{other_practice.account}",
        demo_hook,
    )
    mixed = f"/hooks/stripe/{demo_hook.split('/')[3]}/{other_practice.account}"
    answer = [
        send_signed(cloud, hook, good, secret="whsec_wrong"),
        send_signed(cloud, hook, good, secret=""),
        send_signed(cloud, hook, good, age=301),
        send_signed(cloud, hook, good, age=-86_400),
        send_signed(cloud, hook, good, sent=good.replace(b'"amount": 1', b'"amount": 2')),
        send_signed(cloud, hook, good, sent=b""),
        send_signed(cloud, hook, b"{}"),
        send_signed(cloud, hook, b"not json"),
        send_signed(cloud, hook, b"[]"),
        send_signed(cloud, hook, b"[" * 100_000 + b"]" * 100_000),
        send_raw(cloud.url, "POST", hook, good, {"Content-Type": "application/json"}),
        send_raw(
            cloud.url,
            "POST",
            hook,
            good,
            {"Content-Type": "application/json", "Stripe-Signature": "t=x,v1=y"},
        ),
        *(send_signed(cloud, path, good) for path in (*elsewhere, mixed)),
    ]
    for each in answer:
        assert_refused(each, 400)
    assert len({each.fingerprint for each in answer}) == 1
    assert_refused(send_signed(cloud, hook, b'{"x": "' + b"x" * 3_000_000 + b'"}'), 413)
    assert (belongings(cloud, other_practice.practice), remembered_events(cloud)) == (before, known)
    eventually(lambda: count_refused_events(cloud) == counted + len(answer) + 1)


def test_a_valid_event_of_another_practice_changes_nothing_of_ours(
    other_practice, practice, cloud, demo_hook
):
    """
    S3, S51: a demo practice's event changes nothing in the other practice.

    The event has a valid signature for the demo practice, but contains the reference of
    the other practice's payment op.
    """
    invoice = invoice_of_unknown_outcome(other_practice, 30_400)
    before = belongings(cloud, other_practice.practice)
    ref = ops(cloud, invoice)[0]["ref"]["S"]
    answer = send_signed(
        cloud, demo_hook, event_body(ref, name=f"evt_{ref}"), secret="whsec_willowcreek"
    )
    assert answer.status == 200
    assert belongings(cloud, other_practice.practice) == before


def test_an_events_content_is_not_trusted(other_practice, cloud, hook, deliver_events, eventually):
    """
    An event does not change a failed payment to paid if its charge is wrong.

    The charge in the event belongs to another payment or does not exist. The product
    looks the charge up at the processor, so nothing changes.
    """
    invoice = invoice_of_unknown_outcome(other_practice, 30_500, "error_500")
    assert wait_until_settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    ref = ops(cloud, invoice)[0]["ref"]["S"]
    others = other_practice.ledger()["charges"][0]["payment_intent"]
    before = belongings(cloud, other_practice.practice)
    assert send_signed(cloud, hook, event_body(ref, others, "evt_of_another")).status == 200
    assert_refused(send_signed(cloud, hook, event_body(ref, "pi_nobodys", "evt_of_nobody")), 503)
    assert belongings(cloud, other_practice.practice) == before
    assert "W#" + other_practice.account + "#evt_of_nobody" not in remembered_events(cloud)


def invoice_of_late_payment(other_practice, cloud, minor, eventually):
    """Return an invoice whose payment failed in our ledger, but was charged later."""
    invoice = other_practice.sent(minor)
    other_practice.fault("late_commit", "payment_intents")
    other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert wait_until_settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    return invoice


def test_a_late_second_charge_is_refunded_automatically(
    other_practice, cloud, deliver_events, eventually
):
    """
    A late charge of an invoice that is already paid is refunded (T21).

    The first payment fails in our ledger, so the client pays again. When the first charge
    succeeds after all, the product refunds the late charge automatically.
    """
    invoice = invoice_of_late_payment(other_practice, cloud, 30_600, eventually)
    assert other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "paid"
    deliver_events()
    other_practice.stripe("POST", "/_fake/release", {})
    eventually(
        lambda: (
            len([each for each in other_practice.ledger()["charges"] if each["amount"] == 30_600])
            == 2
        )
    )
    deliver_events()
    eventually(
        lambda: (
            [row["state"]["S"] for row in ops(cloud, invoice)]
            == ["failed", "succeeded", "succeeded"]
        )
    )
    seen = other_practice.client.get(f"/invoices/{invoice}")
    assert (seen["status"], seen["paid"]["minor"]) == ("paid", 30_600)
    assert sorted(
        each["amount_refunded"]
        for each in other_practice.ledger()["charges"]
        if each["amount"] == 30_600
    ) == [0, 30_600]


def test_our_ledger_equals_the_processors(other_practice, cloud, eventually):
    """
    Our ledger has the same payments and refunds as the processor's ledger.

    This test runs after the tests above, so that it compares all their payments and refunds.
    """
    for invoice in [
        row["id"]
        for row in other_practice.admin().get("/invoices")["items"]
        if row["overlay"] == "checking"
    ]:
        make_due(cloud, invoice)
        wait_until_settled(cloud, invoice, eventually)
    ours, theirs = books(cloud, other_practice.admin(), other_practice.ledger())
    assert {invoice: ours[invoice] for invoice in ours if ours[invoice] != theirs[invoice]} == {}


def test_a_refund_that_the_bank_sends_back_can_be_made_again(
    other_practice, deliver_events, eventually
):
    """A refund to `pm_card_refundFail` succeeds first, and fails later (T16)."""
    invoice = other_practice.sent(30_400)
    paid = other_practice.client.follow(invoice, other_practice.pay(invoice, "pm_card_refundFail"))
    assert paid["status"] == "paid"
    staff, refund = other_practice.staff, {"reason": "asked for"}
    refunded = staff.follow(invoice, staff.post(f"/invoices/{invoice}/refunds", refund))
    assert refunded["status"] == "refunded"
    other_practice.stripe("POST", "/_fake/settle", {"key": KEYS["secret_key"]})
    assert deliver_events() > 0
    seen = eventually(
        lambda: [
            answer
            for answer in [staff.get(f"/invoices/{invoice}")]
            if answer["status"] == "paid" and answer["refundable"]["minor"] == 30_400
        ]
    )
    assert "refund" in seen[0]["actions"]
    assert [line["what"] for line in seen[0]["timeline"]].count("refund_returned") == 1
