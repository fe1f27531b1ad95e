"""Defines the routes for clients."""

from chalice.app import Blueprint

from chalicelib.clients.api.list_shapes import (
    ClientQuery,
    ClientSearchBody,
    ClientsShape,
    HandoverBody,
    HandoverShape,
    row_shape,
)
from chalicelib.clients.api.shapes import (
    ClientBody,
    ClientEdit,
    ClientShape,
    client_shape,
    people,
)
from chalicelib.clients.usecases.client_ports import ClientFilter, RelatedRecords
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import clients as wiring_clients
from chalicelib.wiring import messages as wiring_messages

routes = Blueprint(__name__)


@route(routes, "GET", "/clients", who=STAFF)
def list_clients(access: Access, query: ClientQuery) -> ClientsShape:
    """List all clients for an Admin, or the assigned clients for a provider."""
    return _page(access, query.cursor, query.filters())


@route(routes, "POST", "/clients/search", who=STAFF)
def search_clients(access: Access, body: ClientSearchBody) -> ClientsShape:
    """List the clients whom a search finds; the address has no part of a name."""
    return _page(access, body.cursor, body.filters())


def _page(access: Access, cursor: str | None, filters: ClientFilter) -> ClientsShape:
    related = RelatedRecords(
        wiring_billing.unpaid_clients(),
        wiring_appointments.next_appointments(),
        wiring_messages.threads(),
    )
    listed, following = wiring_clients.client_list().page(access, cursor, filters, related)
    ids = [each.row.id for each in listed]
    owed = wiring_billing.receivables().by_client(access, ids) or {}
    items = [row_shape(each, owed.get(each.row.id)) for each in listed]
    return ClientsShape(items=items, next=following)


@route(routes, "POST", "/clients", who=STAFF, status=201, fresh=client_shape)
def create_client(access: Access, body: ClientBody, request: Request) -> ClientShape:
    """Create a client, if the practice has accepted the agreement."""
    view = wiring_clients.client_profiles().create(
        access,
        body.profile(),
        people(body.provider_ids),
        idempotency_key(request),
        invite=body.invite,
    )
    return client_shape(access, view)


@route(routes, "POST", "/clients/handover", who=ADMIN)
def hand_over_clients(access: Access, body: HandoverBody) -> HandoverShape:
    """
    Hand over a part of a provider's clients, for good or for a time.

    Repeat the request with `next` as `cursor` until `next` is null. It is safe to repeat.
    """
    count, following = wiring_clients.handovers().hand_over(
        access, PersonId(body.giver), PersonId(body.to), body.period(), body.cursor
    )
    return HandoverShape(clients=count, next=following)


@route(routes, "GET", "/clients/{client_id}", who=STAFF)
def read_client(access: Access, client_id: str) -> ClientShape:
    """Return a client's profile."""
    return client_shape(access, wiring_clients.client_profiles().get(access, ClientId(client_id)))


@route(routes, "PATCH", "/clients/{client_id}", who=STAFF, fresh=client_shape)
def change_client(access: Access, client_id: str, body: ClientEdit) -> ClientShape:
    """
    Change fields of a client's profile.

    An Admin may also change which providers are assigned to the client.
    """
    providers = None if body.provider_ids is None else people(body.provider_ids)
    profiles = wiring_clients.client_profiles()
    return client_shape(
        access, profiles.change(access, ClientId(client_id), body.facts(), body.version, providers)
    )


@route(routes, "POST", "/clients/{client_id}/invite", who=STAFF, fresh=client_shape)
def invite_client(access: Access, client_id: str) -> ClientShape:
    """Invite a client to sign in, or invite them again."""
    return client_shape(
        access, wiring_clients.client_profiles().invite(access, ClientId(client_id))
    )


@route(routes, "DELETE", "/clients/{client_id}/invite", who=STAFF, fresh=client_shape)
def withdraw_client(access: Access, client_id: str) -> ClientShape:
    """Withdraw the invitation of a client who never signed in; the client stays."""
    return client_shape(
        access, wiring_clients.client_profiles().withdraw(access, ClientId(client_id))
    )
