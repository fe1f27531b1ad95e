"""Ends requests of clients that nobody answered before their time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.notices import expired_notices
from chalicelib.appointments.domain.requests import expired
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.kernel.access import system
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped


class RequestQueue(Protocol):
    """Lists requests that nobody has answered, of all practices."""

    def unanswered(self, now: datetime) -> Sequence[tuple[PracticeId, AppointmentId]]:
        """
        Return requests whose time has come.

        The size of the result is limited, so some may be missing from it.
        """


@dataclass(frozen=True, slots=True)
class UnansweredRequests:
    """Ends requests at their time, frees the time, and notifies the clients."""

    queue: RequestQueue
    changes: AppointmentChanges
    now: Clock

    def end_all(self) -> int:
        """Expire all requests whose start has passed, and return their number."""
        return sum(self._end(*each) for each in self.queue.unanswered(self.now()))

    def _end(self, practice: PracticeId, appointment: AppointmentId) -> bool:
        access, appointments = system(practice), self.changes.appointments
        try:
            stored = appointments.rows.get(access, appointment, lambda _: None)
            before = appointments.names.of(access, stored)
            if not before.is_unanswered(self.now()):
                return False
            after = expired(before, self.now().replace(microsecond=0))
            self.changes.store(access, before, after, expired_notices(after, access))
        except Failure as failure:
            # This request is looked at again in a minute, and the others go on. Somebody may
            # have answered it at this moment, too.
            note_skipped(failure, appointment)
            return False
        return True
