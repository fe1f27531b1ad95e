"""Defines the texts of notices about visits."""

from collections.abc import Mapping

from chalicelib.notices.domain import NoticeKind, NoticeText

ROOM = "/room/{about}", "/room/{about}"
VISIT_NOTICES: Mapping[NoticeKind, NoticeText] = {
    NoticeKind.CLIENT_WAITING: NoticeText(
        "A client is waiting for you",
        "A client is in the waiting room of a video visit. Sign in to let them in.",
        *ROOM,
    ),
    NoticeKind.CLIENT_UNATTENDED: NoticeText(
        "A client waits and nobody can let them in",
        "A client is in the waiting room of a video visit whose provider can no longer see them."
        " Sign in to hand the appointment over to another provider.",
        "/client/appointments/{about}",
        "/admin/appointments/{about}",
    ),
}
