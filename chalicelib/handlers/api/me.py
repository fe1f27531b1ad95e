"""Who is signed in, and what the first screen must know."""

from typing import Literal

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.access import Role
from chalicelib.handlers.api.contract import ANYONE, route
from chalicelib.handlers.api.request import Request
from chalicelib.handlers.api.shapes import Shape
from chalicelib.services.me import Myself
from chalicelib.services.sessions import Live

routes = Blueprint(__name__)


class PersonShape(Shape):
    """The one who is signed in."""

    id: str
    name: str
    email: str


class PracticeShape(Shape):
    """Where he is; `zone` is an IANA name, `currency` a code, `support_contact` how to reach it when nothing else works."""

    id: str
    name: str
    zone: str
    currency: str
    baa_accepted: bool
    support_contact: str | None


class ClientBillingShape(Shape):
    """Whether he may create invoices, and if not, why."""

    enabled: bool
    assigned: bool
    may_create: bool
    reason: str | None


class MeShape(Shape):
    """`idle_seconds_left`: seconds until the session ends unless there is activity."""

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
    """Who I am, where, in which role, and for how long."""
    return shaped(request.live)


def shaped(live: Live) -> MeShape:
    """The same answer after a change of role."""
    access, about = live.access, wiring.me().about(live.access)
    return MeShape(
        person=PersonShape(id=access.person, name=about.card.name, email=about.card.email),
        practice=_practice(live, about),
        role=access.role,
        roles=sorted(access.roles),
        client_id=access.client,
        client_billing=_billing(about),
        idle_seconds_left=live.idle_left,
        record_actions_by="provider" if about.setup.staff_actions else "admin",
    )


def _practice(live: Live, about: Myself) -> PracticeShape:
    setup = about.setup
    return PracticeShape(
        id=live.access.practice,
        name=about.practice.name,
        zone=setup.zone,
        currency=setup.currency,
        baa_accepted=setup.baa_accepted,
        support_contact=about.practice.support_contact or None,
    )


def _billing(about: Myself) -> ClientBillingShape:
    setup, reason = about.setup, about.reason
    return ClientBillingShape(enabled=setup.enabled, assigned=setup.assigned, may_create=not reason, reason=reason)
