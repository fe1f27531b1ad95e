"""
Tests manual steps in the running cloud.

In these tests, an Admin closes a payment op, and a person resets a forgotten
password.
"""

import re
import time

import pyotp
import pytest

from chalicelib.billing.domain.op import OpState
from localstack.api_client import ApiClient, ApiRefused
from localstack.demo import CLIENTS, JORDAN, PASSWORD
from localstack.mailbox import mails
from tests.cloud.rows import change, ops

NEW = "Another-Kettle-2026"


@pytest.fixture(autouse=True, scope="module")
def quick(cloud):
    """Shorten the state machine's waits while these tests run."""
    cloud.wait_scale(0.01)
    yield
    cloud.wait_scale(1)


def test_an_admin_closes_a_payment_of_unknown_outcome(other_practice, cloud):
    """
    An Admin closes a payment whose outcome is unknown.

    The outcome and the evidence that the Admin enters are recorded.
    """
    invoice = other_practice.sent(33_300)
    other_practice.fault("html_502_before", "payment_intents", times=500)
    assert (
        other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "checking"
    )
    assert other_practice.admin().get(f"/invoices/{invoice}")["waits_for_you"] is None
    (row,) = ops(cloud, invoice)
    change(cloud, row, state=OpState.MANUAL.value)
    other_practice.stripe("DELETE", "/_fake/faults")
    waiting = other_practice.admin().get(f"/invoices/{invoice}")["waits_for_you"]
    assert (waiting["kind"], waiting["amount"]["minor"]) == ("pay", 33_300)
    assert other_practice.client.get(f"/invoices/{invoice}")["waits_for_you"] is None
    outcome = {
        "happened": True,
        "processor_id": "pi_seen_on_the_statement",
        "evidence": "November statement, line 12",
    }
    closed = other_practice.admin().post(f"/invoices/{invoice}/ops/{waiting['op']}/close", outcome)
    assert (closed["status"], closed["waits_for_you"]) == ("paid", None)
    assert [line["what"] for line in closed["timeline"]][-2:] == ["closed_by_hand", "charged"]
    entries = [
        line["what"] for line in other_practice.client.get(f"/invoices/{invoice}")["timeline"]
    ]
    assert "closed_by_hand" not in entries


def test_the_amount_owed_is_the_same_everywhere(practice):
    """
    The amount owed is the same in all places that show it.

    These are the totals, the client list, the client's invoices and the export.
    """
    practice.sent(4_100, client=CLIENTS[1])
    admin = practice.signed_in(JORDAN, "admin")
    totals, clients = admin.get("/practice/receivables"), admin.get("/clients")["items"]
    assert (
        totals["outstanding"]["n"]
        == totals["counts"]["sent"]
        == sum(each["unpaid"] for each in clients)
    )
    assert totals["outstanding"]["amount"]["minor"] == sum(
        each["balance"]["minor"] for each in clients
    )
    morgan = practice.client_ids[CLIENTS[1].email]
    (own,) = [each for each in clients if each["id"] == morgan]
    owed = admin.get(f"/clients/{morgan}/invoices")["owed"]
    assert (owed["amount"], owed["n"]) == (own["balance"], own["unpaid"])
    assert practice.signed_in(CLIENTS[1]).get("/invoices")["owed"] == owed
    overdue = admin.get("/invoices?status=overdue")["items"]
    assert len(overdue) == totals["overdue"]["n"] > 0
    assert all(each["overdue"] for each in overdue)
    lines = admin.get("/practice/invoice-export?status=unpaid")["csv"].splitlines()
    assert len(lines) == 1 + totals["outstanding"]["n"]


def test_a_forgotten_password_is_reset_and_the_second_factor_stays(cloud, other_practice):
    """
    S6, S7, S9: a forgotten password is reset, and the second factor stays.

    Our own check refuses a wrong code, although the local Cognito accepts any code.
    """
    email, live = other_practice.staff_email, other_practice.staff
    caller = ApiClient(cloud.url)
    caller.post("/auth/forgot", {"email": email.upper()})
    code = find_in_mail(cloud, email, r"code: (\d{8})")
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    with pytest.raises(ApiRefused) as refusal:
        caller.post("/auth/reset", {"email": email, "code": wrong, "password": NEW})
    assert refusal.value.status == 422
    caller.post("/auth/reset", {"email": email, "code": code, "password": NEW})
    assert find_in_mail(cloud, email, "(signed out everywhere)")
    with pytest.raises(ApiRefused) as refusal:
        live.get("/me")
    assert refusal.value.status == 401
    for password, answer in ((PASSWORD, None), (NEW, {"next": "totp"})):
        assert try_sign_in(caller, email, password) == answer
    caller.post("/auth/totp", {"code": pyotp.TOTP(other_practice.totp_secret).at(time.time() + 30)})
    live.cookies = caller.cookies
    assert live.get("/me")["person"]["email"] == email


def try_sign_in(caller, email, password):
    try:
        return caller.post("/auth/sign-in", {"email": email, "password": password})
    except ApiRefused:
        return None


def find_in_mail(cloud, email, pattern):
    """Return what the pattern's group matches in the newest e-mail to that address."""
    newest = [
        mail
        for mail in mails(cloud.mailbox_url)
        if email.casefold() in (to.casefold() for to in mail["To"])
    ][-1]
    return re.search(pattern, newest["BodyText"])[1]
