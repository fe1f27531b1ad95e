"""Defines the routes and the JSON shapes of clients' consents."""

from datetime import date, datetime
from typing import Annotated

from chalice.app import Blueprint

from chalicelib.clients.domain.consent import (
    MAX_SCOPE,
    ConsentKind,
    ConsentMethod,
    ConsentState,
    Withdrawal,
)
from chalicelib.clients.usecases.consents import ConsentRequest, ConsentView
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, ConsentId, PersonId
from chalicelib.platform.http.contract import STAFF, route
from chalicelib.platform.http.days import day
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, Named, Shape, line
from chalicelib.wiring import clients as wiring_clients

routes = Blueprint(__name__)


class ConsentBody(Body):
    """
    The request to record a consent.

    `scope` says in words what it covers; the kinds `release` and `other` need one. `until` is the
    last day of a consent that ends by itself.
    """

    kind: ConsentKind
    scope: Annotated[str, line(MAX_SCOPE, 0)] = ""
    given_on: Annotated[date, day()]
    until: Annotated[date, day()] | None = None
    method: ConsentMethod

    def request(self) -> ConsentRequest:
        return ConsentRequest(self.kind, self.scope, self.given_on, self.until, self.method)


class WithdrawalBody(Body):
    """The request to withdraw a consent, since the day `on`."""

    on: Annotated[date, day()]
    reason: Annotated[str, line(MAX_SCOPE, 0)] = ""


class WithdrawalShape(Shape):
    """Says when a consent was withdrawn, and who recorded that."""

    on: date
    reason: str | None
    recorded_at: datetime
    recorded_by: Named | None


class ConsentShape(Shape):
    """A consent; `recorded_by` is null if that person has left the practice."""

    id: str
    kind: ConsentKind
    scope: str | None
    given_on: date
    until: date | None
    method: ConsentMethod
    state: ConsentState
    recorded_at: datetime
    recorded_by: Named | None
    withdrawal: WithdrawalShape | None


class ConsentsShape(Shape):
    """All consents of a client, the newest first; `next` is always null."""

    items: list[ConsentShape]
    next: str | None = None


@route(routes, "GET", "/clients/{client_id}/consents", who=STAFF)
def list_consents(access: Access, client_id: str) -> ConsentsShape:
    """List a client's consents, withdrawn ones too."""
    views = wiring_clients.consents().of(access, ClientId(client_id))
    return ConsentsShape(items=[consent_shape(access, each) for each in views])


@route(routes, "POST", "/clients/{client_id}/consents", who=STAFF, status=201)
def record_consent(
    access: Access, client_id: str, body: ConsentBody, request: Request
) -> ConsentShape:
    """Record what a client consents to."""
    view = wiring_clients.consents().give(
        access, ClientId(client_id), body.request(), idempotency_key(request)
    )
    return consent_shape(access, view)


def consent_shape(_access: Access, view: ConsentView) -> ConsentShape:
    """Return a consent as an API response."""
    consent, withdrawal = view.consent, view.consent.withdrawal
    return ConsentShape(
        id=consent.id,
        kind=consent.kind,
        scope=consent.scope or None,
        given_on=consent.given_on,
        until=consent.until,
        method=consent.method,
        state=view.state,
        recorded_at=consent.recorded_at,
        recorded_by=_named(view, consent.recorded_by),
        withdrawal=_withdrawal_shape(view, withdrawal) if withdrawal else None,
    )


def _withdrawal_shape(view: ConsentView, withdrawal: Withdrawal) -> WithdrawalShape:
    return WithdrawalShape(
        on=withdrawal.on,
        reason=withdrawal.reason or None,
        recorded_at=withdrawal.recorded_at,
        recorded_by=_named(view, withdrawal.recorded_by),
    )


def _named(view: ConsentView, person: PersonId) -> Named | None:
    name = view.names.get(person)
    return Named(id=person, name=name) if name else None


@route(
    routes,
    "POST",
    "/clients/{client_id}/consents/{consent_id}/withdraw",
    who=STAFF,
    fresh=consent_shape,
)
def withdraw_consent(
    access: Access, client_id: str, consent_id: str, body: WithdrawalBody
) -> ConsentShape:
    """Record that a client withdrew a consent; the consent itself stays as it is."""
    view = wiring_clients.consents().withdraw(
        access, ClientId(client_id), ConsentId(consent_id), body.on, body.reason
    )
    return consent_shape(access, view)
