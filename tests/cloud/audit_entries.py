"""Reads what the audit trail gained during one request."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.platform.audit import keys
from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import moment
from localstack.cloud import Cloud


@dataclass(frozen=True)
class AuditEntries:
    """Lists the audit entries of a practice and of one client, since a moment."""

    cloud: Cloud
    practice: str
    client: str

    def of_client(self, since: datetime) -> list[dict[str, Any]]:
        """Return the entries about the client, oldest first."""
        return self._of(partitions.client_partition(self.practice, self.client), since)

    def of_practice(self, since: datetime) -> list[dict[str, Any]]:
        """Return the entries that are not about one client, oldest first."""
        return self._of(keys.audit_month(self.practice, datetime.now(UTC)), since)

    def _of(self, partition: str, since: datetime) -> list[dict[str, Any]]:
        answer = self.cloud.clients.make("dynamodb").query(
            TableName=self.cloud.name("AuditTable"),
            KeyConditionExpression="pk = :p AND sk >= :s",
            ExpressionAttributeValues={":p": {"S": partition}, ":s": {"S": moment(since)}},
        )
        return list(answer["Items"])
