"""Defines the routes for the signed-in person and their session."""

from datetime import UTC, datetime
from typing import Literal, cast

from chalice.app import Blueprint, Response

from chalicelib.identity.api.cookies import CLEAR_SITE, expired_cookie, session_cookie
from chalicelib.identity.usecases.sessions import ActiveSession
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Unavailable
from chalicelib.me.usecases import SignedInPerson
from chalicelib.platform.http import responses
from chalicelib.platform.http.contract import ANYONE, PUBLIC, Reply, route
from chalicelib.platform.http.request import SESSION, STEP, Request
from chalicelib.platform.http.shapes import Body, Nothing, Shape
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import me as wiring_me
from chalicelib.wiring import messages as wiring_messages
from chalicelib.wiring import visits as wiring_visits

routes = Blueprint(__name__)


class PersonShape(Shape):
    """The person who is signed in."""

    id: str
    name: str
    email: str


class PracticeShape(Shape):
    """
    The practice in which the person is signed in.

    `zone` is an IANA time zone name, and `currency` is an ISO 4217 code. `support_contact`
    tells people where to get help; None if the practice has not entered it. Printed pages
    begin with the name, `address`, `telephone` and `tax_id`.
    """

    id: str
    name: str
    zone: str
    currency: str
    baa_accepted: bool
    support_contact: str | None
    telephone: str | None
    address: str | None
    tax_id: str | None


class ClientBillingShape(Shape):
    """
    Tells whether the person may create invoices, and if not, why.

    `by_card` says whether a payment processor is connected, so that clients can pay by card.
    """

    enabled: bool
    assigned: bool
    may_create: bool
    reason: str | None
    by_card: bool


class MeShape(Shape):
    """
    The signed-in person with their practice and roles.

    `role` is the role that the person uses now. If the person does nothing, the session
    ends in `idle_seconds_left` seconds.
    """

    person: PersonShape
    practice: PracticeShape
    role: Role
    roles: list[Role]
    client_id: str | None
    client_billing: ClientBillingShape
    idle_seconds_left: int
    record_actions_by: Literal["provider", "admin"]


@route(routes, "GET", "/me", who=ANYONE, counts=False)
def me(request: Request) -> MeShape:
    """Return the signed-in person, practice and role, and the session's time left."""
    return shaped(_live(request))


def shaped(live: ActiveSession) -> MeShape:
    """Return a session's person and practice as an API response."""
    access, about = live.access, wiring_me.me().about(live.access)
    return MeShape(
        person=PersonShape(id=access.person, name=about.summary.name, email=about.summary.email),
        practice=_practice(live, about),
        role=access.role,
        roles=sorted(access.roles),
        client_id=access.client,
        client_billing=_billing(about),
        idle_seconds_left=live.idle_seconds_left,
        record_actions_by="provider" if about.setup.staff_actions else "admin",
    )


def _live(request: Request) -> ActiveSession:
    # `chalicelib/blueprints.py` connects the HTTP layer to these sessions.
    return cast(ActiveSession, request.session)


def _practice(live: ActiveSession, about: SignedInPerson) -> PracticeShape:
    setup = about.setup
    return PracticeShape(
        id=live.access.practice,
        name=about.practice.name,
        zone=setup.zone,
        currency=setup.currency,
        baa_accepted=setup.baa_accepted,
        support_contact=about.practice.support_contact or None,
        telephone=about.practice.telephone or None,
        address=about.practice.address or None,
        tax_id=about.practice.tax_id or None,
    )


def _billing(about: SignedInPerson) -> ClientBillingShape:
    setup, reason = about.setup, about.reason
    return ClientBillingShape(
        enabled=setup.enabled,
        assigned=setup.assigned,
        may_create=not reason,
        reason=reason,
        by_card=setup.has_processor,
    )


class RoleBody(Body):
    """The role to switch to."""

    role: Literal["admin", "provider", "client"]


class LastsShape(Shape):
    """
    Tells when the session ends.

    Even if the person stays active, the session ends at `ends_at`. If the person does nothing,
    the session ends in `idle_seconds_left` seconds.
    """

    idle_seconds_left: int
    ends_at: datetime


@route(routes, "POST", "/auth/role", who=ANYONE)
def switch_role(body: RoleBody, request: Request) -> Reply[MeShape] | Response:
    """
    Switch the person's role in all tabs by replacing the session with a new one.

    A visit that is open in one of the tabs goes on in the role in which the person joined.
    """
    sessions, before = wiring_identity.sessions(), _live(request)
    opened = sessions.switch_role(before, request.cookie(SESSION), Role(body.role), request.caller)
    wiring_messages.inbox_sockets().try_close(before.access)
    try:
        live = sessions.find(opened.cookie, request.caller, counts=False)
        return Reply(shaped(live), cookies=[session_cookie(opened)])
    except Unavailable as error:
        # The old session is gone: without the new cookie the person would be signed out.
        return responses.refusal(error, cookies=[session_cookie(opened)])


@route(routes, "POST", "/auth/touch", who=ANYONE)
def touch(request: Request) -> LastsShape:
    """Store that the person is active and return when their session ends."""
    live = _live(request)
    return LastsShape(
        idle_seconds_left=live.idle_seconds_left,
        ends_at=datetime.fromtimestamp(live.session.ends, UTC),
    )


@route(routes, "POST", "/auth/sign-out", who=PUBLIC)
def sign_out(request: Request) -> Reply[Nothing]:
    """End the session, close its sockets and clear the browser's data (S13)."""
    access = wiring_identity.sessions().sign_out(request.cookie(SESSION), request.caller)
    if access:
        wiring_visits.connection_sweeper().try_close_session(access)
        wiring_messages.inbox_sockets().try_close(access)
    return Reply(
        Nothing(), headers=CLEAR_SITE, cookies=[expired_cookie(SESSION), expired_cookie(STEP)]
    )
