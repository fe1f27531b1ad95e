"""Reads and changes rows of the tables directly, without the product."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.platform.dynamodb.key_parts import moment
from localstack.cloud import Cloud

Row = dict[str, Any]
PRACTICE_TABLES = ("CoreTable", "RecordsTable")
DUE_RECORDS = (
    "FREEDDUE#",
    "NOTEDUE#",
    "REMINDDUE#",
    "REQUESTDUE#",
    "SCANDUE#",
    "SERIESDUE#",
    "SETTLEDUE#",
    "WAITDUE#",
)
"""How the keys of queues begin from which schedules change records."""


def rows(cloud: Cloud, table: str) -> list[Row]:
    """Return every item of a table, given by its physical name, as it is stored."""
    pages = cloud.clients.make("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def belongings(cloud: Cloud, practice: str) -> list[Row]:
    """Return all rows of a practice except audit entries and executions."""
    belonging = [
        row
        for logical in PRACTICE_TABLES
        for row in rows(cloud, cloud.name(logical))
        if practice in row["pk"]["S"] and row["sk"]["S"] != "EXECUTION"
    ]
    return sorted(belonging, key=lambda row: (row["pk"]["S"], row["sk"]["S"]))


def postpone_due_work(cloud: Cloud, practice: str) -> None:
    """
    Let no schedule change a practice's records for the next hours.

    Malware verdicts are stored, held notes are sealed and reminders are sent when they are due.
    """
    for row in belongings(cloud, practice):
        if row.get("g3pk", {"S": ""})["S"].startswith(DUE_RECORDS):
            change(cloud, row, g3sk=moment(datetime.now(UTC) + timedelta(hours=3)))


def ops(cloud: Cloud, invoice: str) -> list[Row]:
    """Return the rows of an invoice's payments and refunds (ops), oldest first."""
    return sorted(
        (row for row in all_ops(cloud) if row["invoice"]["S"] == invoice),
        key=lambda row: row["at"]["S"],
    )


def all_ops(cloud: Cloud) -> list[Row]:
    """Return the rows of every invoice's payments and refunds (ops)."""
    return [row for row in rows(cloud, cloud.name("CoreTable")) if row["sk"]["S"].startswith("OP#")]


def change(cloud: Cloud, row: Row, **facts: str | int) -> None:
    """
    Set attributes of a row.

    `facts` maps attribute names to new values. Only attributes that are stored unsealed can
    be set.
    """
    values = {
        f":{name}": {"N": str(fact)} if isinstance(fact, int) else {"S": fact}
        for name, fact in facts.items()
    }
    cloud.clients.make("dynamodb").update_item(
        TableName=cloud.name("CoreTable"),
        Key={"pk": row["pk"], "sk": row["sk"]},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in facts),
        ExpressionAttributeNames={f"#{name}": name for name in facts},
        ExpressionAttributeValues=values,
    )


def make_reminders_due(cloud: Cloud, appointment: str) -> None:
    """Change an appointment's plan of reminders as if it had been booked two days ago."""
    (plan,) = [
        row
        for row in rows(cloud, cloud.name("CoreTable"))
        if row["sk"]["S"] == "REMINDERS" and appointment in row["pk"]["S"]
    ]
    now = datetime.now(UTC)
    booked = moment(now - timedelta(days=2))
    change(cloud, plan, began=booked, since=booked, g3sk=moment(now))
