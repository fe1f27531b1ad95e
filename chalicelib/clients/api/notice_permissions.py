"""Defines the routes and the JSON shapes of clients' notice permissions (S30)."""

from datetime import datetime
from typing import Literal, cast

from chalice.app import Blueprint

from chalicelib.clients.domain.notice_permission import NoticePermission
from chalicelib.clients.usecases.notice_permissions import NoticePermissionsView
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId
from chalicelib.notices.domain import NoticeTopic
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.shapes import Body, Shape
from chalicelib.wiring import clients as wiring_clients

routes = Blueprint(__name__)
ClientTopic = Literal[
    NoticeTopic.INVOICE,
    NoticeTopic.APPOINTMENT,
    NoticeTopic.THREAD,
    NoticeTopic.DOCUMENT,
    NoticeTopic.TEXT_REMINDER,
]
"""The topics about which clients get notices."""


class PermissionBody(Body):
    """The request to give or withdraw the permission for a topic."""

    topic: ClientTopic
    on: bool


class PermissionShape(Shape):
    """
    Whether the client permits mails about a topic.

    `at` and `by` are null if that was never changed. `by` is the role of the person who recorded
    it, and `by_name` the name of a colleague, which clients do not see.
    """

    topic: ClientTopic
    on: bool
    at: datetime | None
    by: Role | None
    by_name: str | None


class PermissionsShape(Shape):
    """The permissions now, one for each topic, and all changes, the newest first."""

    items: list[PermissionShape]
    history: list[PermissionShape]
    next: str | None = None


@route(routes, "GET", "/clients/{client_id}/notice-permissions", who=ANYONE)
def list_notice_permissions(access: Access, client_id: str) -> PermissionsShape:
    """List the topics about which a client gets mails; clients can read their own."""
    return _permissions_shape(wiring_clients.notice_permissions().of(access, ClientId(client_id)))


@route(routes, "PUT", "/clients/{client_id}/notice-permissions", who=ANYONE)
def change_notice_permission(
    access: Access, client_id: str, body: PermissionBody
) -> PermissionsShape:
    """
    Give or withdraw the permission to mail a client about a topic.

    A withdrawal also stops the mails that wait to be sent.
    """
    view = wiring_clients.notice_permissions().change(
        access, ClientId(client_id), body.topic, is_given=body.on
    )
    return _permissions_shape(view)


def _permissions_shape(view: NoticePermissionsView) -> PermissionsShape:
    return PermissionsShape(
        items=[_permission_shape(view, each) for each in view.current],
        history=[_permission_shape(view, each) for each in view.history],
    )


def _permission_shape(view: NoticePermissionsView, each: NoticePermission) -> PermissionShape:
    return PermissionShape(
        topic=cast("ClientTopic", each.topic),
        on=each.is_given,
        at=each.at,
        by=each.role,
        by_name=view.names.get(each.recorded_by) if each.recorded_by else None,
    )
