"""Tests idempotency keys in the running product."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cloud.other_practice import DESCRIPTION, PROFILE, usd
from tests.cloud.raw_http import assert_refused, page_headers, send_raw
from tests.cloud.rows import belongings
from tests.cloud.visit_files import open_visit_with_file


@pytest.fixture(scope="module")
def home(other_practice):
    """Return ids of the other practice: a due invoice, its client, and a visit."""
    other_practice.client.post("/auth/touch")
    ids = {
        "client_id": other_practice.client_id,
        "invoice_id": other_practice.sent(),
        "account_id": other_practice.account,
    }
    return ids | open_visit_with_file(other_practice)


@pytest.fixture
def untouched(other_practice, home, cloud):
    """Check after the test that the other practice's rows are unchanged."""
    before = belongings(cloud, other_practice.practice)
    yield
    assert belongings(cloud, other_practice.practice) == before


@pytest.mark.parametrize("key", ["x" * 201, "a b", "a\tb"])
def test_an_invalid_idempotency_key_is_refused(key, other_practice, home, untouched):
    headers = page_headers(other_practice.client) | {"Idempotency-Key": key}
    answer = send_raw(
        other_practice.client.url,
        "POST",
        f"/invoices/{home['invoice_id']}/payments",
        b'{"token": "x"}',
        headers,
    )
    assert_refused(answer, 400)


def test_a_key_sent_many_times_at_once_creates_one_invoice(other_practice, home, cloud):
    other_practice.staff.switch_role("provider")
    path, body = (
        f"/clients/{home['client_id']}/invoices",
        json.dumps({"description": DESCRIPTION, "amount": usd(50)}).encode(),
    )

    def send(_number):
        return send_raw(
            cloud.url,
            "POST",
            path,
            body,
            page_headers(other_practice.staff) | {"Idempotency-Key": "draft-1"},
        )

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(6)))
    assert {each.status for each in answers} <= {201, 409}
    ids = {each.data["id"] for each in [*answers, send(9)] if each.status == 201}
    assert len(ids) == 1
    ids_in_list = [
        each["id"] for each in other_practice.staff.get(path)["items"] if each["id"] in ids
    ]
    assert len(ids_in_list) == 1


def test_a_key_with_another_body_is_refused(other_practice, home):
    other_practice.staff.switch_role("provider")
    path, key = f"/clients/{home['client_id']}/invoices", {"Idempotency-Key": "draft-2"}
    first = json.dumps({"description": DESCRIPTION, "amount": usd(51)}).encode()
    other = json.dumps({"description": DESCRIPTION, "amount": usd(52)}).encode()
    assert (
        send_raw(
            other_practice.staff.url, "POST", path, first, page_headers(other_practice.staff) | key
        ).status
        == 201
    )
    assert_refused(
        send_raw(
            other_practice.staff.url, "POST", path, other, page_headers(other_practice.staff) | key
        ),
        422,
    )
    amounts = [each["total"]["minor"] for each in other_practice.staff.get(path)["items"]]
    assert (amounts.count(51), amounts.count(52)) == (1, 0)


def test_a_key_sent_twice_creates_one_client(other_practice, home):
    other_practice.staff.switch_role("provider")
    body = json.dumps(PROFILE | {"email": "perpetua@brackenmoor.example"}).encode()
    headers = page_headers(other_practice.staff) | {"Idempotency-Key": "client-1"}
    answers = [
        send_raw(other_practice.staff.url, "POST", "/clients", body, headers) for _ in range(2)
    ]
    assert [each.status for each in answers] == [201, 201]
    assert answers[0].data["id"] == answers[1].data["id"]
