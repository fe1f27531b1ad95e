"""Notices: what they say, to whom, and how often."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import NotFound, Unavailable, Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId, InvoiceId, PersonId
from chalicelib.notices.domain import APPOINTMENT_NOTICE_KINDS, Notice, NoticeKind
from chalicelib.notices.usecases.mail import MailRefused
from chalicelib.notices.usecases.notice_sender import MAX_SEND_ATTEMPTS, NoticeSender, compose
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.notices.fake_mail import FakeMail
from tests.notices.fake_outbox import GIVEN_UP, WAITING, FakeOutbox
from tests.practice.practice_harness import NOW, PRACTICE

INVOICE = InvoiceId("01K0000000000000000000INV1")
ORIGIN = "https://clocktree.test"
TO_CLIENT = Notice(NoticeKind.INVOICE_SENT, PRACTICE, INVOICE, "sent", client=ClientId("cli-1"))
TO_PROVIDER = Notice(
    NoticeKind.PROCESSOR_TROUBLE, PRACTICE, INVOICE, GIVEN_UP, person=PersonId("sam")
)
NASTY = ["Addiction Clinic", "Wilhelmina Low", "HIV test", "w.low@mail.example", "125.00"]


@dataclass
class Post:
    """The real use case with a mailbox; `address` answers, or is raised."""

    address: object = "w.low@mail.example"
    at: object = NOW
    mail: FakeMail = field(default_factory=FakeMail)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)

    def __post_init__(self):
        self.notices = NoticeSender(
            self.outbox, self, self.mail, NOTICE_TEXTS, ORIGIN, lambda: self.at
        )

    def of(self, _notice):
        if isinstance(self.address, Exception):
            raise self.address
        return self.address

    def put(self, notice=TO_CLIENT):
        self.outbox.put(notice, self.at)
        return notice

    def later(self, **time):
        self.at += timedelta(**time)

    def state(self, notice=TO_CLIENT):
        return self.outbox.state(notice)


@pytest.fixture
def post():
    return Post()


def test_every_kind_of_notice_has_a_text():
    assert NOTICE_TEXTS.keys() == set(NoticeKind)


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("notice", [TO_CLIENT, TO_PROVIDER])
def test_no_notice_says_anything_about_anybody(post, kind, notice):
    """S27: no name, practice, service, amount or address, not even in the link."""
    asked = Notice(kind, PRACTICE, INVOICE, "event", notice.client, notice.person)
    post.notices.deliver(post.put(asked))
    ((_, subject, text),) = post.mail.sent
    said = f"{subject}\n{text}".casefold()
    assert not [word for word in NASTY if word.casefold() in said]
    assert not [word for word in (PRACTICE, "cli-1", "sam") if word in text]
    assert "?" not in text
    assert "sign in" in said


def test_a_notice_leads_to_its_invoice_after_signing_in():
    assert (
        compose(TO_CLIENT, NOTICE_TEXTS[TO_CLIENT.kind], ORIGIN)[1].splitlines()[-1]
        == f"{ORIGIN}/client/invoices/{INVOICE}"
    )
    assert (
        compose(TO_PROVIDER, NOTICE_TEXTS[TO_PROVIDER.kind], ORIGIN)[1].splitlines()[-1]
        == f"{ORIGIN}/billing/invoices/{INVOICE}"
    )


def test_a_notice_of_an_appointment_leads_into_its_room_as_long_as_it_stands():
    """S27: the opaque id is all that its link tells."""
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
    rooms = {NoticeKind.APPOINTMENT_BOOKED, NoticeKind.APPOINTMENT_MOVED}
    assert links == {
        (kind, who): f"{ORIGIN}/room/{about}"
        if kind in rooms
        else f"{ORIGIN}/{who}/appointments/{about}"
        for kind, who in links
    }


def test_a_notice_is_sent_once_however_often_it_is_delivered(post):
    notice = post.put()
    for _ in range(3):
        post.notices.deliver(notice)
        post.notices.deliver_waiting()
    assert len(post.mail.sent) == 1


def test_a_notice_that_is_not_in_the_outbox_is_not_sent(post):
    post.notices.deliver(TO_CLIENT)
    assert post.mail.sent == []


def test_the_sweep_sends_what_is_left_and_counts_it(post):
    post.put()
    post.put(TO_PROVIDER)
    assert (post.notices.deliver_waiting(), post.notices.deliver_waiting()) == (2, 0)


def test_a_refused_mail_is_retried_later_but_not_forever(post):
    post.mail.refuses = MailRefused()
    post.notices.deliver(post.put())
    assert (post.state(), post.notices.deliver_waiting()) == (WAITING, 0)
    for _ in range(MAX_SEND_ATTEMPTS):
        post.later(hours=2)
        post.notices.deliver_waiting()
    assert post.state() == GIVEN_UP
    post.mail.refuses = None
    post.later(days=1)
    assert (post.notices.deliver_waiting(), post.mail.sent) == (0, [])


def test_a_refused_mail_goes_out_when_it_is_accepted_again(post):
    post.mail.refuses = MailRefused()
    post.notices.deliver(post.put())
    post.mail.refuses = None
    post.later(minutes=4)
    assert post.notices.deliver_waiting() == 0
    post.later(minutes=2)
    assert post.notices.deliver_waiting() == 1


def test_a_mail_without_an_answer_may_have_been_sent_and_is_not_repeated(post):
    post.mail.refuses = Unavailable()
    post.notices.deliver(post.put())
    post.mail.refuses = None
    post.later(days=1)
    assert (post.notices.deliver_waiting(), post.mail.sent) == (0, [])


def test_a_failure_before_the_mail_leaves_the_notice_waiting(post):
    post.address = Unavailable()
    post.notices.deliver(post.put())
    assert post.state() == WAITING
    post.address = "w.low@mail.example"
    assert post.notices.deliver_waiting() == 1


@pytest.mark.parametrize("trouble", [NotFound(), Unreadable()])
def test_a_notice_without_an_address_is_given_up(post, trouble):
    post.address = trouble
    post.notices.deliver(post.put())
    assert post.state() == GIVEN_UP
