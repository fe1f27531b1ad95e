"""Tells staff of waiting clients who became theirs or have waited five days."""

from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.messages.domain.notices import overdue_notices, told_colleagues
from chalicelib.messages.domain.thread import REMIND_AFTER, Thread
from chalicelib.messages.usecases.ports import ThreadFilter, ThreadStore
from chalicelib.messages.usecases.recipients import Recipients
from chalicelib.notices.usecases.outbox import Outbox


@dataclass(frozen=True, slots=True)
class AnswerReminders:
    """
    Tells new colleagues of waiting threads, and reminds of old ones.

    A thread is old when it has waited for REMIND_AFTER, and is reminded of once.

    The colleagues who were told of the message get the reminder, and the Admins.
    """

    rows: ThreadStore
    recipients: Recipients
    outbox: Outbox
    now: Clock

    def remind_all(self) -> int:
        """Send the reminders that are due, and return the number of their threads."""
        return sum(self._remind_practice(practice) for practice in self.rows.practices())

    def tell_all(self) -> int:
        """
        Tell colleagues of waiting threads that became theirs; return how many.

        A thread becomes another colleague's when its client is handed over or assigned, or
        when a colleague begins to stand in.
        """
        return sum(self._tell_practice(practice) for practice in self.rows.practices())

    def _tell_practice(self, practice: PracticeId) -> int:
        access, filters, count = system(practice), ThreadFilter(is_waiting=True), 0
        while True:
            try:
                page, cursor = self.rows.page_without_text(access, filters)
            except Failure as failure:
                note_skipped(failure, practice)
                return count
            count += sum(self._tell(access, thread) for thread in page)
            if cursor is None:
                return count
            filters = replace(filters, cursor=cursor)

    def _tell(self, access: Access, thread: Thread) -> bool:
        try:
            people = self.recipients.of(access, thread)
            after, notices = told_colleagues(thread, people, is_new=False)
            if after != thread:
                self.rows.mark(access, thread, after, notices)
        except Failure as failure:
            # This thread is tried again in an hour, or with its next message.
            note_skipped(failure, thread.id)
            return False
        for notice in notices:
            self.outbox.deliver(notice)
        return bool(notices)

    def _remind_practice(self, practice: PracticeId) -> int:
        access = system(practice)
        try:
            overdue = self.rows.overdue(access, self.now() - REMIND_AFTER)
        except Failure as failure:
            note_skipped(failure, practice)
            return 0
        return sum(self._remind(access, thread) for thread in overdue)

    def _remind(self, access: Access, thread: Thread) -> bool:
        if not thread.is_reminder_due(self.now()):
            return False
        try:
            notices = overdue_notices(thread, self.recipients.of_reminder(access, thread))
            self.rows.mark(access, thread, replace(thread, is_reminded=True), notices)
        except Failure as failure:
            # This thread is tried again in an hour, and the others go on. Somebody may have
            # answered at this moment, too.
            note_skipped(failure, thread.id)
            return False
        for notice in notices:
            self.outbox.deliver(notice)
        return True
