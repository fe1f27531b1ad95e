"""Checks that docs/architecture.md lists the files that run during a payment."""

import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from chalicelib.billing import tasks
from chalicelib.kernel.access import Role
from chalicelib.platform import aws, settings
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import payments as wiring_payments
from tests.localstack.stripe.stand_in import StripeStandIn
from tests.practice.practice_api import CLIENT, SERVICE, PracticeApi, send

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
PATHS = re.compile(r"^\d+\. `(chalicelib/[\w/]+\.py)`", re.MULTILINE)
MAX_REQUEST_FILES, MAX_MACHINE_FILES = 29, 15
LISTED_WHOLE = ("chalicelib/billing/", "chalicelib/payments/")
ROW_LAYOUT = re.compile(r"/store/(keys|mapping|\w+_items)\.py$")
AMOUNT = {"minor": 12500, "currency": "USD"}


class Trace:
    """
    Records the product's files in the order in which their code first runs.

    `request`: the files that ran in the HTTP request. `machine`: the files that the
    state machine ran.
    """

    def __init__(self):
        self.request, self.machine = {}, {}
        self.current = self.request

    def __call__(self, frame, event, _argument):
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(str(ROOT / "chalicelib")):
            self.current.setdefault(Path(name).relative_to(ROOT).as_posix())

    @contextmanager
    def running(self):
        sys.setprofile(self)
        try:
            yield
        finally:
            sys.setprofile(None)

    @contextmanager
    def as_machine(self):
        before, self.current = self.current, self.machine
        try:
            yield
        finally:
            self.current = before


class StepFunctionsInProcess:
    """Fakes Step Functions, and runs the invoice's state machine in this process."""

    def __init__(self, trace):
        self.trace, self.executions = trace, {}

    def start_execution(self, *, stateMachineArn, name, input):  # noqa: A002, N803, ARG002
        self._run(json.loads(input), token=f"token-{len(self.executions)}")

    def send_task_success(self, *, taskToken, output):  # noqa: N803, ARG002
        self._run(self.executions[taskToken], taskToken)

    def _run(self, ids, token):
        with self.trace.as_machine():
            while (move := tasks.invoice_next_move(ids, None))["next"] == "act":
                result = tasks.invoice_charge({**ids, "op": move["op"]}, None)
                assert result["outcome"]
            tasks.invoice_wait({**ids, "token": token}, None)
        self.executions[token] = ids


@pytest.fixture
def trace(front, tmp_path, monkeypatch):
    """Record the files that run while a client pays an invoice at the fake Stripe."""
    stand_in, trace = StripeStandIn(tmp_path).start(), Trace()
    monkeypatch.setenv("STRIPE_API_BASE", stand_in.url)
    settings.settings.cache_clear()
    wiring_payments.processor_accounts.cache_clear()
    wiring_billing.executions.cache_clear()
    machine = StepFunctionsInProcess(trace)
    real_client = aws.client
    monkeypatch.setattr(
        aws,
        "client",
        lambda name, **options: (
            machine if name == "stepfunctions" else real_client(name, **options)
        ),
    )
    account = stand_in.new_account()
    client, invoice = sent_invoice(PracticeApi(front), account)
    token = {"token": account.token()}
    with trace.running():
        answer = send(client, "POST", "/invoices/{invoice_id}/payments", invoice, token)
    stand_in.stop()
    assert answer.json["status"] == "paid", answer.text
    return trace


def sent_invoice(office, account):
    office.accept()
    fields = {"publishable_key": account.publishable, "secret_key": account.secret}
    processor = {"kind": "stripe", "description": "Main account", "fields": fields}
    assert office.admin.post("/practice/processors", processor).status == 201
    service = office.admin.get("/services/client-billing", SERVICE).json
    sam = office.sam.get("/me").json["person"]["id"]
    enabled = {"enabled": True, "version": service["version"], "provider_ids": [sam]}
    enabled["record_payments_only"] = False
    assert send(office.admin, "PUT", SERVICE, "client-billing", enabled).status == 200
    browser = office.front.signed_in(Role.CLIENT)
    client = browser.get("/me").json["client_id"]
    profile = office.admin.get(f"/clients/{client}", CLIENT).json
    assigned = {"provider_ids": [sam], "version": profile["version"]}
    assert send(office.admin, "PATCH", CLIENT, client, assigned).status == 200
    draft = {"description": "Two visits", "amount": AMOUNT}
    invoice = send(office.sam, "POST", f"{CLIENT}/invoices", client, draft).json["id"]
    assert send(office.sam, "POST", "/invoices/{invoice_id}/send", invoice, {}).status == 200
    return browser, invoice


def listed(heading):
    section = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n")[1].split("\n#")[0]
    return PATHS.findall(section)


def billing_and_payments(paths):
    return [path for path in paths if path.startswith(LISTED_WHOLE) and not ROW_LAYOUT.search(path)]


def test_the_page_names_the_files_of_a_payment_in_the_order_they_run(trace):
    request, machine = listed("The request"), listed("The state machine")
    assert request == [path for path in trace.request if path in request]
    assert machine == [path for path in trace.machine if path in machine]
    assert 0 < len(request) <= MAX_REQUEST_FILES
    assert 0 < len(machine) <= MAX_MACHINE_FILES
    assert not set(billing_and_payments(trace.request)) - set(request)
    assert not set(billing_and_payments(trace.machine)) - {*request, *machine}
