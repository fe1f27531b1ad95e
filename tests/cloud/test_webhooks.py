"""What the processor tells of itself: a hint when it is signed for this account, and nothing at all otherwise."""

import json
import time

import pytest
from stripe import WebhookSignature

from localstack.demo import JORDAN
from localstack.mailbox import mails
from tests.cloud.other_practice import CLIENT_EMAIL, KEYS
from tests.cloud.passing_time import books, now_due, settled
from tests.cloud.raw_http import knock, must_refuse
from tests.cloud.rows import belongings, ops, rows
from tests.cloud.written import written

pytestmark = pytest.mark.xdist_group("localcloud")

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
def door(neighbour):
    """Where the account's notices go."""
    return f"/hooks/stripe/{neighbour.practice}/{neighbour.account}"


@pytest.fixture(autouse=True)
def told(neighbour, cloud, door):
    """The processor tells us, held until it is flushed; afterwards it is silent again."""
    neighbour.stripe("POST", "/_fake/webhooks", MANNER | {"hold": True})
    endpoint = {"key": KEYS["secret_key"], "url": f"{cloud.url}/api{door}", "secret": SECRET}
    neighbour.stripe("POST", "/_fake/webhook_endpoint", endpoint)

    def tell(**manner):
        neighbour.stripe("POST", "/_fake/webhooks", MANNER | {"hold": True} | manner)
        return neighbour.stripe("POST", "/_fake/webhooks/flush", {})["told"]

    yield tell
    neighbour.stripe("DELETE", "/_fake/faults")
    for each in neighbour.stripe("GET", "/v1/webhook_endpoints")["data"]:
        neighbour.stripe("DELETE", f"/v1/webhook_endpoints/{each['id']}")
    tell()
    neighbour.stripe("POST", "/_fake/webhooks", MANNER)


@pytest.fixture
def willow_door(practice):
    """Willow Creek's own."""
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
    return knock(cloud.url, "POST", path, body if sent is None else sent, headers)


def remembered(cloud):
    return [
        row["pk"]["S"]
        for row in rows(cloud, cloud.name("EphemeralTable"))
        if row["pk"]["S"].startswith("W#")
    ]


def refused_at_the_door(cloud):
    return len(written(cloud, '"handler":"stripe_webhook"', '"ref":"refused"'))


def unknown(neighbour, minor, kind="lost_after"):
    """An invoice whose payment nobody knows of."""
    invoice = neighbour.sent(minor)
    neighbour.fault(kind, "payment_intents")
    said = neighbour.client.followed(invoice, neighbour.pay(invoice))
    assert said["status"] == "checking"
    return invoice


def test_a_notice_wakes_the_payment_that_it_is_about(neighbour, told, eventually):
    invoice = unknown(neighbour, 30_000)
    assert told() > 0
    eventually(lambda: neighbour.client.get(f"/invoices/{invoice}")["words"] == "Paid")


def test_notices_thrice_and_in_reverse_change_nothing_more(neighbour, cloud, told, eventually):
    invoice = unknown(neighbour, 30_100)
    received = [mail for mail in mails(cloud.mailbox_url) if CLIENT_EMAIL in mail["To"]]
    assert told(copies=3, reverse=True) > 1
    eventually(lambda: neighbour.client.get(f"/invoices/{invoice}")["words"] == "Paid")
    seen = neighbour.staff.get(f"/invoices/{invoice}")
    assert [line["what"] for line in seen["timeline"]].count("charged") == 1
    assert len([each for each in neighbour.ledger()["charges"] if each["amount"] == 30_100]) == 1
    assert (
        len([mail for mail in mails(cloud.mailbox_url) if CLIENT_EMAIL in mail["To"]])
        == len(received) + 1
    )
    events = remembered(cloud)
    assert len(events) == len(set(events))


def test_a_notice_may_come_before_the_answer(neighbour, told):
    invoice = neighbour.sent(30_200)
    neighbour.stripe("POST", "/_fake/webhooks", MANNER)
    neighbour.fault("webhook_first", "payment_intents")
    assert neighbour.client.followed(invoice, neighbour.pay(invoice))["status"] == "paid"
    assert len([each for each in neighbour.ledger()["charges"] if each["amount"] == 30_200]) == 1


def test_what_is_not_signed_for_this_account_changes_nothing_and_is_counted(
    neighbour, cloud, door, willow_door, eventually
):
    """S51: badly signed, stale, altered, of another account or practice, or no notice at all."""
    invoice = unknown(neighbour, 30_300)
    good = notice(ops(cloud, invoice)[0]["ref"]["S"])
    before, known, counted = (
        belongings(cloud, neighbour.practice),
        remembered(cloud),
        refused_at_the_door(cloud),
    )
    elsewhere = (
        f"/hooks/stripe/{neighbour.practice}/nobody",
        f"/hooks/stripe/nobody/{neighbour.account}",
        willow_door,
    )
    mixed = f"/hooks/stripe/{willow_door.split('/')[3]}/{neighbour.account}"
    heard = [
        signed(cloud, door, good, secret="whsec_wrong"),
        signed(cloud, door, good, secret=""),
        signed(cloud, door, good, age=301),
        signed(cloud, door, good, sent=good.replace(b'"amount": 1', b'"amount": 2')),
        signed(cloud, door, good, sent=b""),
        signed(cloud, door, b"{}"),
        signed(cloud, door, b"not json"),
        signed(cloud, door, b"[]"),
        knock(cloud.url, "POST", door, good, {"Content-Type": "application/json"}),
        knock(
            cloud.url,
            "POST",
            door,
            good,
            {"Content-Type": "application/json", "Stripe-Signature": "t=x,v1=y"},
        ),
        *(signed(cloud, path, good) for path in (*elsewhere, mixed)),
    ]
    for each in heard:
        must_refuse(each, 400)
    assert len({each.told for each in heard}) == 1
    must_refuse(signed(cloud, door, b'{"x": "' + b"x" * 3_000_000 + b'"}'), 413)
    assert (belongings(cloud, neighbour.practice), remembered(cloud)) == (before, known)
    eventually(lambda: refused_at_the_door(cloud) == counted + len(heard) + 1)


def test_another_practices_genuine_notice_reaches_nothing_of_ours(
    neighbour, practice, cloud, willow_door
):
    """S3, S51: it is signed rightly for Willow Creek, and names an op of the neighbours'."""
    invoice = unknown(neighbour, 30_400)
    before = belongings(cloud, neighbour.practice)
    ref = ops(cloud, invoice)[0]["ref"]["S"]
    heard = signed(cloud, willow_door, notice(ref, name=f"evt_{ref}"), secret="whsec_willowcreek")
    assert heard.status == 200
    assert belongings(cloud, neighbour.practice) == before


def test_a_notice_is_never_believed(neighbour, cloud, door, told, eventually):
    """It claims that a payment which was given up came in after all, by a charge that is another op's, or nobody's."""
    invoice = unknown(neighbour, 30_500, "error_500")
    assert settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    ref = ops(cloud, invoice)[0]["ref"]["S"]
    others = neighbour.ledger()["charges"][0]["payment_intent"]
    before = belongings(cloud, neighbour.practice)
    assert signed(cloud, door, notice(ref, others, "evt_of_another")).status == 200
    must_refuse(signed(cloud, door, notice(ref, "pi_nobodys", "evt_of_nobody")), 503)
    assert belongings(cloud, neighbour.practice) == before
    assert "W#" + neighbour.account + "#evt_of_nobody" not in remembered(cloud)


def given_up(neighbour, cloud, minor, eventually):
    """An invoice whose payment was given up while the processor was still about to make it."""
    invoice = neighbour.sent(minor)
    neighbour.fault("late_commit", "payment_intents")
    neighbour.client.followed(invoice, neighbour.pay(invoice))
    assert settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    return invoice


def test_money_that_comes_late_goes_back_by_itself(neighbour, cloud, told, eventually):
    """The payment was given up, the client paid again, and then the first one succeeds after all (T21)."""
    invoice = given_up(neighbour, cloud, 30_600, eventually)
    assert neighbour.client.followed(invoice, neighbour.pay(invoice))["status"] == "paid"
    told()
    neighbour.stripe("POST", "/_fake/release", {})
    eventually(
        lambda: (
            len([each for each in neighbour.ledger()["charges"] if each["amount"] == 30_600]) == 2
        )
    )
    told()
    eventually(
        lambda: (
            [row["state"]["S"] for row in ops(cloud, invoice)]
            == ["failed", "succeeded", "succeeded"]
        )
    )
    seen = neighbour.client.get(f"/invoices/{invoice}")
    assert (seen["status"], seen["paid"]["minor"]) == ("paid", 30_600)
    assert sorted(
        each["amount_refunded"]
        for each in neighbour.ledger()["charges"]
        if each["amount"] == 30_600
    ) == [0, 30_600]


def test_no_book_of_ours_differs_from_the_processors(neighbour, cloud, eventually):
    """After every notice above."""
    for invoice in [
        row["id"]
        for row in neighbour.admin().get("/invoices")["items"]
        if row["overlay"] == "checking"
    ]:
        now_due(cloud, invoice)
        settled(cloud, invoice, eventually)
    ours, theirs = books(cloud, neighbour.admin(), neighbour.ledger())
    assert {invoice: ours[invoice] for invoice in ours if ours[invoice] != theirs[invoice]} == {}
