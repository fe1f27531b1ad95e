"""Tests that notices are fixed texts, sent to one person and at most once."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import NotFound, Unavailable, Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId, InvoiceId, PersonId
from chalicelib.notices.domain import (
    APPOINTMENT_NOTICE_KINDS,
    TEXT_MESSAGE_KINDS,
    Notice,
    NoticeKind,
)
from chalicelib.notices.usecases.mail import MailRefused
from chalicelib.notices.usecases.notice_sender import MAX_SEND_ATTEMPTS, NoticeSender, compose
from chalicelib.notices.usecases.sms import SmsRefused
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.notices.fake_mail import FakeMail
from tests.notices.fake_outbox import GIVEN_UP, WAITING, FakeOutbox
from tests.notices.fake_sms import FakeSms
from tests.practice.practice_harness import NOW, PRACTICE

INVOICE = InvoiceId("01K0000000000000000000INV1")
ORIGIN = "https://clocktree.test"
CLIENT = ClientId("cli-1")
MAX_SMS = 160
"""The most characters of one text message."""
TO_CLIENT = Notice(NoticeKind.INVOICE_SENT, PRACTICE, INVOICE, "sent", client=CLIENT)
TO_PROVIDER = Notice(
    NoticeKind.PROCESSOR_TROUBLE, PRACTICE, INVOICE, GIVEN_UP, person=PersonId("sam")
)
NASTY = ["Addiction Clinic", "Wilhelmina Low", "HIV test", "w.low@mail.example", "125.00"]


@dataclass
class Mailbox:
    """
    Sets up the sender of notices with a fake mailbox and a fake outbox.

    `address`: the e-mail address of every recipient, or an error that the look-up of
    the address raises.
    """

    address: object = "w.low@mail.example"
    number: str = "+15550109999"
    at: object = NOW
    mail: FakeMail = field(default_factory=FakeMail)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    sms: FakeSms = field(default_factory=FakeSms)

    def __post_init__(self):
        self.notices = NoticeSender(
            self.outbox, self, self.mail, self.sms, NOTICE_TEXTS, ORIGIN, lambda: self.at
        )

    def of(self, notice):
        if isinstance(self.address, Exception):
            raise self.address
        return self.number if notice.kind in TEXT_MESSAGE_KINDS else self.address

    def put(self, notice=TO_CLIENT):
        self.outbox.put(notice, self.at)
        return notice

    def only_words(self):
        """Return the subject and the text of the only notice that was sent."""
        mails = [(subject, text) for _, subject, text in self.mail.sent]
        ((subject, text),) = mails + [("", text) for _, text in self.sms.sent]
        return subject, text

    def later(self, **time):
        self.at += timedelta(**time)

    def state(self, notice=TO_CLIENT):
        return self.outbox.state(notice)


@pytest.fixture
def mailbox():
    return Mailbox()


def test_every_kind_of_notice_has_a_text():
    assert NOTICE_TEXTS.keys() == set(NoticeKind)


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("notice", [TO_CLIENT, TO_PROVIDER])
def test_no_notice_has_personal_data(mailbox, kind, notice):
    """S27: a notice has no name, practice, service, amount or e-mail address."""
    sample = Notice(kind, PRACTICE, INVOICE, "event", notice.client, notice.person)
    mailbox.notices.deliver(mailbox.put(sample))
    subject, text = mailbox.only_words()
    words = f"{subject}\n{text}".casefold()
    assert not [word for word in NASTY if word.casefold() in words]
    assert not [word for word in (PRACTICE, "cli-1", "sam") if word in text]
    assert "?" not in text
    assert "sign in" in words


def test_a_notice_links_to_its_invoice():
    assert (
        compose(TO_CLIENT, NOTICE_TEXTS[TO_CLIENT.kind], ORIGIN)[1].splitlines()[-1]
        == f"{ORIGIN}/client/invoices/{INVOICE}"
    )
    assert (
        compose(TO_PROVIDER, NOTICE_TEXTS[TO_PROVIDER.kind], ORIGIN)[1].splitlines()[-1]
        == f"{ORIGIN}/billing/invoices/{INVOICE}"
    )


def test_a_notice_links_to_the_appointment_or_to_the_room_where_a_client_waits():
    """S27: a notice links to a page, with the appointment's id and nothing else."""
    about = AppointmentId("01K0000000000000000000APT1")
    links = {
        (kind, who): compose(
            Notice(kind, PRACTICE, about, "event", **who_is), NOTICE_TEXTS[kind], ORIGIN
        )[1].splitlines()[-1]
        for kind in APPOINTMENT_NOTICE_KINDS
        for who, who_is in (
            ("client", {"client": ClientId("cli-1")}),
            ("provider", {"person": PersonId("sam")}),
        )
    }
    rooms = {
        NoticeKind.CLIENT_WAITING,
    }
    # The appointment of an offer exists only after the client has accepted it.
    assert links.pop((NoticeKind.TIME_OFFERED, "client")) == f"{ORIGIN}/client/appointments"
    assert links.pop((NoticeKind.TIME_OFFERED, "provider")) == f"{ORIGIN}/provider/calendar"
    # Only Admins hand a visit over that nobody else can hold.
    unattended = links.pop((NoticeKind.CLIENT_UNATTENDED, "provider"))
    assert unattended == f"{ORIGIN}/admin/appointments/{about}"
    assert links == {
        (kind, who): f"{ORIGIN}/room/{about}"
        if kind in rooms
        else f"{ORIGIN}/{who}/appointments/{about}"
        for kind, who in links
    }


def test_only_notices_of_a_waiting_room_speak_of_video():
    """S27: no other notice about an appointment says how or where it takes place."""
    told = APPOINTMENT_NOTICE_KINDS | TEXT_MESSAGE_KINDS
    words = re.compile(r"video|join|room|office|phone|call", re.IGNORECASE)
    texts = {kind: f"{NOTICE_TEXTS[kind].subject} {NOTICE_TEXTS[kind].sentence}" for kind in told}
    assert {kind for kind in told if words.search(texts[kind].replace("called", ""))} == {
        NoticeKind.CLIENT_WAITING,
        NoticeKind.CLIENT_UNATTENDED,
    }


def test_a_notice_is_sent_once_however_often_it_is_delivered(mailbox):
    notice = mailbox.put()
    for _ in range(3):
        mailbox.notices.deliver(notice)
        mailbox.notices.deliver_waiting()
    assert len(mailbox.mail.sent) == 1


def test_a_notice_that_is_not_in_the_outbox_is_not_sent(mailbox):
    mailbox.notices.deliver(TO_CLIENT)
    assert mailbox.mail.sent == []


def test_the_sweep_sends_waiting_notices_and_counts_them(mailbox):
    mailbox.put()
    mailbox.put(TO_PROVIDER)
    assert (mailbox.notices.deliver_waiting(), mailbox.notices.deliver_waiting()) == (2, 0)


def test_a_refused_mail_is_retried_later_but_not_forever(mailbox):
    mailbox.mail.refuses = MailRefused()
    mailbox.notices.deliver(mailbox.put())
    assert (mailbox.state(), mailbox.notices.deliver_waiting()) == (WAITING, 0)
    for _ in range(MAX_SEND_ATTEMPTS):
        mailbox.later(hours=2)
        mailbox.notices.deliver_waiting()
    assert mailbox.state() == GIVEN_UP
    mailbox.mail.refuses = None
    mailbox.later(days=1)
    assert (mailbox.notices.deliver_waiting(), mailbox.mail.sent) == (0, [])


def test_a_refused_mail_is_sent_when_it_is_accepted_again(mailbox):
    mailbox.mail.refuses = MailRefused()
    mailbox.notices.deliver(mailbox.put())
    mailbox.mail.refuses = None
    mailbox.later(minutes=4)
    assert mailbox.notices.deliver_waiting() == 0
    mailbox.later(minutes=2)
    assert mailbox.notices.deliver_waiting() == 1


@pytest.mark.parametrize(("minutes", "state", "mails"), [(10, "sent", 1), (11, GIVEN_UP, 0)])
def test_a_notice_that_comes_too_late_to_be_of_use_is_given_up(mailbox, minutes, state, mails):
    notice = replace(TO_PROVIDER, until=NOW + timedelta(minutes=10))
    mailbox.mail.refuses = MailRefused()
    mailbox.notices.deliver(mailbox.put(notice))
    assert mailbox.state(notice) == WAITING
    mailbox.mail.refuses = None
    mailbox.later(minutes=minutes)
    assert mailbox.notices.deliver_waiting() == mails
    assert (mailbox.state(notice), len(mailbox.mail.sent)) == (state, mails)


def test_a_mail_without_an_answer_may_have_been_sent_and_is_not_repeated(mailbox):
    mailbox.mail.refuses = Unavailable()
    mailbox.notices.deliver(mailbox.put())
    mailbox.mail.refuses = None
    mailbox.later(days=1)
    assert (mailbox.notices.deliver_waiting(), mailbox.mail.sent) == (0, [])


def test_a_failure_before_the_mail_leaves_the_notice_waiting(mailbox):
    mailbox.address = Unavailable()
    mailbox.notices.deliver(mailbox.put())
    assert mailbox.state() == WAITING
    mailbox.address = "w.low@mail.example"
    assert mailbox.notices.deliver_waiting() == 1


TEXT = Notice(NoticeKind.APPOINTMENT_TEXT, PRACTICE, AppointmentId("apt-1"), "text", CLIENT)


def test_a_text_message_is_one_sentence_with_a_link_through_sign_in(mailbox):
    """S27: a text message has the words of the mail, and no subject."""
    mailbox.notices.deliver(mailbox.put(TEXT))
    ((number, text),) = mailbox.sms.sent
    assert (number, mailbox.mail.sent) == ("+15550109999", [])
    sentence, link = text.rsplit(" ", 1)
    assert sentence == NOTICE_TEXTS[NoticeKind.APPOINTMENT_REMINDER].sentence
    assert link == f"{ORIGIN}/client/appointments/apt-1"
    assert len(text) <= MAX_SMS


@pytest.mark.parametrize(("refusal", "messages"), [(SmsRefused(), 1), (Unavailable(), 0)])
def test_a_text_message_is_repeated_only_if_it_was_certainly_not_sent(mailbox, refusal, messages):
    mailbox.sms.refuses = refusal
    mailbox.notices.deliver(mailbox.put(TEXT))
    mailbox.sms.refuses = None
    mailbox.later(hours=1)
    assert (mailbox.notices.deliver_waiting(), len(mailbox.sms.sent)) == (messages, messages)


@pytest.mark.parametrize("trouble", [NotFound(), Unreadable()])
def test_a_notice_without_an_address_is_given_up(mailbox, trouble):
    mailbox.address = trouble
    mailbox.notices.deliver(mailbox.put())
    assert mailbox.state() == GIVEN_UP
