"""Sends stored notices, at most once for each event (S27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.kernel.errors import Failure, NotFound, Unavailable, Unreadable
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.notices.domain import TEXT_MESSAGE_KINDS, Notice, NoticeKind, NoticeText
from chalicelib.notices.usecases.mail import Mail, MailRefused
from chalicelib.notices.usecases.sms import Sms, SmsRefused

MAX_SEND_ATTEMPTS = 5
FIRST_DELAY = timedelta(minutes=5)
MAIL_BODY = "{sentence}\n\n{link}\n"
SMS_TEXT = "{sentence} {link}"


class OutboxRows(Protocol):
    """Stores notices, and records which of them still wait to be sent."""

    def waiting(self, now: datetime) -> Sequence[Notice]:
        """
        Return waiting notices that may be sent at the time `now`.

        The size of the result is limited, so some of these notices may be missing from it.
        """

    def claim(self, notice: Notice, at: datetime) -> int | None:
        """
        Mark a waiting notice as sent, before the e-mail is sent.

        If several processes claim the same notice at once, only one of them succeeds.

        Returns:
            The number of earlier attempts to send the notice, or None when the notice was not
            waiting.
        """

    def put_back(self, notice: Notice, due: datetime) -> None:
        """Make a claimed notice wait until `due`, and increment its attempt count."""

    def give_up(self, notice: Notice) -> None:
        """Mark a notice as permanently failed, so that it is never tried again."""


class Addresses(Protocol):
    """Finds the addresses to which notices go."""

    def of(self, notice: Notice) -> str:
        """
        Return the e-mail address of the notice's recipient, or their number in E.164.

        This call also stores an audit entry about the read of the address.

        Raises:
            NotFound: The recipient does not exist, was removed from the practice, may not see
                the clients whom the notice is about, wants no notices about its topic, or has no
            number that can get text messages.
        """


@dataclass(frozen=True, slots=True)
class NoticeSender:
    """
    Implements the port `Outbox`, and retries notices that wait to be sent.

    `origin` is the scheme and host of the web client. Links in notices start with it.
    """

    rows: OutboxRows
    addresses: Addresses
    mail: Mail
    sms: Sms
    texts: Mapping[NoticeKind, NoticeText]
    origin: str
    now: Clock

    def deliver(self, notice: Notice) -> bool:
        return self._deliver(notice)

    def deliver_waiting(self) -> int:
        """
        Send the notices that are due, and return the number of sent notices.

        Raises:
            Unavailable: The outbox could not be read.
        """
        return sum(self._deliver(notice) for notice in self.rows.waiting(self.now()))

    def _deliver(self, notice: Notice) -> bool:
        if notice.is_late(self.now()):
            return self._give_up(notice)
        try:
            # The address is looked up before the claim. If this fails, the notice still waits.
            address = self.addresses.of(notice)
            attempts = self.rows.claim(notice, self.now())
            return attempts is not None and self._send(notice, address, attempts)
        except (NotFound, Unreadable):
            return self._give_up(notice)
        except Failure as failure:
            note_skipped(failure, notice.about)
            return False

    def _send(self, notice: Notice, address: str, attempts: int) -> bool:
        try:
            self._dispatch(notice, address)
        except (MailRefused, SmsRefused):
            self._retry_later(notice, attempts)
            return False
        except Unavailable as failure:
            # The notice may have been sent. Two notices about one event are worse than none, so the
            # notice is not sent again.
            note_skipped(failure, notice.about)
            return False
        return True

    def _dispatch(self, notice: Notice, address: str) -> None:
        text = self.texts[notice.kind]
        if notice.kind in TEXT_MESSAGE_KINDS:
            self.sms.send(address, compose_sms(notice, text, self.origin))
        else:
            self.mail.send(address, *compose(notice, text, self.origin))

    def _retry_later(self, notice: Notice, attempts: int) -> None:
        if attempts + 1 >= MAX_SEND_ATTEMPTS:
            self.rows.give_up(notice)
        else:
            self.rows.put_back(notice, self.now() + FIRST_DELAY * 2**attempts)

    def _give_up(self, notice: Notice) -> bool:
        try:
            self.rows.give_up(notice)
        except Failure as failure:
            note_skipped(failure, notice.about)
        return False


def compose(notice: Notice, text: NoticeText, origin: str) -> tuple[str, str]:
    """
    Return the subject and the body of the e-mail for a notice.

    E-mails with the same `text`, for the same kind of recipient, differ only in the id in
    the link (S27).
    """
    return text.subject, MAIL_BODY.format(sentence=text.sentence, link=_link(notice, text, origin))


def compose_sms(notice: Notice, text: NoticeText, origin: str) -> str:
    """Return the text message for a notice: its sentence and its link (S27)."""
    return SMS_TEXT.format(sentence=text.sentence, link=_link(notice, text, origin))


def _link(notice: Notice, text: NoticeText, origin: str) -> str:
    page = text.client_page if notice.client else text.staff_page
    return origin + page.format(about=notice.about)
