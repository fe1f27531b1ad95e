"""Tests messages in the running product: order, exactly once, and the reminder."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from localstack import warm_up
from localstack.demo import CLIENTS, JORDAN
from localstack.mailbox import mails
from tests.cloud.raw_http import page_headers, send_raw


@pytest.fixture
def jordan(practice):
    return practice.signed_in(JORDAN, "provider")


@pytest.fixture
def thread(practice):
    """Return the id of a thread in which Avery has asked something."""
    return practice.asked()


def send(caller, thread, text, key):
    headers = page_headers(caller) | {"Idempotency-Key": key}
    body = json.dumps({"text": text}).encode()
    return send_raw(caller.url, "POST", f"/threads/{thread}/messages", body, headers)


def texts(caller, thread):
    messages = caller.get(f"/threads/{thread}")["messages"]["items"]
    assert [each["n"] for each in messages] == list(range(1, len(messages) + 1))
    return [each["text"] for each in messages]


def test_messages_that_many_send_at_once_are_stored_once_and_in_one_order(practice, jordan, thread):
    avery = practice.signed_in(CLIENTS[0])
    requests = [
        (caller, f"{name} {number}", f"{thread} {name} {number}".replace(" ", "-"))
        for number in range(4)
        for caller, name in ((jordan, "Jordan"), (avery, "Avery"))
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: send(each[0], thread, *each[1:]), requests * 2))
    assert {each.status for each in answers} <= {201, 409, 503}
    for caller, text, key in requests:
        assert send(caller, thread, text, key).status == 201
    stored = texts(jordan, thread)
    assert sorted(stored[1:]) == sorted(text for _, text, _ in requests)


def test_a_message_waits_until_somebody_responds(jordan, thread):
    waiting = [each["id"] for each in jordan.get("/threads?waiting=true")["items"]]
    assert thread in waiting
    assert thread in {each["thread_id"] for each in jordan.get("/threads/attention")["items"]}
    jordan.post(f"/threads/{thread}/messages", {"text": "Yes, of course."})
    assert thread not in {each["id"] for each in jordan.get("/threads?waiting=true")["items"]}


def test_the_reminder_function_runs_with_its_own_permissions(cloud, thread):
    """S27: a thread that does not wait for five days yet causes no reminder."""
    cloud.invoke("RemindAnswers", warm_up.event("RemindAnswers"))
    before = len(mails(cloud.mailbox_url))
    answer = cloud.invoke("RemindAnswers", warm_up.event("RemindAnswers"))
    assert answer == {"told": 0, "reminded": 0}
    assert len(mails(cloud.mailbox_url)) == before
