"""Reminds staff of clients who have waited five days for an answer."""

from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.messages.domain.notices import overdue_notices
from chalicelib.messages.domain.thread import REMIND_AFTER, Thread
from chalicelib.messages.usecases.ports import ThreadStore
from chalicelib.messages.usecases.recipients import Recipients
from chalicelib.notices.usecases.outbox import Outbox


@dataclass(frozen=True, slots=True)
class AnswerReminders:
    """
    Reminds staff once of each thread that has waited for REMIND_AFTER.

    The colleagues who were told of the message get the reminder, and the Admins.
    """

    rows: ThreadStore
    recipients: Recipients
    outbox: Outbox
    now: Clock

    def remind_all(self) -> int:
        """Send the reminders that are due, and return the number of their threads."""
        return sum(self._remind_practice(practice) for practice in self.rows.practices())

    def _remind_practice(self, practice: PracticeId) -> int:
        access = system(practice)
        try:
            overdue = self.rows.overdue(access, self.now() - REMIND_AFTER)
        except Failure:
            return 0
        return sum(self._remind(access, thread) for thread in overdue)

    def _remind(self, access: Access, thread: Thread) -> bool:
        if not thread.is_reminder_due(self.now()):
            return False
        try:
            notices = overdue_notices(thread, self.recipients.of_reminder(access, thread))
            self.rows.mark(access, thread, replace(thread, is_reminded=True), notices)
        except Failure:
            # This thread is tried again in an hour, and the others go on. Somebody may have
            # answered at this moment, too.
            return False
        for notice in notices:
            self.outbox.deliver(notice)
        return True
