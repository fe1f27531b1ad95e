"""
Words that nothing else could contain are sent through the product's doors; then all that it keeps
is read raw.

The file's name puts it last in its room, so that whatever the other files left in the same cloud is
read too.
"""

import base64
import json
from contextlib import suppress
from urllib.parse import parse_qsl

import pytest

from localstack import warm_up
from localstack.api_client import ApiClient, ApiRefused
from localstack.demo import CLIENTS, JORDAN, SAM
from tests.cloud import data_at_rest
from tests.cloud.other_practice import CLIENT_EMAIL, REASON, REFERENCE, SECRETS, STAFF_EMAIL, usd
from tests.cloud.raw_http import page_headers, send_as, send_raw
from tests.cloud.visit_files import open_visit_with_file

CARD = "4242 4242 4242 4242"
CARDS = (CARD, CARD.replace(" ", ""), "4000002760003184", "4000000000009995")
PROCESSOR_KEYS = ("sk_test_quillfeather", "whsec_quillfeather")
TOKENS = ("ctoken_",)
DEMO = tuple(person.name for person in (JORDAN, SAM, *CLIENTS)) + tuple(
    person.email for person in (JORDAN, SAM, *CLIENTS)
)
PASSWORD = "Willow-Creek-2026"


def found_in(texts, words):
    return sorted(
        {(where, word) for where, text in texts for word in words if data_at_rest.seen(word, text)}
    )


@pytest.fixture(scope="module")
def lived(practice, other_practice, cloud):
    """
    A few lives of invoices, with personal words wherever people can write, and refusals that quote
    some.
    """
    staff, client = other_practice.staff, other_practice.client
    paid, declined, check, forgiven, voided = (
        other_practice.sent(minor) for minor in (9100, 9200, 9300, 9400, 9500)
    )
    client.follow(paid, other_practice.pay(paid))
    client.follow(declined, other_practice.pay(declined, "pm_card_chargeDeclinedInsufficientFunds"))
    staff.act(paid, "refunds", {"amount": usd(100), "reason": REASON})
    received = {"method": "check", "reference": REFERENCE, "received_on": "2026-11-20"}
    staff.act(check, "record-payment", {"amount": usd(9300), **received})
    staff.act(forgiven, "forgive", {"reason": REASON})
    staff.act(voided, "void", {"reason": REASON})
    staff.post(f"/invoices/{declined}/remind")
    _met(other_practice)
    _refused(other_practice, declined)
    for clock in ("Sweep", "Remind", "Revive"):
        cloud.invoke(clock, warm_up.event(clock))
    return paid


def _met(other_practice):
    """
    An appointment that is moved and called off, each told by mail; a file in another one, by a
    client's name.
    """
    open_visit_with_file(other_practice)
    appointment = f"/appointments/{other_practice.booked(days=2, notify=True)}"
    other_practice.staff.request("PATCH", appointment, {"minutes": 25, "version": 1})
    other_practice.client.request("PATCH", appointment, {"status": "cancelled", "version": 2})


def _refused(other_practice, invoice):
    """
    Requests that carry personal words and are refused: what is refused is not written down either.
    """
    staff = other_practice.staff
    send_as(
        staff,
        "POST",
        f"/clients/{other_practice.client_id}/invoices",
        {"description": f"Card {CARD}", "amount": usd(100)},
    )
    send_as(staff, "POST", f"/invoices/{invoice}/void", {"reason": f"{REASON} {CARD}"})
    send_as(staff, "POST", f"/invoices/{invoice}/void", {REASON: REFERENCE})
    send_as(
        staff, "POST", "/clients", {"legal_name": "Thaddeus Brackenmoor", "email": CLIENT_EMAIL}
    )
    send_as(staff, "POST", "/clients", b'{"legal_name": "Thaddeus Brackenmoor')
    send_as(staff, "GET", f"/clients?cursor={CARD.replace(' ', '')}")
    send_as(staff, "GET", "/clients/Brackenmoor")
    headers = page_headers(other_practice.client) | {
        "Idempotency-Key": "Psammophobia",
        "X-Forwarded-For": "Gallowglass",
        "User-Agent": "Kittiwake",
    }
    send_raw(staff.url, "POST", f"/invoices/{invoice}/payments", b'{"token": "ctoken_x"}', headers)
    for email in (CLIENT_EMAIL, "brackenmoor@nowhere.example"):
        with suppress(ApiRefused):
            ApiClient(staff.url).sign_in(email, "Quagmire-Wrong-1")


def test_the_words_are_really_there_for_those_who_may_read_them(other_practice, lived):
    """Else the scan would prove nothing."""
    shown = json.dumps(
        [
            other_practice.staff.get(f"/clients/{other_practice.client_id}"),
            other_practice.staff.get(f"/invoices/{lived}"),
        ]
    )
    assert all(
        json.dumps(word)[1:-1] in shown
        for word in ("Gallowglass", "Psammophobia", "Ottoline", "Thaddeus")
    )


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_the_scan_sees_a_word_that_is_hidden(before):
    hidden = base64.b64encode(f"{before}Gallowglass Row".encode()).decode()
    for text in (hidden, "XX GALLOWGLASS ROW", "q=Gallowglass%20Row"):
        assert data_at_rest.seen("Gallowglass Row", text)
    assert not data_at_rest.seen("Gallowglass Row", "gallow glass row")


def test_no_personal_word_rests_anywhere_in_clear(cloud, lived):
    """S22: tables with their keys, logs, executions, queues, objects, the processor's own books."""
    assert found_in(data_at_rest.everything(cloud), SECRETS) == []


def test_nobody_of_the_other_practice_does_either(cloud, lived):
    """S22: whatever ran before in this cloud."""
    assert found_in(data_at_rest.everything(cloud), DEMO) == []


def test_no_password_key_or_card_token_rests_in_clear(cloud, lived):
    """S50: a processor's secrets and people's passwords."""
    ours_only = [
        each
        for part in (
            data_at_rest.tables,
            data_at_rest.logs,
            data_at_rest.machines,
            data_at_rest.queues,
        )
        for each in part(cloud)
    ]
    assert found_in(ours_only, (*PROCESSOR_KEYS, PASSWORD, *TOKENS, "Quagmire-Wrong-1")) == []


def test_no_card_number_is_anywhere(cloud, lived):
    """S46, S52: not even one that was refused; the processor alone knows it."""
    assert (
        found_in(
            (each for each in data_at_rest.everything(cloud) if each[0] != data_at_rest.BOOKS),
            CARDS,
        )
        == []
    )


def test_mail_tells_nothing_but_to_whom_it_goes(cloud, lived):
    """S27: neither a practice's people nor what it is about."""
    assert (
        found_in(
            data_at_rest.letters(cloud),
            (*SECRETS, *DEMO, *CARDS, "Marram", "9,1", "91.00", "92.00"),
        )
        == []
    )
    told = [mail for _, mail in data_at_rest.letters(cloud) if "appointment" in mail]
    assert len({json.loads(mail)["Subject"] for mail in told}) == 3
    assert {to for mail in data_at_rest.inbox(cloud) for to in mail["To"]} >= {
        CLIENT_EMAIL,
        STAFF_EMAIL,
    }


def test_the_user_pool_knows_people_by_their_e_mail_alone(cloud, lived):
    """S22"""
    assert (
        found_in(
            data_at_rest.people(cloud), [word for word in (*SECRETS, *DEMO) if "@" not in word]
        )
        == []
    )


def test_the_processor_is_told_an_amount_and_a_reference(other_practice, cloud, lived):
    """S28: of every request that was ever sent to it by us."""
    told = [
        line
        for line in _requests(cloud)
        if line["account"] == "quillfeather"
        and line["path"] != "/v1/test_helpers/confirmation_tokens"
    ]
    assert {name.partition("[")[0] for line in told for name in _names(line["body"])} <= {
        "amount",
        "automatic_payment_methods",
        "confirm",
        "confirmation_token",
        "currency",
        "expand",
        "metadata",
        "payment_intent",
        "reason",
        "created",
        "limit",
        "cancellation_reason",
    }


def _requests(cloud):
    return [
        json.loads(line)
        for line in (
            (cloud.stripe_ledger / "requests.jsonl").read_text(encoding="utf-8").splitlines()
        )
    ]


def _names(body):
    return [name for name, _ in parse_qsl(body)]
