"""
Delivers signed webhooks.

Tests can request late, repeated or badly signed webhooks.
"""

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
class Delivery:
    """
    The settings for the delivery of webhooks.

    `stale`: the age of the signatures in seconds.
    """

    copies: int = 1
    delay: float = 0
    hold: bool = False
    reverse: bool = False
    bad_signature: bool = False
    stale: int = 0


class Webhooks:
    """Delivers each event to the webhook endpoints of its account."""

    def __init__(self, accounts: Accounts) -> None:
        self.delivery = Delivery()
        self._accounts = accounts
        self._held: list[tuple[Account, Object]] = []
        self._running: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    def send(self, account: Account, events: Iterable[Object]) -> "asyncio.Future[Any]":
        """
        Start to deliver events, or hold them back if the settings say so.

        The returned future is done when each started delivery has succeeded or was given up.
        """
        pairs = [(account, event) for event in events]
        if self.delivery.hold:
            self._held += pairs
            pairs = []
        task = asyncio.ensure_future(
            self._deliver_all(pairs[::-1] if self.delivery.reverse else pairs)
        )
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def flush(self) -> int:
        """Deliver the held webhooks and return their number."""
        pairs, self._held = self._held, []
        await self._deliver_all(pairs[::-1] if self.delivery.reverse else pairs)
        return len(pairs)

    async def close(self) -> None:
        """Stop deliveries."""
        for task in self._running:
            task.cancel()
        if self._session:
            await self._session.close()

    async def _deliver_all(self, pairs: list[tuple[Account, Object]]) -> None:
        for account, event in pairs:
            for endpoint in webhook_endpoints.recipients(account, event):
                await self._deliver(account, event, endpoint)

    async def _deliver(self, account: Account, event: Object, endpoint: Object) -> None:
        await asyncio.sleep(self.delivery.delay)
        for wait in (*RETRIES_SECONDS, 0):
            results = [await self._post(event, endpoint) for _ in range(self.delivery.copies)]
            if any(results):
                event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
                account.keep(event)
                self._accounts.commit(account)
                return
            await asyncio.sleep(wait)

    async def _post(self, event: Object, endpoint: Object) -> bool:
        body = json.dumps(visible(event), indent=2)
        secret = "whsec_wrong" if self.delivery.bad_signature else endpoint["_secret"]
        signature = WebhookSignature.generate_signature_header(
            body, secret, int(time.time()) - self.delivery.stale
        )
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
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
