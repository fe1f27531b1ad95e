"""
Closes the sockets of ended sessions, and ends rooms after their closing time.

See docs/video.md#v11.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Failure, Unavailable
from chalicelib.kernel.ids import AppointmentId
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import SocketConnection
from chalicelib.visits.domain.signal import ByeCode
from chalicelib.visits.domain.waiting import is_notice_due
from chalicelib.visits.usecases.admission import Admission
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.stale_connections import PROBE_BUDGET, StaleConnections
from chalicelib.visits.usecases.waiting_notices import AppointmentAccess, WaitingNotices

MAX_NOTICE_ROOMS = 100
"""One sweep sends mails for at most this many rooms, so that it ends in time."""


class LiveSessions(Protocol):
    """Checks which sessions are still valid; a check does not prolong a session."""

    def still(self, accesses: Collection[Access]) -> Collection[Access]:
        """
        Return those of `accesses` whose session is still valid (S9, S12).

        A session is valid if it has not ended and the person still has the same role and
        membership.

        Raises:
            Unavailable: The store does not respond.
        """


@dataclass
class SweepResult:
    """
    Collects the failures of one sweep, so that a failure does not stop the sweep.

    `failed`: whether any step of the sweep failed. `suspects`: the sockets that may be
    gone. `lobbies`: the rooms whose hosts must get a mail.
    """

    failed: bool = False
    lobbies: dict[AppointmentId, RoomSnapshot] = field(default_factory=dict)
    suspects: list[SocketConnection] = field(default_factory=list)

    @contextmanager
    def noting_failures(self) -> Iterator[None]:
        """Catch a Failure in the `with` block, and set `failed` to True."""
        try:
            yield
        except Failure:
            self.failed = True

    def longest_waiting(self) -> Sequence[RoomSnapshot]:
        """Return at most MAX_NOTICE_ROOMS lobbies, those with the longest wait first."""
        by_arrival = sorted(self.lobbies.values(), key=lambda each: str(each.waiting[0].since))
        return by_arrival[:MAX_NOTICE_ROOMS]

    def raise_for_failures(self) -> None:
        """
        Raise Unavailable if any step of the sweep failed.

        The error triggers the alarm of the schedule that runs the sweep.
        """
        if self.failed:
            raise Unavailable


@dataclass(frozen=True, slots=True)
class ConnectionSweeper:
    """
    Closes sockets of ended sessions, and ends rooms after their closing time.

    `shards`: the number of partitions in which the open sockets are stored.
    """

    broadcaster: RoomBroadcaster
    admission: Admission
    rooms: RoomLifecycle
    sessions: LiveSessions
    appointments: AppointmentAccess
    waiting_notices: WaitingNotices
    shards: int

    def close_session(self, access: Access) -> int:
        """
        Close the sockets of a sign-in that has ended, and return how many there were.

        These are the sockets that the person opened, in any role, since they signed in. If
        the person is in a room, they are recorded as having left.

        Raises:
            Unavailable: The store does not respond.
        """
        connections = [
            connection
            for connection in self.broadcaster.connections.of_person(access.person)
            if connection.access.sign_in_id == access.sign_in_id
        ]
        for connection in connections:
            self._dismiss(connection)
        return len(connections)

    def try_close_session(self, access: Access) -> None:
        """
        Try to close the sockets of an ended session at once.

        A failure is ignored, because the next `sweep` closes the sockets within a minute.
        """
        try:
            self.close_session(access)
        except Failure:
            return

    def sweep(self) -> Mapping[str, int]:
        """
        Close sockets of ended sessions, end rooms that are over, free stale seats.

        A room is over if its closing time has passed or somebody ended it. A seat is stale
        if its socket is gone. If a person has waited for a minute and no host has looked,
        the hosts get an e-mail. The scheduler calls this method every minute. Returns the
        numbers of closed sockets, ended rooms and freed seats.

        Raises:
            Unavailable: At least one socket or room could not be processed. All other
                sockets and rooms were processed.
        """
        dismissed_count, room_count, result = 0, 0, SweepResult()
        for number in range(self.shards):
            connections = self.broadcaster.connections.in_shard(number)
            without_access = [
                *self._signed_out(connections),
                *self._out_of_reach(connections, result),
            ]
            for connection in dict.fromkeys(without_access):
                with result.noting_failures():
                    self._dismiss(connection)
                    dismissed_count += 1
            rest = [each for each in connections if each not in without_access]
            room_count += self._end_rooms(rest, result)
        gone_count = self._free_gone(result)
        for snapshot in result.longest_waiting():
            with result.noting_failures():
                self.waiting_notices.send_due(snapshot)
        result.raise_for_failures()
        return {"dismissed": dismissed_count, "ended": room_count, "gone": gone_count}

    def _signed_out(self, connections: Sequence[SocketConnection]) -> Sequence[SocketConnection]:
        if not connections:
            return ()
        alive = {
            _key(access) for access in self.sessions.still([each.access for each in connections])
        }
        return [each for each in connections if _key(each.access) not in alive]

    def _out_of_reach(
        self, connections: Sequence[SocketConnection], result: SweepResult
    ) -> Sequence[SocketConnection]:
        """
        Return the sockets of providers who may no longer see their room's appointment.

        A provider loses this access when the provider is no longer assigned to a client of
        the appointment.
        """
        lost = []
        for each in connections:
            if each.access.role is Role.PROVIDER:
                with result.noting_failures():
                    if not self.appointments.may_still_see(each.access, each.room):
                        lost.append(each)
        return lost

    def _dismiss(self, connection: SocketConnection) -> None:
        snapshot = self.broadcaster.store.snapshot(connection.room)
        if snapshot is not None:
            self.admission.leave(connection, snapshot)
        # Closed without `bye`, the page asks for a ticket and learns that nobody is signed in.
        self.broadcaster.sockets.close(connection.id)
        self.broadcaster.connections.remove(connection)

    def _end_rooms(self, connections: Sequence[SocketConnection], result: SweepResult) -> int:
        room_count = 0
        for room in sorted({each.room for each in connections}):
            inside = [each for each in connections if each.room == room]
            with result.noting_failures():
                snapshot = self.broadcaster.store.snapshot(room)
                if snapshot is None or snapshot.room.is_over(self.broadcaster.clock()):
                    self._end_room(snapshot, inside)
                    room_count += 1
                else:
                    result.suspects += self._stale.suspects(snapshot, inside)
                    now = self.broadcaster.clock()
                    if any(is_notice_due(snapshot, seat, now) for seat in snapshot.waiting):
                        result.lobbies[room] = snapshot
        return room_count

    def _free_gone(self, result: SweepResult) -> int:
        count, until = 0, self.broadcaster.clock() + PROBE_BUDGET
        for suspect in result.suspects:
            with result.noting_failures():
                count += self._stale.free_if_gone(suspect, until)
        return count

    @property
    def _stale(self) -> StaleConnections:
        return StaleConnections(self.broadcaster)

    def _end_room(
        self, snapshot: RoomSnapshot | None, connections: Sequence[SocketConnection]
    ) -> None:
        # Whether the visit took place is decided from its facts, with or without open sockets.
        if snapshot:
            self.rooms.end(snapshot)
        for connection in connections:
            # After an interrupted run a socket may be open although no seat names it any more.
            self.broadcaster.close_socket(connection.id, ByeCode.ENDED)
            self.broadcaster.connections.remove(connection)


def _key(access: Access) -> Sequence[str]:
    return access.practice, access.person, access.session
