"""
Tests an invoice's whole life in the running cloud.

The tests use the API, the state machine, the tables, the fake Stripe and the mailbox.
"""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from localstack.api_client import ApiRefused
from localstack.demo import CLIENTS, JORDAN, SAM
from localstack.demo_invoices import STRIPE_KEYS, card_token
from localstack.mailbox import mails

AVERY, MORGAN, RILEY = CLIENTS
USD = "USD"


def usd(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": USD}


def words(mail: dict[str, object]) -> str:
    return json.dumps(mail.get("Body")) + json.dumps(mail.get("Subject"))


def test_a_client_gets_a_mail_without_details_pays_and_has_a_receipt(practice, cloud):
    """S27: an e-mail about an invoice has no details."""
    before = len(mails(cloud.mailbox_url))
    invoice = practice.sent(12500, "Session about grief")
    notices = [
        mail for mail in mails(cloud.mailbox_url)[before:] if AVERY.email in json.dumps(mail)
    ]
    assert len(notices) == 1
    assert not [
        word for word in ("grief", "125", "Avery", "Willow", "Jordan") if word in words(notices[0])
    ]
    invoice_seen = practice.signed_in(AVERY).get(f"/invoices/{invoice}")
    assert (invoice_seen["words"], invoice_seen["actions"], invoice_seen["balance"]) == (
        "Due",
        ["pay"],
        usd(12500),
    )
    paid = practice.pay(invoice)
    assert (paid["status"], paid["balance"], paid["paid"]) == ("paid", usd(0), usd(12500))
    assert paid["card"] == {"brand": "visa", "last4": "4242"}
    receipt = practice.signed_in(AVERY).get(f"/invoices/{invoice}/receipt")
    assert (receipt["paid"], receipt["number"]) == (usd(12500), invoice_seen["number"])


def test_a_payment_is_refunded_in_part_and_then_the_rest(practice):
    invoice = practice.sent(10000)
    practice.pay(invoice)
    admin = practice.signed_in(JORDAN, "admin")
    part = admin.act(invoice, "refunds", {"amount": usd(3000), "reason": "Ended early"})
    assert (part["status"], part["words"], part["refunded"]) == (
        "paid",
        "Partly refunded",
        usd(3000),
    )
    rest = admin.act(invoice, "refunds", {"reason": "Not needed"})
    assert (rest["status"], rest["refunded"], rest["actions"]) == (
        "refunded",
        usd(10000),
        ["receipt"],
    )
    with pytest.raises(ApiRefused) as refusal:
        admin.post(f"/invoices/{invoice}/refunds", {"amount": usd(1), "reason": "Again"})
    assert refusal.value.status == 409


@pytest.mark.parametrize(
    ("act", "status", "client_reads"),
    [("forgive", "forgiven", "Nothing owed"), ("void", "voided", "Cancelled")],
)
def test_an_invoice_is_closed_without_payment(practice, act, status, client_reads):
    invoice = practice.sent()
    closed = practice.signed_in(JORDAN, "provider").act(invoice, act, {"reason": "As agreed"})
    assert (closed["status"], closed["balance"], closed["actions"]) == (status, usd(0), [])
    seen = practice.signed_in(AVERY).get(f"/invoices/{invoice}")
    assert seen["words"] == client_reads
    assert "As agreed" not in json.dumps(seen)


def test_a_check_is_recorded_and_reversed(practice):
    invoice = practice.sent(8000)
    jordan = practice.signed_in(JORDAN, "admin")
    check = {"method": "check", "reference": "1042", "received_on": "2026-11-20"}
    part = jordan.act(invoice, "record-payment", {"amount": usd(3000), **check})
    assert (part["words"], part["balance"]) == ("Partly paid", usd(5000))
    paid = jordan.act(invoice, "record-payment", {"amount": usd(5000), **check})
    assert paid["status"] == "paid"
    line = next(each["entry"] for each in paid["timeline"] if each["what"] == "recorded")
    back = jordan.act(invoice, "reverse-payment", {"entry": line, "reason": "The check bounced"})
    assert (back["status"], back["balance"]) == ("sent", usd(3000))


def test_a_declined_card_leaves_the_invoice_due_and_says_why(practice):
    invoice = practice.sent()
    result = practice.pay(invoice, "pm_card_chargeDeclinedInsufficientFunds")
    assert (result["status"], result["message"]) == (
        "declined",
        "The card does not have enough money available. Try another card.",
    )
    assert practice.signed_in(AVERY).get(f"/invoices/{invoice}")["words"] == "Due"
    assert practice.pay(invoice)["status"] == "paid"


def test_a_payment_that_needs_the_banks_check_succeeds_after_it(practice):
    invoice = practice.sent()
    result = practice.pay(invoice, "pm_card_authenticationRequired")
    assert result["status"] == "action_required"
    secret = result["client_action"]["client_secret"]
    practice.tell_stripe(
        "/_fake/authenticate",
        {"key": STRIPE_KEYS["secret_key"], "client_secret": secret, "passed": True},
    )
    avery = practice.signed_in(AVERY)
    done = avery.post(f"/invoices/{invoice}/ops/{result['op']}/resume")
    assert avery.follow(invoice, done)["status"] == "paid"


def test_a_double_click_charges_once(practice, cloud):
    invoice = practice.sent(4300)
    avery = practice.signed_in(AVERY)
    tokens = [card_token(cloud.stripe_url) for _ in range(2)]

    def click(token: str) -> object:
        try:
            return avery.act(invoice, "payments", {"token": token})
        except ApiRefused as refusal:
            return refusal.status

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(click, tokens))
    assert avery.get(f"/invoices/{invoice}")["paid"] == usd(4300)
    charges = [each for each in practice.ledger()["charges"] if each["amount"] == 4300]
    assert len(charges) == 1


def test_a_repeated_request_gets_the_same_answer_and_charges_nothing(practice, cloud):
    invoice = practice.sent(4400)
    avery = practice.signed_in(AVERY)
    payment = {"token": card_token(cloud.stripe_url)}
    answers = [avery.act(invoice, "payments", payment, key="pay-once") for _ in range(2)]
    assert [each["status"] for each in answers] == ["paid", "paid"]
    with pytest.raises(ApiRefused) as refusal:
        avery.post(f"/invoices/{invoice}/payments", {"token": "ctoken_other"}, key="pay-once")
    assert refusal.value.status in {409, 422}


def test_of_two_simultaneous_actions_one_wins_and_the_other_gets_the_fresh_state(practice):
    invoice = practice.sent()
    provider = practice.signed_in(JORDAN, "provider")

    def act(action: str) -> object:
        try:
            return provider.act(invoice, action, {"reason": "Both at once"})["status"]
        except ApiRefused as refusal:
            return refusal.answer

    with ThreadPoolExecutor(2) as pool:
        result = list(pool.map(act, ["void", "forgive"]))
    conflicts = [each for each in result if isinstance(each, dict)]
    assert len(conflicts) == 1
    assert conflicts[0]["error"] == "Conflict"
    assert conflicts[0]["fresh"]["status"] in {"voided", "forgiven", "sent"}


def test_a_provider_without_assignment_finds_nothing(practice):
    """S2: a provider reaches only their own clients."""
    invoice = practice.sent()
    sam = practice.signed_in(SAM, "provider")
    paths = [
        f"/invoices/{invoice}",
        f"/clients/{practice.client_ids[AVERY.email]}",
        f"/clients/{practice.client_ids[AVERY.email]}/invoices",
    ]
    for path in paths:
        with pytest.raises(ApiRefused) as refusal:
            sam.get(path)
        assert refusal.value.status == 404


def test_another_client_finds_nothing(practice):
    """S2: a client reaches only their own invoices."""
    invoice = practice.sent()
    with pytest.raises(ApiRefused) as refusal:
        practice.signed_in(RILEY).get(f"/invoices/{invoice}")
    assert refusal.value.status == 404


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (usd(0), "amount"),
        (usd(-100), "amount"),
        (usd(10**11), "amount"),
        ({"minor": 12.5, "currency": USD}, "amount.minor"),
        ({"minor": 100, "currency": "EUR"}, "amount"),
    ],
)
def test_an_invalid_amount_is_refused_by_its_field(practice, amount, field):
    jordan = practice.signed_in(JORDAN, "provider")
    with pytest.raises(ApiRefused) as refusal:
        jordan.post(
            f"/clients/{practice.client_ids[AVERY.email]}/invoices",
            {"description": "Session", "amount": amount},
        )
    assert (refusal.value.status, list(refusal.value.answer["fields"])) == (422, [field])


def test_a_card_number_in_a_description_is_refused_and_explained(practice):
    """S46: card numbers are refused in text fields."""
    jordan = practice.signed_in(JORDAN, "provider")
    draft = {"description": "Card 4242 4242 4242 4242", "amount": usd(100)}
    with pytest.raises(ApiRefused) as refusal:
        jordan.post(f"/clients/{practice.client_ids[AVERY.email]}/invoices", draft)
    assert refusal.value.status == 422
    assert "card number" in refusal.value.answer["fields"]["description"]
    assert "4242" not in json.dumps(refusal.value.answer)


def test_at_the_end_our_ledger_equals_the_processors(practice):
    admin = practice.signed_in(JORDAN, "admin")
    ours: dict[str, tuple[int, int]] = {}
    cursor = None
    while True:
        page = admin.get(f"/invoices?cursor={cursor}" if cursor else "/invoices")
        for row in page["items"]:
            invoice = admin.get(f"/invoices/{row['id']}")
            charged = sum(
                line["amount"]["minor"] for line in invoice["timeline"] if line["what"] == "charged"
            )
            if charged:
                ours[row["id"]] = (charged, invoice["refunded"]["minor"])
        cursor = page["next"]
        if not cursor:
            break
    theirs = sorted(
        (each["amount"], each["amount_refunded"]) for each in practice.ledger()["charges"]
    )
    assert sorted(ours.values()) == theirs
