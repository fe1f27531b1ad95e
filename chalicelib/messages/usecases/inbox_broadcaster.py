"""Tells open inboxes that a thread has changed, without any of its content."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.kernel.access import Role, system
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.messages.domain.inbox import InboxSocket
from chalicelib.messages.domain.thread import Thread
from chalicelib.messages.usecases.inbox_ports import (
    CareAssignments,
    InboxSessions,
    InboxSocketStore,
)
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage, Sockets

SEND_BUDGET = timedelta(seconds=2)
"""How long a request may take to tell all inboxes; the others learn it when they poll."""


@dataclass(frozen=True, slots=True)
class InboxBroadcaster:
    """
    Sends a thread's id and its newest number to those who may read the thread.

    Both the session and the assignment are checked again for each message (S2, S9), so a socket
    that stays open after access was taken away hears nothing.
    """

    rows: InboxSocketStore
    sockets: Sockets
    sessions: InboxSessions
    assignments: CareAssignments
    now: Clock

    def announce(self, thread: Thread) -> None:
        """
        Tell the client, their providers and the Admins who have a page open.

        Never raises: the message is stored, and whoever is not told polls a little later.
        """
        self._send_to(self._readers, thread)

    def announce_read(self, thread: Thread) -> None:
        """Tell the client's other pages that the client has read the thread; never raises."""
        self._send_to(self._client_sockets, thread)

    def _send_to(self, readers: Callable[[Thread], Sequence[InboxSocket]], thread: Thread) -> None:
        until = self.now() + SEND_BUDGET
        message = {"t": "thread", "v": 1, "id": thread.id, "n": thread.count}
        try:
            for socket in readers(thread):
                if self.now() >= until:
                    return
                self._send(socket, message)
        except Failure:
            return

    def _send(self, socket: InboxSocket, message: ServerMessage) -> None:
        if self.sockets.post(socket.id, message) is Delivery.GONE:
            self.rows.remove(socket)

    def _readers(self, thread: Thread) -> Sequence[InboxSocket]:
        staff = self.rows.of_staff(thread.practice)
        providers = {each.access.person for each in staff if each.access.role is Role.PROVIDER}
        assigned = self._assigned(thread, providers)
        readers = [
            *(
                each
                for each in staff
                if each.access.role is Role.ADMIN or each.access.person in assigned
            ),
            *self.rows.of_client(thread.practice, thread.client),
        ]
        return self._with_session(readers)

    def _client_sockets(self, thread: Thread) -> Sequence[InboxSocket]:
        return self._with_session(self.rows.of_client(thread.practice, thread.client))

    def _with_session(self, readers: Sequence[InboxSocket]) -> Sequence[InboxSocket]:
        valid = {each.session for each in self.sessions.still([each.access for each in readers])}
        return [each for each in readers if each.access.session in valid]

    def _assigned(self, thread: Thread, providers: Collection[PersonId]) -> Collection[PersonId]:
        if not providers:
            return ()
        access = system(thread.practice)
        pairs = self.assignments.assigned(access, sorted(providers), [thread.client])
        return {person for person, _ in pairs}
