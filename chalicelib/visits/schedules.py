"""Defines the scheduled Lambda function for visits, which runs every minute."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import visits as wiring_visits

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="dismiss")
@entrypoint(Trigger.SCHEDULE)
def dismiss(_event: CloudWatchEvent) -> dict[str, Any]:
    """
    Close sockets of ended sessions, end rooms, free stale seats, and mail hosts.

    A room is over if its closing time has passed or somebody ended it. A seat (a
    participant's place in a room) is stale if its socket is gone. Hosts get a mail if
    somebody waits for them and they have not looked. Returns the numbers of closed sockets,
    ended rooms and freed seats.
    """
    return dict(wiring_visits.connection_sweeper().sweep())
