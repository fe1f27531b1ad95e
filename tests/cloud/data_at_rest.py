"""Reads all that the running cloud stores, logs or sends, as raw text."""

import base64
import json
import urllib.request
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from localstack.cloud import Cloud
from localstack.mailbox import mails
from tests.cloud.rows import rows

PROCESSOR_LEDGER = "ledger.jsonl"
Text = tuple[str, str]
"""The name of a place, and a text that is stored there."""


def tables(cloud: Cloud) -> Iterator[Text]:
    """Yield every attribute of every item of every table, keys included."""
    for name in cloud.clients.make("dynamodb").list_tables()["TableNames"]:
        for item in rows(cloud, name):
            for attribute, value in item.items():
                yield (
                    f"{name} {item['pk' if 'pk' in item else attribute]} {attribute}",
                    _flat(value),
                )


def logs(cloud: Cloud) -> Iterator[Text]:
    """Yield what the functions, the emulator and the fake Stripe printed."""
    yield from (("a function's log", line) for line in cloud.log_lines())
    for log in (cloud.emulator.log, cloud.stripe_ledger / "log"):
        yield str(log), log.read_text(encoding="utf-8", errors="replace")


def machines(cloud: Cloud) -> Iterator[Text]:
    """Yield the input, output and history of every state machine execution."""
    steps = cloud.clients.make("stepfunctions")
    for machine in steps.list_state_machines()["stateMachines"]:
        for page in steps.get_paginator("list_executions").paginate(
            stateMachineArn=machine["stateMachineArn"]
        ):
            for run in page["executions"]:
                arn = run["executionArn"]
                yield arn, json.dumps(steps.describe_execution(executionArn=arn), default=str)
                histories = steps.get_paginator("get_execution_history").paginate(executionArn=arn)
                yield from (
                    (f"history of {arn}", json.dumps(history["events"], default=str))
                    for history in histories
                )


def queues(cloud: Cloud) -> Iterator[Text]:
    """Yield the URL of every queue and the messages in it."""
    queues = cloud.clients.make("sqs")
    for url in queues.list_queues().get("QueueUrls", []):
        yield "a queue", url
        received = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        yield from ((url, json.dumps(message)) for message in received.get("Messages", []))


def objects(cloud: Cloud) -> Iterator[Text]:
    """
    Yield the key and the content of each object in the cloud's buckets.

    The bucket decrypts what it returns. So of a file that is sealed with the storage key, the
    function yields only the key and the metadata. The same holds for zip files, which contain our
    own code.
    """
    store, storage_key = cloud.clients.make("s3"), cloud.name("StorageKey")
    for bucket in store.list_buckets()["Buckets"]:
        for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for each in page.get("Contents", []):
                yield f"{bucket['Name']}/{each['Key']}", each["Key"]
                if each["Key"].endswith(".zip"):
                    continue
                stored = store.get_object(Bucket=bucket["Name"], Key=each["Key"])
                is_sealed = str(stored.get("SSEKMSKeyId", "")).endswith(storage_key)
                text = (
                    str(stored["Metadata"])
                    if is_sealed
                    else stored["Body"].read().decode("latin-1")
                )
                yield f"{bucket['Name']}/{each['Key']}", text


def processor(cloud: Cloud) -> Iterator[Text]:
    """Yield the fake Stripe's files, one of which logs all requests it received."""
    for file in (each for each in Path(cloud.stripe_ledger).rglob("*") if each.is_file()):
        yield file.name, file.read_text(encoding="utf-8", errors="replace")


def mail_texts(cloud: Cloud) -> Iterator[Text]:
    """Yield every e-mail's subject, texts and sender, without its recipients."""
    for mail in mails(cloud.mailbox_url):
        yield (
            "a mail",
            json.dumps(
                {name: value for name, value in mail.items() if name not in {"To", "Destinations"}}
            ),
        )


def people(cloud: Cloud) -> Iterator[Text]:
    """Yield what the user pool stores about people, except their e-mail addresses."""
    pool = cloud.name("UserPool")
    for page in (
        cloud.clients.make("cognito-idp").get_paginator("list_users").paginate(UserPoolId=pool)
    ):
        for user in page["Users"]:
            rest = [each for each in user["Attributes"] if each["Name"] != "email"]
            yield "a user", json.dumps(rest)


def inbox(cloud: Cloud) -> list[dict[str, Any]]:
    """Return every e-mail that was sent, as the emulator stores it."""
    with urllib.request.urlopen(cloud.mailbox_url, timeout=10) as answer:
        return [mail for box in json.load(answer)["messages"].values() for mail in box]


def words_in(text: str, words: Iterable[str]) -> list[str]:
    """
    Return the words in `words` that the text contains.

    The function finds words in plain text, and words that are encoded as JSON, for URLs
    or as base64.
    """
    folded = text.casefold()
    return [
        word
        for word in words
        if any(form in folded for form in _plain_forms(word))
        or any(form in text for form in _base64_forms(word))
    ]


@cache
def _plain_forms(word: str) -> set[str]:
    forms = {word, json.dumps(word)[1:-1], quote(word), quote(word, safe="")}
    return {form.casefold() for form in forms}


@cache
def _base64_forms(word: str) -> set[str]:
    # A word may start at each of three positions in a group of three bytes. The first and the last
    # group also encode neighboring bytes, and are left out.
    shifted = (base64.b64encode(b"\0" * shift + word.encode()).decode() for shift in range(3))
    return {form[4:-4] for form in shifted if len(form) > 15}


def _flat(value: dict[str, Any]) -> str:
    kind, inner = next(iter(value.items()))
    return bytes(inner).decode("latin-1") if kind == "B" else json.dumps(inner, default=str)
