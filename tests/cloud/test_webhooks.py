"""A signed processor notice triggers a look-up; any other changes nothing."""

import json
import time

import pytest
from stripe import WebhookSignature

from localstack.demo import JORDAN
from localstack.mailbox import mails
from tests.cloud.function_logs import lines_with
from tests.cloud.other_practice import CLIENT_EMAIL, KEYS
from tests.cloud.passing_time import books, make_due, wait_until_settled
from tests.cloud.raw_http import assert_refused, send_raw
from tests.cloud.rows import belongings, ops, rows

SECRET = KEYS["webhook_secret"]
MANNER = {
    "copies": 1,
    "delay": 0,
    "hold": False,
    "reverse": False,
    "bad_signature": False,
    "stale": 0,
}


@pytest.fixture(autouse=True, scope="module")
def quick(cloud):
    """The machine's own pauses, shortened."""
    cloud.wait_scale(0.01)
    yield
    cloud.wait_scale(1)


@pytest.fixture(scope="module")
def hook(other_practice):
    """Where the account's notices go."""
    return f"/hooks/stripe/{other_practice.practice}/{other_practice.account}"


@pytest.fixture(autouse=True)
def told(other_practice, cloud, hook):
    """The processor tells us, held until it is flushed; afterwards it is silent again."""
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
    """The path of the demo practice's account."""
    jordan = practice.signed_in(JORDAN, "admin")
    account = jordan.get("/practice/processors")["items"][0]["id"]
    return f"/hooks/stripe/{jordan.get('/me')['practice']['id']}/{account}"


def notice(ref="", intent="pi_unknown", name="evt_made_up"):
    """A notice as the processor words it; its amounts and states are lies."""
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


def signed(cloud, path, body, *, secret=SECRET, age=0, sent=None):
    header = WebhookSignature.generate_signature_header(
        body.decode(), secret, int(time.time()) - age
    )
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
    return send_raw(cloud.url, "POST", path, body if sent is None else sent, headers)


def remembered(cloud):
    return [
        row["pk"]["S"]
        for row in rows(cloud, cloud.name("EphemeralTable"))
        if row["pk"]["S"].startswith("W#")
    ]


def refused_notices(cloud):
    return len(lines_with(cloud, '"handler":"stripe_webhook"', '"ref":"refused"'))


def unknown(other_practice, minor, kind="lost_after"):
    """An invoice whose payment nobody knows of."""
    invoice = other_practice.sent(minor)
    other_practice.fault(kind, "payment_intents")
    result = other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert result["status"] == "checking"
    return invoice


def test_a_notice_wakes_the_payment_that_it_is_about(other_practice, told, eventually):
    invoice = unknown(other_practice, 30_000)
    assert told() > 0
    eventually(lambda: other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid")


def test_notices_thrice_and_in_reverse_change_nothing_more(other_practice, cloud, told, eventually):
    invoice = unknown(other_practice, 30_100)
    received = [mail for mail in mails(cloud.mailbox_url) if CLIENT_EMAIL in mail["To"]]
    assert told(copies=3, reverse=True) > 1
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
    events = remembered(cloud)
    assert len(events) == len(set(events))


def test_a_notice_may_come_before_the_answer(other_practice, told):
    invoice = other_practice.sent(30_200)
    other_practice.stripe("POST", "/_fake/webhooks", MANNER)
    other_practice.fault("webhook_first", "payment_intents")
    assert other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "paid"
    assert (
        len([each for each in other_practice.ledger()["charges"] if each["amount"] == 30_200]) == 1
    )


def test_what_is_not_signed_for_this_account_changes_nothing_and_is_counted(
    other_practice, cloud, hook, demo_hook, eventually
):
    """S51: badly signed, stale, altered, for another account, or no notice at all."""
    invoice = unknown(other_practice, 30_300)
    good = notice(ops(cloud, invoice)[0]["ref"]["S"])
    before, known, counted = (
        belongings(cloud, other_practice.practice),
        remembered(cloud),
        refused_notices(cloud),
    )
    elsewhere = (
        f"/hooks/stripe/{other_practice.practice}/nobody",
        f"/hooks/stripe/nobody/{other_practice.account}",
        demo_hook,
    )
    mixed = f"/hooks/stripe/{demo_hook.split('/')[3]}/{other_practice.account}"
    answer = [
        signed(cloud, hook, good, secret="whsec_wrong"),
        signed(cloud, hook, good, secret=""),
        signed(cloud, hook, good, age=301),
        signed(cloud, hook, good, sent=good.replace(b'"amount": 1', b'"amount": 2')),
        signed(cloud, hook, good, sent=b""),
        signed(cloud, hook, b"{}"),
        signed(cloud, hook, b"not json"),
        signed(cloud, hook, b"[]"),
        send_raw(cloud.url, "POST", hook, good, {"Content-Type": "application/json"}),
        send_raw(
            cloud.url,
            "POST",
            hook,
            good,
            {"Content-Type": "application/json", "Stripe-Signature": "t=x,v1=y"},
        ),
        *(signed(cloud, path, good) for path in (*elsewhere, mixed)),
    ]
    for each in answer:
        assert_refused(each, 400)
    assert len({each.fingerprint for each in answer}) == 1
    assert_refused(signed(cloud, hook, b'{"x": "' + b"x" * 3_000_000 + b'"}'), 413)
    assert (belongings(cloud, other_practice.practice), remembered(cloud)) == (before, known)
    eventually(lambda: refused_notices(cloud) == counted + len(answer) + 1)


def test_another_practices_genuine_notice_reaches_nothing_of_ours(
    other_practice, practice, cloud, demo_hook
):
    """S3, S51: signed for the demo practice, it names the other practice's op."""
    invoice = unknown(other_practice, 30_400)
    before = belongings(cloud, other_practice.practice)
    ref = ops(cloud, invoice)[0]["ref"]["S"]
    answer = signed(cloud, demo_hook, notice(ref, name=f"evt_{ref}"), secret="whsec_willowcreek")
    assert answer.status == 200
    assert belongings(cloud, other_practice.practice) == before


def test_a_notice_is_never_believed(other_practice, cloud, hook, told, eventually):
    """It reports a payment as made that was given up, by another op's charge or none."""
    invoice = unknown(other_practice, 30_500, "error_500")
    assert wait_until_settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    ref = ops(cloud, invoice)[0]["ref"]["S"]
    others = other_practice.ledger()["charges"][0]["payment_intent"]
    before = belongings(cloud, other_practice.practice)
    assert signed(cloud, hook, notice(ref, others, "evt_of_another")).status == 200
    assert_refused(signed(cloud, hook, notice(ref, "pi_nobodys", "evt_of_nobody")), 503)
    assert belongings(cloud, other_practice.practice) == before
    assert "W#" + other_practice.account + "#evt_of_nobody" not in remembered(cloud)


def given_up(other_practice, cloud, minor, eventually):
    """Return an invoice whose payment was given up before the processor made it."""
    invoice = other_practice.sent(minor)
    other_practice.fault("late_commit", "payment_intents")
    other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert wait_until_settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    return invoice


def test_money_that_comes_late_goes_back_by_itself(other_practice, cloud, told, eventually):
    """A payment was given up and paid again; then the first one succeeds too (T21)."""
    invoice = given_up(other_practice, cloud, 30_600, eventually)
    assert other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "paid"
    told()
    other_practice.stripe("POST", "/_fake/release", {})
    eventually(
        lambda: (
            len([each for each in other_practice.ledger()["charges"] if each["amount"] == 30_600])
            == 2
        )
    )
    told()
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


def test_no_book_of_ours_differs_from_the_processors(other_practice, cloud, eventually):
    """After every notice above."""
    for invoice in [
        row["id"]
        for row in other_practice.admin().get("/invoices")["items"]
        if row["overlay"] == "checking"
    ]:
        make_due(cloud, invoice)
        wait_until_settled(cloud, invoice, eventually)
    ours, theirs = books(cloud, other_practice.admin(), other_practice.ledger())
    assert {invoice: ours[invoice] for invoice in ours if ours[invoice] != theirs[invoice]} == {}
