"""
Everything that the running cloud keeps, writes down or sends, as raw text: where a personal word
could come to rest.
"""

import base64
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from localstack.cloud import Cloud
from localstack.mailbox import mails
from tests.cloud.rows import rows

BOOKS = "ledger.jsonl"
Found = tuple[str, str]
"""Where, and what stands there."""


def everything(cloud: Cloud) -> Iterator[Found]:
    """All sinks, mail aside."""
    yield from tables(cloud)
    yield from logs(cloud)
    yield from machines(cloud)
    yield from queues(cloud)
    yield from objects(cloud)
    yield from processor(cloud)


def tables(cloud: Cloud) -> Iterator[Found]:
    """Every attribute of every item of every table, keys included; bytes as they are."""
    for name in cloud.clients.make("dynamodb").list_tables()["TableNames"]:
        for item in rows(cloud, name):
            for attribute, value in item.items():
                yield (
                    f"{name} {item['pk' if 'pk' in item else attribute]} {attribute}",
                    _flat(value),
                )


def logs(cloud: Cloud) -> Iterator[Found]:
    """What the functions, the emulator and the processor's double printed."""
    yield from (("a function's log", line) for line in cloud.log_lines())
    for log in (cloud.emulator.log, cloud.stripe_ledger / "log"):
        yield str(log), log.read_text(encoding="utf-8", errors="replace")


def machines(cloud: Cloud) -> Iterator[Found]:
    """Input, output and history of every execution."""
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


def queues(cloud: Cloud) -> Iterator[Found]:
    """Names and messages of queues."""
    queues = cloud.clients.make("sqs")
    for url in queues.list_queues().get("QueueUrls", []):
        yield "a queue", url
        received = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        yield from ((url, json.dumps(message)) for message in received.get("Messages", []))


def objects(cloud: Cloud) -> Iterator[Found]:
    """Names of objects, and what is in those that are not our own code."""
    store = cloud.clients.make("s3")
    for bucket in store.list_buckets()["Buckets"]:
        for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for each in page.get("Contents", []):
                yield f"{bucket['Name']}/{each['Key']}", each["Key"]
                if not each["Key"].endswith(".zip"):
                    body = store.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read()
                    yield f"{bucket['Name']}/{each['Key']}", body.decode("latin-1")


def processor(cloud: Cloud) -> Iterator[Found]:
    """Every request that the processor's double got, and all that it wrote down."""
    for file in (each for each in Path(cloud.stripe_ledger).rglob("*") if each.is_file()):
        yield file.name, file.read_text(encoding="utf-8", errors="replace")


def letters(cloud: Cloud) -> Iterator[Found]:
    """Every mail without its address: subject, texts, sender."""
    for mail in mails(cloud.mailbox_url):
        yield (
            "a mail",
            json.dumps(
                {name: value for name, value in mail.items() if name not in {"To", "Destinations"}}
            ),
        )


def people(cloud: Cloud) -> Iterator[Found]:
    """What the user pool knows of people, their e-mails aside."""
    pool = cloud.name("UserPool")
    for page in (
        cloud.clients.make("cognito-idp").get_paginator("list_users").paginate(UserPoolId=pool)
    ):
        for user in page["Users"]:
            rest = [each for each in user["Attributes"] if each["Name"] != "email"]
            yield "a user", json.dumps(rest)


def inbox(cloud: Cloud) -> list[dict[str, Any]]:
    """The emulator's own view of what was sent, whole."""
    with urllib.request.urlopen(cloud.mailbox_url, timeout=10) as answer:
        return [mail for box in json.load(answer)["messages"].values() for mail in box]


def seen(word: str, text: str) -> bool:
    """
    Whether a word stands in a text: plain, whatever its case, or as JSON, an address or base64
    would write it.
    """
    small = text.casefold()
    plain = {word, json.dumps(word)[1:-1], quote(word), quote(word, safe="")}
    return any(each.casefold() in small for each in plain) or any(
        each in text for each in _as_base64(word)
    )


def _as_base64(word: str) -> set[str]:
    # Three ways to fall into groups of three bytes; the groups at both ends hold neighbours, and
    # are left out.
    shifted = (base64.b64encode(b"\0" * shift + word.encode()).decode() for shift in range(3))
    return {each[4:-4] for each in shifted if len(each) > 15}


def _flat(value: dict[str, Any]) -> str:
    kind, inner = next(iter(value.items()))
    return bytes(inner).decode("latin-1") if kind == "B" else json.dumps(inner, default=str)
