"""Which adapter stands behind which port of calls: sockets, rooms, tickets; on top of the other wirings."""

import random
import time
from functools import cache

from chalicelib import wiring, wiring_visits
from chalicelib.adapters import clients
from chalicelib.adapters.dynamodb.chat_notes import DynamoChatNotes
from chalicelib.adapters.dynamodb.key_parts import SHARDS
from chalicelib.adapters.dynamodb.live_sessions import DynamoLiveSessions, DynamoSignIns
from chalicelib.adapters.dynamodb.rooms import DynamoRooms
from chalicelib.adapters.dynamodb.socket_rows import DynamoSocketRows
from chalicelib.adapters.references import new_secret
from chalicelib.adapters.sockets import GatewaySockets
from chalicelib.services.bookings import Bookings
from chalicelib.services.calls import Calls
from chalicelib.services.chat_notes import ChatNotes
from chalicelib.services.dismissing import Dismissing
from chalicelib.services.lobby import Lobby
from chalicelib.services.rooms import Rooms
from chalicelib.services.sockets import Sockets
from chalicelib.services.telling import Telling
from chalicelib.services.tickets import Tickets
from chalicelib.settings import settings

POST_SECONDS = 1.5


def _pause(longest: float) -> None:
    time.sleep(random.uniform(0, longest))  # noqa: S311 - so that many do not try again at one moment


@cache
def sockets() -> Sockets:
    """The gateway's management API."""
    endpoint = settings().socket_endpoint
    gateway = clients.made("apigatewaymanagementapi", attempts=1, endpoint=endpoint, read_seconds=POST_SECONDS)
    return GatewaySockets(gateway, _pause)


@cache
def socket_rows() -> DynamoSocketRows:
    """Tickets and open sockets."""
    wiring.tables()
    return DynamoSocketRows(wiring.clock)


@cache
def telling() -> Telling:
    """What all acts in a room share."""
    rooms = DynamoRooms(wiring.vault(), wiring.clock)
    return Telling(rooms, socket_rows(), sockets(), wiring.clock, wiring.chance())


@cache
def rooms() -> Rooms:
    """Rooms follow their appointments."""
    return Rooms(telling(), wiring_visits.completing().complete)


@cache
def bookings() -> Bookings:
    """Appointments booked, moved and called off, and their rooms with them."""
    return Bookings(wiring_visits.appointments(), rooms(), wiring.notices(), wiring.chance(), wiring.clock)


@cache
def _records() -> DynamoChatNotes:
    return DynamoChatNotes(wiring.vault(), wiring.audit())


@cache
def _lobby() -> Lobby:
    return Lobby(telling(), _records(), wiring_visits.ice(), rooms(), wiring.audit())


@cache
def calls() -> Calls:
    """Everything that arrives on a socket."""
    return Calls(telling(), _lobby(), ChatNotes(telling(), _records()))


@cache
def tickets() -> Tickets:
    """How a socket is opened."""
    sign_ins = DynamoSignIns(wiring.clock)
    return Tickets(wiring_visits.appointments(), rooms(), socket_rows(), sign_ins, wiring.audit(), wiring.clock, new_secret)


@cache
def dismissing() -> Dismissing:
    """How sockets end with their session, and rooms with their time."""
    return Dismissing(telling(), _lobby(), rooms(), DynamoLiveSessions(wiring.clock), SHARDS)
