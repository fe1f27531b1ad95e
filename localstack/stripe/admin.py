"""
Provides routes under `/_fake` for tests.

Tests use these routes to control the fake Stripe and to read its state.
"""

from dataclasses import replace
from typing import Any

from aiohttp import web

from localstack.stripe import confirmations, refunds, stripe_error, webhook_endpoints
from localstack.stripe.account import Account, Object
from localstack.stripe.call import Call
from localstack.stripe.server import Server, account_of


class Admin:
    """Handles the test routes."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def add_to(self, app: web.Application) -> None:
        """Add the test routes to the application."""
        app.router.add_post("/_fake/faults", self.add_fault)
        app.router.add_delete("/_fake/faults", self.clear_faults)
        app.router.add_post("/_fake/release", self.release)
        app.router.add_get("/_fake/ledger", self.ledger)
        app.router.add_get("/_fake/log", self.log)
        app.router.add_post("/_fake/clock", self.clock)
        app.router.add_post("/_fake/webhook_endpoint", self.webhook_endpoint)
        app.router.add_post("/_fake/webhooks", self.webhooks)
        app.router.add_post("/_fake/webhooks/flush", self.flush)
        app.router.add_post("/_fake/settle", self.settle)
        app.router.add_post("/_fake/authenticate", self.authenticate)

    async def add_fault(self, request: web.Request) -> web.Response:
        """Add a fault, or a `plan` of random faults."""
        try:
            self._server.faults.add(await request.json())
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Remove all faults."""
        self._server.faults.clear()
        return web.json_response({})

    async def release(self, _request: web.Request) -> web.Response:
        """Release all calls that a fault delays without a time limit."""
        self._server.release.set()
        self._server.release.clear()
        return web.json_response({})

    async def ledger(self, request: web.Request) -> web.Response:
        """Return the charges, refunds, disputes and intents of one account (`?key=`)."""
        return web.json_response(_ledger(self._account(request.query["key"])))

    async def log(self, _request: web.Request) -> web.Response:
        """Return every request that the fake Stripe received so far."""
        return web.json_response(self._server.log.read())

    async def clock(self, request: web.Request) -> web.Response:
        """
        Move the clock forward by `advance` seconds, and return the new time.

        `advance` is a field of the request body.
        """
        return web.json_response(
            {"now": self._server.accounts.move_clock(int((await request.json())["advance"]))}
        )

    async def webhook_endpoint(self, request: web.Request) -> web.Response:
        """Register a webhook endpoint; the request body is `{key, url, secret}`."""
        body = await request.json()
        account = self._account(body["key"])
        webhook_endpoints.add(
            account, body["url"], body["secret"], self._server.accounts.clock.now()
        )
        self._server.accounts.commit(account)
        return web.json_response({})

    async def webhooks(self, request: web.Request) -> web.Response:
        """
        Change how webhooks are delivered.

        The request body may contain any fields of `Delivery`.
        """
        self._server.webhooks.delivery = replace(
            self._server.webhooks.delivery, **await request.json()
        )
        return web.json_response({})

    async def flush(self, _request: web.Request) -> web.Response:
        """Deliver the held webhooks and return their number."""
        return web.json_response({"told": await self._server.webhooks.flush()})

    async def settle(self, request: web.Request) -> web.Response:
        """Finish all pending refunds and charges of an account, as its bank would."""
        account, now = (
            self._account((await request.json())["key"]),
            self._server.accounts.clock.now(),
        )
        for refund in account.all("refund"):
            if not refunds.is_settled(refund):
                refunds.settle(Call(account, {}, now), refund)
        for intent in account.all("payment_intent"):
            if intent["status"] == "processing":
                confirmations.settle(account, intent, now)
        return self._commit(account, {})

    async def authenticate(self, request: web.Request) -> web.Response:
        """Finish a bank's challenge; the request body is `{key, client_secret, passed}`."""
        body = await request.json()
        account = self._account(body["key"])
        intent = account.find("payment_intent", body["client_secret"].partition("_secret_")[0])
        if not intent or intent["client_secret"] != body["client_secret"]:
            return web.json_response({"error": "no such intent"}, status=404)
        try:
            confirmations.authenticate(
                account, intent, self._server.accounts.clock.now(), passed=body["passed"]
            )
        except stripe_error.StripeError as error:
            if not error.declined:
                return web.json_response(error.body, status=error.status)
        return self._commit(
            account, {"status": intent["status"], "last_payment_error": _reason(intent)}
        )

    def _account(self, key: str) -> Account:
        return account_of(self._server, key)

    def _commit(self, account: Account, answer: Any) -> web.Response:
        events = [thing for thing in account.changed.values() if thing["object"] == "event"]
        self._server.accounts.commit(account)
        self._server.webhooks.send(account, events)
        return web.json_response(answer)


def _reason(intent: Object) -> Object | None:
    error = intent["last_payment_error"]
    return (
        {name: error.get(name) for name in ("type", "code", "decline_code", "message")}
        if error
        else None
    )


def _ledger(account: Account) -> Object:
    charge = (
        "id",
        "payment_intent",
        "amount",
        "currency",
        "status",
        "amount_refunded",
        "disputed",
        "created",
    )
    refund = ("id", "payment_intent", "amount", "currency", "status", "created")
    return {
        "account": account.id,
        "charges": [_row(thing, charge) for thing in account.all("charge") if thing["paid"]],
        "refunds": [_row(thing, refund) for thing in account.all("refund")],
        "disputes": [
            _row(thing, (*refund, "charge", "reason")) for thing in account.all("dispute")
        ],
        "intents": [
            _row(thing, ("id", "amount", "currency", "status", "created"))
            for thing in account.all("payment_intent")
        ],
    }


def _row(thing: Object, names: tuple[str, ...]) -> Object:
    return {name: thing[name] for name in names} | {"op": thing["metadata"].get("op", "")}
