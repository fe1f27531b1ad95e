"""E-mails the hosts of a room in which somebody waits and no host looks."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import AppointmentId, PersonId, SeatId
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import Seat
from chalicelib.visits.domain.visit import Fact
from chalicelib.visits.domain.waiting import is_notice_due, unattended_notices, waiting_notices
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster


class AppointmentAccess(Protocol):
    """Checks whether people may still see the appointments whose rooms they are in."""

    def may_still_see(self, access: Access, appointment: AppointmentId) -> bool:
        """
        Return whether a person may still see an appointment they opened earlier (S2).

        Raises:
            Unavailable: The store does not respond.
        """


class HostReader(Protocol):
    """Reads who works in a practice."""

    def admins(self, access: Access) -> Collection[PersonId]:
        """Return the practice's active Admins."""

    def providers_among(self, access: Access, people: Collection[PersonId]) -> frozenset[PersonId]:
        """Return those people who are active providers of the practice; opens no names."""


@dataclass(frozen=True, slots=True)
class WaitingNotices:
    """
    E-mails the hosts a minute after somebody began to wait, if no host has looked.

    A provider who is no longer assigned to a client of the appointment gets no mail (S2).
    If that leaves nobody, the practice's Admins are told, who can hand the visit over.
    """

    broadcaster: RoomBroadcaster
    appointments: AppointmentAccess
    directory: HostReader
    outbox: Outbox

    def send_due(self, snapshot: RoomSnapshot) -> int:
        """
        Send the notices that are due in a room, and return the number of notices.

        The notices are stored in the same transaction as the mark that they were made, so
        they are made only once. The people who wait are told that the e-mail was sent only
        after it was sent to every host. Until then, they read that their provider will be
        told.

        Raises:
            Unavailable: The store does not respond.
        """
        now = self.broadcaster.clock()
        due = [seat for seat in snapshot.waiting if is_notice_due(snapshot, seat, now)]
        if not due:
            return 0
        hosts = self._hosts(snapshot)
        return self._tell_hosts(snapshot, due, hosts) if hosts else self._tell_admins(snapshot)

    def _tell_hosts(
        self, snapshot: RoomSnapshot, due: Collection[Seat], hosts: Collection[PersonId]
    ) -> int:
        now = self.broadcaster.clock()
        notices = waiting_notices(snapshot, hosts, now)
        marked = snapshot
        for seat in due:
            marked = marked.with_seat(replace(seat, notice_at=now))
        try:
            stored = self.broadcaster.store.change(snapshot, marked, (), notices)
        except Conflict:
            # Somebody was let in, seen or left at the same moment: the next sweep decides anew.
            return 0
        sent_count = sum(self.outbox.deliver(notice) for notice in notices)
        if sent_count == len(notices):
            self._mark_mailed(stored, {seat.id for seat in due})
        return len(notices)

    def _tell_admins(self, snapshot: RoomSnapshot) -> int:
        # Nothing is marked, so that a host who may see the client again is told at once.
        admins = self.directory.admins(system(snapshot.room.practice))
        notices = unattended_notices(snapshot, admins, self.broadcaster.clock())
        try:
            self.broadcaster.store.change(snapshot, snapshot, (), notices)
        except Conflict:
            # The Admins were told of this wait before.
            return 0
        for notice in notices:
            self.outbox.deliver(notice)
        return len(notices)

    def _hosts(self, snapshot: RoomSnapshot) -> Collection[PersonId]:
        room = snapshot.room
        people = [seat.person for seat in snapshot.seats if seat.is_host and seat.person]
        return {
            each
            for each in self.directory.providers_among(system(room.practice), people)
            if self.appointments.may_still_see(Access(room.practice, each, Role.PROVIDER), room.id)
        }

    def _mark_mailed(self, snapshot: RoomSnapshot, seats: Collection[SeatId]) -> None:
        now = self.broadcaster.clock()

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            for seat in room.waiting:
                if seat.id in seats:
                    room = room.with_seat(replace(seat, mailed_at=now))
            return room, []

        before, after = self.broadcaster.change(snapshot, step)
        self.broadcaster.notify_waiting(after, before)
