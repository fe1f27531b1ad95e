"""Webhooks: signed as the SDK verifies them; told twice, late, out of order or badly signed on request."""

import asyncio
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
from stripe import WebhookSignature

from localstack.stripe import webhook_endpoints
from localstack.stripe.account import Account, Object, visible
from localstack.stripe.accounts import Accounts

RETRIES_SECONDS = (1, 5, 25)


@dataclass
class Manner:
    """How webhooks are told: `hold` keeps them until a flush, `stale` ages the signature by seconds."""

    copies: int = 1
    delay: float = 0
    hold: bool = False
    reverse: bool = False
    bad_signature: bool = False
    stale: int = 0


class Webhooks:
    """Tells events to the accounts' endpoints and writes down what arrived."""

    def __init__(self, accounts: Accounts) -> None:
        self.manner = Manner()
        self._accounts = accounts
        self._held: list[tuple[Account, Object]] = []
        self._running: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    def send(self, account: Account, events: Iterable[Object]) -> "asyncio.Future[Any]":
        """Start telling; the future ends when each was told or given up."""
        pairs = [(account, event) for event in events]
        if self.manner.hold:
            self._held += pairs
            pairs = []
        task = asyncio.ensure_future(self._tell_all(pairs[::-1] if self.manner.reverse else pairs))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def flush(self) -> int:
        """Tell what was held; says how many."""
        held, self._held = self._held, []
        await self._tell_all(held[::-1] if self.manner.reverse else held)
        return len(held)

    async def close(self) -> None:
        """Stop telling."""
        for task in self._running:
            task.cancel()
        if self._session:
            await self._session.close()

    async def _tell_all(self, pairs: list[tuple[Account, Object]]) -> None:
        for account, event in pairs:
            for endpoint in webhook_endpoints.wanting(account, event):
                await self._tell(account, event, endpoint)

    async def _tell(self, account: Account, event: Object, endpoint: Object) -> None:
        await asyncio.sleep(self.manner.delay)
        for wait in (*RETRIES_SECONDS, 0):
            statuses = [await self._arrives(event, endpoint) for _ in range(self.manner.copies)]
            if any(statuses):
                event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
                account.keep(event)
                self._accounts.commit(account)
                return
            await asyncio.sleep(wait)

    async def _arrives(self, event: Object, endpoint: Object) -> bool:
        body = json.dumps(visible(event), indent=2)
        secret = "whsec_wrong" if self.manner.bad_signature else endpoint["_secret"]
        signed = WebhookSignature.generate_signature_header(
            body, secret, int(time.time()) - self.manner.stale
        )
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signed}
        self._session = self._session or aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=20)
        )
        try:
            async with self._session.post(
                endpoint["url"], data=body.encode(), headers=headers, allow_redirects=False
            ) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False
