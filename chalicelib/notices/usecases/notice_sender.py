"""Sends notices: fixed sentences and a place to go, nothing of whom they are about (S27), at most one an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.kernel.errors import Failure, NotFound, Unavailable, Unreadable
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import Notice, NoticeKind, NoticeText
from chalicelib.notices.usecases.mail import Mail, MailRefused

MAX_SEND_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=5)
MAIL = "{sentence}\n\n{link}\n"


class OutboxRows(Protocol):
    """What waits to be sent: one row for each event, written in the event's own transaction."""

    def waiting(self, now: datetime) -> Sequence[Notice]:
        """Notices that are due, oldest first, some hundred at once."""

    def claim(self, notice: Notice, at: datetime) -> int | None:
        """
        Take a waiting notice out of the queue, for one caller only.

        Returns:
            How often it was tried before; None when somebody else has it or it is not there.
        """

    def put_back(self, notice: Notice, due: datetime) -> None:
        """It was certainly not sent: it waits again until `due`, and was tried once more."""

    def give_up(self, notice: Notice) -> None:
        """It can never be sent: it stays as a trace and waits no more."""


class Addresses(Protocol):
    """Where people read mail."""

    def of(self, notice: Notice) -> str:
        """The e-mail of whom it is for, opened as the platform under an audit entry. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class NoticeSender:
    """Implements `Outbox`. `origin`: where one signs in, without a slash at the end."""

    rows: OutboxRows
    addresses: Addresses
    mail: Mail
    texts: Mapping[NoticeKind, NoticeText]
    origin: str
    now: Clock

    def deliver(self, notice: Notice) -> None:
        """See `Outbox`."""
        self._deliver(notice)

    def deliver_waiting(self) -> int:
        """Send what is due; how many were sent. Each minute. Raises Unavailable when the outbox does not answer."""
        return sum(self._deliver(notice) for notice in self.rows.waiting(self.now()))

    def _deliver(self, notice: Notice) -> bool:
        try:
            # Looked up before it is claimed: what breaks here leaves it waiting.
            address = self.addresses.of(notice)
            tried = self.rows.claim(notice, self.now())
            return tried is not None and self._sent(notice, address, tried)
        except (NotFound, Unreadable):
            return self._without_address(notice)
        except Failure:
            return False

    def _sent(self, notice: Notice, address: str, tried: int) -> bool:
        try:
            self.mail.send(address, *compose(notice, self.texts[notice.kind], self.origin))
        except MailRefused:
            self._again(notice, tried)
            return False
        except Unavailable:
            # No answer: it may have been sent, and two mails of one event are worse than none.
            return False
        return True

    def _again(self, notice: Notice, tried: int) -> None:
        if tried + 1 >= MAX_SEND_ATTEMPTS:
            self.rows.give_up(notice)
        else:
            self.rows.put_back(notice, self.now() + FIRST_PAUSE * 2**tried)

    def _without_address(self, notice: Notice) -> bool:
        try:
            self.rows.give_up(notice)
        except Failure:
            return False
        return False


def compose(notice: Notice, text: NoticeText, origin: str) -> tuple[str, str]:
    """Return subject and body; all that varies is the opaque id of what it is about, in the link (S27)."""
    page = text.client_page if notice.client else text.staff_page
    return text.subject, MAIL.format(
        sentence=text.sentence, link=origin + page.format(about=notice.about)
    )
