"""
Builds the use cases for rooms, sockets, tickets, history and files of visits.

Each use case is built when it is first used.
"""

from functools import cache

from chalicelib.platform.dynamodb.key_parts import SHARDS
from chalicelib.platform.files.pending_uploads import DynamoPendingUploads
from chalicelib.platform.id_generator import new_secret
from chalicelib.visits.store.chat_notes import DynamoChatNotes
from chalicelib.visits.store.records import DynamoVisitRecords
from chalicelib.visits.store.rooms import DynamoRooms
from chalicelib.visits.usecases.admission import Admission
from chalicelib.visits.usecases.chat_notes import ChatNotes
from chalicelib.visits.usecases.connection_sweeper import ConnectionSweeper
from chalicelib.visits.usecases.files import VisitFiles
from chalicelib.visits.usecases.history import VisitHistories
from chalicelib.visits.usecases.host_controls import HostControls
from chalicelib.visits.usecases.meetings import Meetings
from chalicelib.visits.usecases.peer_messages import PeerMessages
from chalicelib.visits.usecases.record_access import RecordAccess
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.seat_access import SeatAccess
from chalicelib.visits.usecases.signaling_service import SignalingService
from chalicelib.visits.usecases.tickets import Tickets
from chalicelib.visits.usecases.waiting_clients import WaitingClients
from chalicelib.visits.usecases.waiting_notices import WaitingNotices
from chalicelib.wiring import appointments, files, identity, notices, platform, relays
from chalicelib.wiring.directory import directory, practice_rows
from chalicelib.wiring.sockets import socket_rows, sockets


@cache
def room_broadcaster() -> RoomBroadcaster:
    store = DynamoRooms(platform.vault(), platform.clock)
    return RoomBroadcaster(store, socket_rows(), sockets(), platform.clock, platform.ids())


@cache
def rooms() -> RoomLifecycle:
    """Return the use case that opens and closes the rooms of appointments."""
    return RoomLifecycle(room_broadcaster(), appointments.completing().complete)


@cache
def _chat_notes() -> DynamoChatNotes:
    return DynamoChatNotes(platform.vault(), platform.audit())


@cache
def _admission() -> Admission:
    return Admission(room_broadcaster(), _chat_notes(), relays.relay_credentials())


@cache
def signaling_service() -> SignalingService:
    broadcaster, admission = room_broadcaster(), _admission()
    host_controls = HostControls(broadcaster, admission, rooms(), platform.audit())
    chat, peers = ChatNotes(broadcaster, _chat_notes()), PeerMessages(broadcaster, _chat_notes())
    return SignalingService(broadcaster, admission, peers, host_controls, chat)


@cache
def tickets() -> Tickets:
    """
    Return the use case that issues and redeems tickets.

    A ticket is the single-use key with which a browser opens the socket of a room.
    """
    booked, signed_in = appointments.appointments(), identity.session_check()
    return Tickets(
        booked, rooms(), socket_rows(), signed_in, platform.audit(), platform.clock, new_secret
    )


@cache
def connection_sweeper() -> ConnectionSweeper:
    """
    Return the sweep that closes sockets, ends rooms and frees seats.

    The sweep closes the sockets of ended sessions, ends the rooms whose time is over,
    and frees the seats whose socket is gone.
    """
    return ConnectionSweeper(
        room_broadcaster(),
        _admission(),
        rooms(),
        identity.active_sessions(),
        appointments.appointments(),
        WaitingNotices(
            room_broadcaster(), appointments.appointments(), directory(), notices.notices()
        ),
        SHARDS,
    )


@cache
def waiting_clients() -> WaitingClients:
    return WaitingClients(appointments.appointments(), room_broadcaster())


@cache
def visit_records() -> DynamoVisitRecords:
    return DynamoVisitRecords(platform.vault(), platform.audit())


@cache
def meetings() -> Meetings:
    return Meetings(visit_records())


@cache
def record_access() -> RecordAccess:
    return RecordAccess(DynamoRooms(platform.vault(), platform.clock), platform.clock)


@cache
def histories() -> VisitHistories:
    booked = appointments.appointments()
    return VisitHistories(booked, visit_records(), practice_rows(), record_access(), platform.clock)


@cache
def seat_access() -> SeatAccess:
    return SeatAccess(DynamoRooms(platform.vault(), platform.clock))


@cache
def visit_files() -> VisitFiles:
    uploads = DynamoPendingUploads(platform.vault(), platform.clock, "visit upload")
    booked, ids = appointments.appointments(), platform.ids()
    return VisitFiles(
        booked,
        visit_records(),
        uploads,
        files.file_storage(),
        files.verdicts(),
        record_access(),
        ids,
        platform.clock,
    )
