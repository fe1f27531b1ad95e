"""What rests in the tables, read around the product."""

from typing import Any

from localstack.cloud import Cloud

Row = dict[str, Any]
KEPT = ("CoreTable", "RecordsTable")


def rows(cloud: Cloud, table: str) -> list[Row]:
    """Every item of a table, by its physical name, as it is stored."""
    pages = cloud.clients.make("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def belongings(cloud: Cloud, practice: str) -> list[Row]:
    """
    All that a practice keeps: without who looked at it, and which execution waits where, which is
    the machine's affair.
    """
    found = [
        row
        for logical in KEPT
        for row in rows(cloud, cloud.name(logical))
        if practice in row["pk"]["S"]
    ]
    found = [row for row in found if row["sk"]["S"] != "EXECUTION"]
    return sorted(found, key=lambda row: (row["pk"]["S"], row["sk"]["S"]))


def ops(cloud: Cloud, invoice: str) -> list[Row]:
    """The rows of an invoice's ops, oldest first."""
    found = [
        row for row in rows(cloud, cloud.name("CoreTable")) if row["sk"]["S"].startswith("OP#")
    ]
    return sorted(
        (row for row in found if row["invoice"]["S"] == invoice), key=lambda row: row["at"]["S"]
    )


def change(cloud: Cloud, row: Row, **facts: str | int) -> None:
    """Write facts of a row that lie in clear, as time alone would have changed them."""
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
