"""Defines the routes for colleagues: listing, inviting, and changing invitations."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.identity.domain.membership import PersonSummary, roles_of
from chalicelib.identity.usecases.colleagues import Colleague
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Body, Nothing, PageQuery, Shape, line
from chalicelib.wiring import identity as wiring_identity

routes = Blueprint(__name__)


class ColleagueShape(Shape):
    """A colleague as the team page shows them."""

    id: str
    name: str
    email: str
    roles: list[str]
    status: str


class ColleaguesShape(Shape):
    """A page of colleagues; `next` is the cursor of the next page."""

    items: list[ColleagueShape]
    next: str | None


class ColleagueBody(Body):
    """The colleague to invite, with the roles they may use."""

    name: Annotated[str, line(100)]
    email: Annotated[str, line(254)]
    roles: list[Literal["admin", "provider"]] = Field(min_length=1, max_length=2)


class ColleagueEdit(Body):
    """The corrected e-mail address of an invited colleague."""

    email: Annotated[str, line(254)]


@route(routes, "GET", "/practice/colleagues", who=ADMIN)
def list_colleagues(access: Access, query: PageQuery) -> ColleaguesShape:
    """List the practice's colleagues."""
    colleagues, following = wiring_identity.colleagues().page(access, query.cursor)
    return ColleaguesShape(items=[_shape(each) for each in colleagues], next=following)


@route(routes, "POST", "/practice/colleagues", who=ADMIN, status=201)
def invite_colleague(access: Access, body: ColleagueBody, request: Request) -> ColleagueShape:
    """Invite a colleague by e-mail."""
    summary = PersonSummary(body.name, body.email)
    return _shape(
        wiring_identity.colleagues().invite(
            access, summary, roles_of(body.roles), idempotency_key(request)
        )
    )


@route(routes, "POST", "/practice/colleagues/{person_id}/invite", who=ADMIN)
def invite_colleague_again(access: Access, person_id: str) -> ColleagueShape:
    """Send a new invitation to a colleague who never signed in."""
    return _shape(wiring_identity.colleagues().invite_again(access, PersonId(person_id)))


@route(routes, "PATCH", "/practice/colleagues/{person_id}", who=ADMIN)
def correct_colleague(access: Access, person_id: str, body: ColleagueEdit) -> ColleagueShape:
    """Correct the address of a colleague who never signed in, and invite them."""
    return _shape(wiring_identity.colleagues().correct(access, PersonId(person_id), body.email))


@route(routes, "DELETE", "/practice/colleagues/{person_id}/invite", who=ADMIN)
def withdraw_colleague(access: Access, person_id: str) -> Nothing:
    """Withdraw the invitation of a colleague who never signed in."""
    wiring_identity.colleagues().withdraw(access, PersonId(person_id))
    return Nothing()


def _shape(colleague: Colleague) -> ColleagueShape:
    member, summary = colleague
    roles = sorted(role.value for role in member.roles)
    return ColleagueShape(
        id=member.person,
        name=summary.name,
        email=summary.email,
        roles=roles,
        status=member.status.value,
    )
