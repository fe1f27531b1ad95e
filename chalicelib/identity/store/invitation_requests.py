"""Stores which person each invitation request invited."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.transactions import new_transaction


@dataclass(frozen=True, slots=True)
class DynamoInvitationRequests:
    """
    Implements `InvitationRequests`. `now` returns a datetime with a time zone.

    The requests are stored in DynamoDB. The identity provider creates an invited person outside any
    DynamoDB transaction, so the request is stored right after the person is created.
    """

    now: Callable[[], datetime]

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def remember(self, access: Access, key: IdempotencyKey, result: str) -> None:
        rows = new_transaction()
        self._requests.remember(rows, access, key, result)
        with suppress(AlreadyProcessed):
            self._requests.commit(rows, access, key)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("colleagues", self.now)
