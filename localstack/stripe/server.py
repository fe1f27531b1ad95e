"""Handles API requests: checks the key, injects faults, runs and commits the call."""

import asyncio
import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from localstack.stripe import endpoints, expanding, forms, keys, refunds, stripe_error, wire
from localstack.stripe.account import Account, Object, visible
from localstack.stripe.accounts import Accounts
from localstack.stripe.call import Call
from localstack.stripe.faults import BEFORE, Fault, Faults
from localstack.stripe.request_log import RequestLog
from localstack.stripe.webhooks import Webhooks
from localstack.stripe.wire import Answer

RETURN_SECONDS = 5
"""How long after a refund the bank of test card …5126 takes the refund back."""
BROKEN = {"type": "api_error", "message": "An unknown error occurred"}


@dataclass
class Server:
    """
    Handles API requests.

    `release`: an event; when it is set, calls that a fault holds indefinitely continue.
    """

    accounts: Accounts
    faults: Faults
    webhooks: Webhooks
    log: RequestLog
    origin: str
    release: asyncio.Event

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Handle any request below /v1."""
        encoded = (
            request.query_string if request.method in ("GET", "DELETE") else await request.text()
        )
        try:
            who = keys.caller(request.headers.get("Authorization", ""))
            self.log.write(who.suffix, request, encoded)
            endpoint, names = self._endpoint(request, who)
            params = forms.parse(encoded)
            endpoint.known.check(params)
        except stripe_error.StripeError as no:
            return wire.whole(Answer(no.status, json.dumps(no.body)))
        now = self.accounts.clock.now()
        call = Call(
            self.accounts.of(who.suffix), params, now, names, who.kind, self.origin, request.path
        )
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        fault = self.faults.pick(request.method, request.path, who.suffix, key)
        return await self._through(request, endpoint, call, key, fault)

    async def _through(
        self,
        request: web.Request,
        endpoint: endpoints.Endpoint,
        call: Call,
        key: str,
        fault: Fault | None,
    ) -> web.StreamResponse:
        if fault and fault.kind == "hang_before":
            await self._wait(fault)
            return await wire.damaged(request, Answer(200, ""), Fault("lost_before"))
        if fault and fault.kind in BEFORE:
            return await wire.damaged(request, Answer(200, ""), fault)
        answer = await self._once(endpoint, call, key, fault)
        if fault and fault.kind == "hang_after":
            await self._wait(fault)
            fault = Fault("lost_after")
        return await wire.damaged(request, answer, fault)

    def _endpoint(
        self, request: web.Request, who: keys.Caller
    ) -> tuple[endpoints.Endpoint, tuple[str, ...]]:
        match = endpoints.find(request.method, request.path)
        if not match:
            message = f"Unrecognized request URL ({request.method}: {request.path})."
            raise stripe_error.StripeError(
                404, {"type": "invalid_request_error", "message": message}, is_stored=False
            )
        if who.kind == "pk" and not match[0].public:
            raise stripe_error.unauthorized(
                "This API call cannot be made with a publishable API key."
            )
        return match

    async def _once(
        self, endpoint: endpoints.Endpoint, call: Call, key: str, fault: Fault | None
    ) -> Answer:
        """
        Run a call once per idempotency key; later calls get the stored response.

        A call is refused while an earlier call with the same key is still running.
        """
        account, fingerprint = call.account, _fingerprint(call.path, call.params)
        earlier = account.answer(key, call.now) if key else None
        if earlier:
            return _replay(earlier, fingerprint)
        if key and key in account.running:
            message = "There is currently another in-progress request using this Idempotent Key."
            return _refused(
                409,
                {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": message},
            )
        account.running.add(key)
        try:
            if fault and fault.kind == "late_commit":
                await self._wait(fault)
                call = replace(call, now=self.accounts.clock.now())
            return await self._act(endpoint, call, key, fingerprint, fault)
        finally:
            account.running.discard(key)

    async def _act(
        self,
        endpoint: endpoints.Endpoint,
        call: Call,
        key: str,
        fingerprint: str,
        fault: Fault | None,
    ) -> Answer:
        kind = fault.kind if fault else ""
        answer, is_stored = (
            (_refused(500, BROKEN), True) if kind == "error_500" else _run(endpoint, call)
        )
        if kind == "error_500_after":
            answer, is_stored = _refused(500, BROKEN), True
        events = [thing for thing in call.account.changed.values() if thing["object"] == "event"]
        row = {
            "key": key,
            "fingerprint": fingerprint,
            "status": answer.status,
            "body": answer.body,
            "at": call.now,
        }
        self.accounts.commit(call.account, row if key and is_stored else None)
        delivery = self.webhooks.send(call.account, events)
        self._return_refunds_later(call)
        if kind == "webhook_first":
            await delivery
        return answer

    def _return_refunds_later(self, call: Call) -> None:
        # As with the original's test card, the bank takes such a refund back a little later.
        for refund in call.account.all("refund"):
            if refund["_fate"] == "failed" and not refund.get("_returns"):
                refund["_returns"] = True
                asyncio.get_running_loop().call_later(RETURN_SECONDS, self._return, call, refund)

    def _return(self, call: Call, refund: Object) -> None:
        if refunds.is_settled(refund):
            return
        refunds.settle(replace(call, now=self.accounts.clock.now()), refund)
        events = [thing for thing in call.account.changed.values() if thing["object"] == "event"]
        self.accounts.commit(call.account)
        self.webhooks.send(call.account, events)

    async def _wait(self, fault: Fault) -> None:
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        else:
            await self.release.wait()


def _run(endpoint: endpoints.Endpoint, call: Call) -> tuple[Answer, bool]:
    """
    Run a call.

    Returns the response, and whether it is stored under the request's idempotency key.
    """
    try:
        answer = expanding.expanded(
            call.account, endpoint.act(call), forms.texts(call.params, "expand")
        )
    except stripe_error.StripeError as no:
        return Answer(no.status, json.dumps(visible(no.body))), no.is_stored
    return Answer(200, json.dumps(answer, indent=2)), True


def _replay(earlier: dict[str, Any], fingerprint: str) -> Answer:
    if earlier["fingerprint"] != fingerprint:
        message = (
            "Keys for idempotent requests can only be used with the same parameters "
            "they were first used with."
        )
        return _refused(400, {"type": "idempotency_error", "message": message})
    return Answer(earlier["status"], earlier["body"], replayed=True)


def _refused(status: int, error: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps({"error": error}))


def _fingerprint(path: str, params: forms.Params) -> str:
    return hashlib.sha256(json.dumps([path, params], sort_keys=True).encode()).hexdigest()


def account_of(server: Server, key: str) -> Account:
    """Return the account of an API key, for the test routes."""
    return server.accounts.of(keys.caller(f"Bearer {key}").suffix)
