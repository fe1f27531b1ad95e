"""Connects rooms, sockets, tickets, history and files of visits. Each part is made at first use."""

import random
import time
from functools import cache

from chalicelib.platform import aws
from chalicelib.platform.dynamodb.key_parts import SHARDS
from chalicelib.platform.id_generator import new_secret
from chalicelib.platform.settings import settings
from chalicelib.visits import s3_files
from chalicelib.visits.gateway_sockets import GatewaySockets
from chalicelib.visits.store.chat_notes import DynamoChatNotes
from chalicelib.visits.store.connections import DynamoConnections
from chalicelib.visits.store.records import DynamoVisitRecords
from chalicelib.visits.store.rooms import DynamoRooms
from chalicelib.visits.store.uploads import DynamoPendingUploads
from chalicelib.visits.usecases.admission import Admission
from chalicelib.visits.usecases.chat_notes import ChatNotes
from chalicelib.visits.usecases.connection_sweeper import ConnectionSweeper
from chalicelib.visits.usecases.files import FileStorage, VisitFiles
from chalicelib.visits.usecases.history import VisitHistories
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.signaling_service import SignalingService
from chalicelib.visits.usecases.socket_gateway import Sockets
from chalicelib.visits.usecases.tickets import Tickets
from chalicelib.wiring import appointments, identity, platform, practice, relays

POST_SECONDS = 1.5


def _pause(longest: float) -> None:
    time.sleep(random.uniform(0, longest))  # noqa: S311 - so that many do not try again at one moment


@cache
def sockets() -> Sockets:
    """The gateway's management API."""
    endpoint = settings().socket_endpoint
    gateway = aws.client(
        "apigatewaymanagementapi", attempts=1, endpoint=endpoint, read_seconds=POST_SECONDS
    )
    return GatewaySockets(gateway, _pause)


@cache
def socket_rows() -> DynamoConnections:
    """Tickets and open sockets."""
    platform.tables()
    return DynamoConnections(platform.clock)


@cache
def room_broadcaster() -> RoomBroadcaster:
    """What all acts in a room share."""
    store = DynamoRooms(platform.vault(), platform.clock)
    return RoomBroadcaster(store, socket_rows(), sockets(), platform.clock, platform.ids())


@cache
def rooms() -> RoomLifecycle:
    """Rooms follow their appointments."""
    return RoomLifecycle(room_broadcaster(), appointments.completing().complete)


@cache
def _records() -> DynamoChatNotes:
    return DynamoChatNotes(platform.vault(), platform.audit())


@cache
def _lobby() -> Admission:
    return Admission(
        room_broadcaster(), _records(), relays.relay_credentials(), rooms(), platform.audit()
    )


@cache
def signaling_service() -> SignalingService:
    """Everything that arrives on a socket."""
    return SignalingService(room_broadcaster(), _lobby(), ChatNotes(room_broadcaster(), _records()))


@cache
def tickets() -> Tickets:
    """How a socket is opened."""
    booked, signed_in = appointments.appointments(), identity.sign_ins()
    return Tickets(
        booked, rooms(), socket_rows(), signed_in, platform.audit(), platform.clock, new_secret
    )


@cache
def connection_sweeper() -> ConnectionSweeper:
    """How sockets end with their session, and rooms with their time."""
    return ConnectionSweeper(
        room_broadcaster(), _lobby(), rooms(), identity.live_sessions(), SHARDS
    )


@cache
def visit_records() -> DynamoVisitRecords:
    """What is kept of visits."""
    return DynamoVisitRecords(platform.vault(), platform.audit())


@cache
def histories() -> VisitHistories:
    """What took place, and what fee it suggests."""
    booked = appointments.appointments()
    return VisitHistories(booked, visit_records(), practice.practice_rows(), platform.clock)


@cache
def file_storage() -> FileStorage:
    """Where files' bytes lie."""
    here = settings()
    client = aws.client("s3", config=s3_files.CLIENT_CONFIG)
    return s3_files.S3Files(client, here.documents_bucket, here.storage_key_arn)


@cache
def visit_files() -> VisitFiles:
    """Files shared in a visit."""
    uploads, store = (
        DynamoPendingUploads(platform.vault(), platform.clock),
        DynamoRooms(platform.vault(), platform.clock),
    )
    booked, ids = appointments.appointments(), platform.ids()
    return VisitFiles(booked, visit_records(), uploads, file_storage(), store, ids, platform.clock)
