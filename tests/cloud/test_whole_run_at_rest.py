"""
Tests that no personal data sent through the API is stored in plain text.

The file's name makes pytest run this file last in its folder. The tests therefore
also read the data that the tests in other files left behind.
"""

import base64
import itertools
import json
from contextlib import suppress
from urllib.parse import parse_qsl

import pytest

from chalicelib.notices.domain import NoticeKind
from chalicelib.wiring.notices import NOTICE_TEXTS
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
VISIT_STEPS = (
    NoticeKind.APPOINTMENT_BOOKED,
    NoticeKind.APPOINTMENT_MOVED,
    NoticeKind.APPOINTMENT_CANCELLED,
)


def found_in(texts, words):
    return sorted(
        {(where, word) for where, text in texts for word in data_at_rest.words_in(text, words)}
    )


@pytest.fixture(scope="module")
def places(cloud, whole_run):
    """Return the text of everything that the cloud stores, by kind of storage."""
    readers = ("tables", "logs", "machines", "queues", "objects", "processor")
    return {name: list(getattr(data_at_rest, name)(cloud)) for name in readers}


@pytest.fixture
def everything(places):
    return list(itertools.chain(*places.values()))


@pytest.fixture(scope="module")
def whole_run(practice, other_practice, cloud):
    """Create invoices in all states, with personal words wherever possible."""
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
    _visit(other_practice)
    _send_refused_words(other_practice, declined)
    for clock in ("RemindAppointments", "Sweep", "Remind", "RemindAnswers", "Revive"):
        cloud.invoke(clock, warm_up.event(clock))
    return paid


def _visit(other_practice):
    """Share a file named after the client, then book, move and cancel a visit."""
    open_visit_with_file(other_practice)
    appointment = f"/appointments/{other_practice.booked(days=2, notify=True)}"
    other_practice.staff.request("PATCH", appointment, {"minutes": 25, "version": 1})
    other_practice.client.request("PATCH", appointment, {"status": "cancelled", "version": 2})


def _send_refused_words(other_practice, invoice):
    """Send personal words in requests that are refused; no word may be logged."""
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


def test_people_who_may_read_the_words_can_read_them(other_practice, whole_run):
    """
    People who may read the personal words can read them.

    This shows that the words are stored, so the scan would find words that are not sealed.
    """
    shown = json.dumps(
        [
            other_practice.staff.get(f"/clients/{other_practice.client_id}"),
            other_practice.staff.get(f"/invoices/{whole_run}"),
        ]
    )
    assert all(
        json.dumps(word)[1:-1] in shown
        for word in ("Gallowglass", "Psammophobia", "Ottoline", "Thaddeus")
    )


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_the_scan_finds_an_encoded_word(before):
    hidden = base64.b64encode(f"{before}Gallowglass Row".encode()).decode()
    for text in (hidden, "XX GALLOWGLASS ROW", "q=Gallowglass%20Row"):
        assert data_at_rest.words_in(text, ["Gallowglass Row"])
    assert not data_at_rest.words_in("gallow glass row", ["Gallowglass Row"])


def test_no_personal_word_is_stored_in_clear(everything):
    """
    S22: no personal word is stored in plain text.

    The test searches our own storage and the fake Stripe's files.
    """
    assert found_in(everything, SECRETS) == []


def test_no_name_of_the_demo_practice_is_stored_in_clear(everything):
    """
    S22: no name or e-mail address in the demo practice is stored in plain text.

    The test also searches the data that earlier tests stored in this cloud.
    """
    assert found_in(everything, DEMO) == []


def test_no_password_key_or_card_token_is_stored_in_clear(places):
    """
    S50: no secret is stored in plain text.

    Secrets are the processor's keys, people's passwords and card tokens.
    """
    texts = [text for name in ("tables", "logs", "machines", "queues") for text in places[name]]
    assert found_in(texts, (*PROCESSOR_KEYS, PASSWORD, *TOKENS, "Quagmire-Wrong-1")) == []


def test_no_card_number_is_stored_anywhere(everything):
    """S46, S52: we store no card number, not even a refused one."""
    texts = [each for each in everything if each[0] != data_at_rest.PROCESSOR_LEDGER]
    assert found_in(texts, CARDS) == []


def test_mail_contains_no_personal_word_but_its_recipient(cloud, whole_run):
    """
    S27: e-mails contain no personal word, except their recipients' addresses.

    No e-mail contains a person's name or says what a visit or an invoice is about.
    """
    texts = list(data_at_rest.mail_texts(cloud))
    words = (*SECRETS, *DEMO, *CARDS, "Marram", "9,1", "91.00", "92.00")
    assert found_in(texts, words) == []
    subjects = {json.loads(mail)["Subject"] for _, mail in texts if "appointment" in mail}
    assert subjects >= {NOTICE_TEXTS[kind].subject for kind in VISIT_STEPS}
    assert subjects <= {text.subject for text in NOTICE_TEXTS.values()}
    assert {to for mail in data_at_rest.inbox(cloud) for to in mail["To"]} >= {
        CLIENT_EMAIL,
        STAFF_EMAIL,
    }


def test_the_user_pool_stores_only_the_e_mail_of_people(cloud, whole_run):
    """
    S22: the user pool stores no fact about people except their e-mail addresses.

    People's names are stored sealed, outside the user pool.
    """
    words = [word for word in (*SECRETS, *DEMO) if "@" not in word]
    assert found_in(data_at_rest.people(cloud), words) == []


def test_the_processor_gets_an_amount_and_a_reference(other_practice, cloud, whole_run):
    """S28: our requests to the processor have only parameters about the payment."""
    requests = [
        line
        for line in _requests(cloud)
        if line["account"] == "quillfeather"
        and line["path"] != "/v1/test_helpers/confirmation_tokens"
    ]
    assert {name.partition("[")[0] for line in requests for name in _names(line["body"])} <= {
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
