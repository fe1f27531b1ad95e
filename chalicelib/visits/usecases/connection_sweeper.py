"""Sockets end with the session they belong to, and rooms with their time (V11; S9, S12)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Failure, Unavailable
from chalicelib.visits.domain.room import RoomSnapshot, RoomState, SocketConnection
from chalicelib.visits.domain.signal import ByeCode
from chalicelib.visits.usecases.admission import Admission
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.stale_connections import PROBE_BUDGET, StaleConnections


class LiveSessions(Protocol):
    """Which sign-ins are still in force; reading them is no activity."""

    def still(self, accesses: Collection[Access]) -> Collection[Access]:
        """Those of them whose session lives, with its role, in a membership that is as it was. Raises Unavailable."""


@dataclass
class SweepResult:
    """
    What failed on the way: one room that cannot be ended keeps no other session's sockets open. `suspects`: sockets that may
    be gone.
    """

    failed: bool = False
    suspects: list[SocketConnection] = field(default_factory=list)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Go on with the next after a Failure."""
        try:
            yield
        except Failure:
            self.failed = True

    def told(self) -> None:
        """Raises Unavailable, so that whoever watches the clock hears of it."""
        if self.failed:
            raise Unavailable


@dataclass(frozen=True, slots=True)
class ConnectionSweeper:
    """Ends what may not go on. `shards`: how many parts all open sockets lie in."""

    telling: RoomBroadcaster
    lobby: Admission
    rooms: RoomLifecycle
    sessions: LiveSessions
    shards: int

    def close_session(self, access: Access) -> int:
        """This session is over: its sockets end, its seats are left. How many sockets. Raises Unavailable."""
        mine = [
            each
            for each in self.telling.connections.of_person(access.person)
            if each.access.session == access.session
        ]
        for connection in mine:
            self._dismiss(connection)
        return len(mine)

    def try_close_session(self, access: Access) -> None:
        """Dismiss at once, if everything answers; else the clock does it within a minute."""
        try:
            self.close_session(access)
        except Failure:
            return

    def sweep(self) -> Mapping[str, int]:
        """
        Each minute: sockets whose session ended, and rooms whose time is over; after those, sockets that are gone and of which
        nobody was told. Raises Unavailable after all were tried.
        """
        dismissed, ended, troubles = 0, 0, SweepResult()
        for number in range(self.shards):
            connections = self.telling.connections.in_shard(number)
            dead = self._dead(connections)
            for connection in dead:
                with troubles.kept():
                    self._dismiss(connection)
                    dismissed += 1
            ended += self._past([each for each in connections if each not in dead], troubles)
        gone = self._gone(troubles)
        troubles.told()
        return {"dismissed": dismissed, "ended": ended, "gone": gone}

    def _dead(self, connections: Sequence[SocketConnection]) -> Sequence[SocketConnection]:
        if not connections:
            return ()
        alive = {
            _key(access) for access in self.sessions.still([each.access for each in connections])
        }
        return [each for each in connections if _key(each.access) not in alive]

    def _dismiss(self, connection: SocketConnection) -> None:
        snapshot = self.telling.store.snapshot(connection.room)
        if snapshot is not None:
            self.lobby.leave(connection, snapshot)
        # No last word: the browser asks for a ticket, and is told that nobody is signed in.
        self.telling.sockets.close(connection.id)
        self.telling.connections.remove(connection)

    def _past(self, connections: Sequence[SocketConnection], troubles: SweepResult) -> int:
        ended = 0
        for room in sorted({each.room for each in connections}):
            with troubles.kept():
                snapshot = self.telling.store.snapshot(room)
                if snapshot is None or snapshot.room.is_over(self.telling.clock()):
                    self._over(snapshot, [each for each in connections if each.room == room])
                    ended += 1
                else:
                    troubles.suspects += self._ghosts.suspects(
                        snapshot, [each for each in connections if each.room == room]
                    )
        return ended

    def _gone(self, troubles: SweepResult) -> int:
        found, until = 0, self.telling.clock() + PROBE_BUDGET
        for suspect in troubles.suspects:
            with troubles.kept():
                found += self._ghosts.lay(suspect, until)
        return found

    @property
    def _ghosts(self) -> StaleConnections:
        return StaleConnections(self.telling)

    def _over(self, snapshot: RoomSnapshot | None, left: Sequence[SocketConnection]) -> None:
        if snapshot and snapshot.room.state is RoomState.OPEN:
            self.rooms.finish(system(snapshot.room.practice, request="clock"), snapshot)
        elif snapshot:
            self.rooms.end(snapshot)
        for connection in left:
            # Ended above, unless that broke off at an earlier minute.
            self.telling.close_socket(connection.id, ByeCode.ENDED)
            self.telling.connections.remove(connection)


def _key(access: Access) -> Sequence[str]:
    return access.practice, access.person, access.session
