"""Provides the product's use cases for messages, on fake stores."""

from dataclasses import dataclass, replace

from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.messages.usecases.answer_reminders import AnswerReminders
from chalicelib.messages.usecases.attachments import MessageAttachments
from chalicelib.messages.usecases.drafts import MessageDrafts
from chalicelib.messages.usecases.inbox_broadcaster import InboxBroadcaster
from chalicelib.messages.usecases.inbox_sockets import InboxSockets
from chalicelib.messages.usecases.message_writer import MessageWriter, NewMessage, NewThread
from chalicelib.messages.usecases.recipients import Recipients
from chalicelib.messages.usecases.sent_drafts import SentDrafts
from chalicelib.messages.usecases.threads import Threads
from chalicelib.practice.domain.service import Service, ServiceKind
from chalicelib.practice.usecases.offerings import ServiceAssignments
from tests.appointments.booking_harness import MORGAN, FakeDelivery
from tests.kernel.fake_clock import FakeIdGenerator
from tests.messages.fake_inboxes import FakeInboxRows, FakePosts, FakeSecrets, FakeSessions
from tests.messages.fake_threads import FakeDocuments, FakeThreads
from tests.practice.practice_harness import (
    ADMIN,
    AVERY,
    KIM,
    NOW,
    PRACTICE,
    SAM,
    PracticeHarness,
)

QUESTIONS = ServiceId("svc-questions")


@dataclass
class MessagesHarness(PracticeHarness):
    """
    Holds the use cases for messages under test, and the fakes that they use.

    Sam and Kim are providers and Jordan is an Admin. `avery` is a client of Sam and `morgan` a
    client of Kim; `as_avery` and `as_morgan` are their own access.
    """

    def __post_init__(self):
        super().__post_init__()
        self.rows, self.outbox, ids = FakeThreads(), FakeDelivery(), FakeIdGenerator()
        self.rows.directory = self.directory
        self.avery = self.client(SAM, AVERY).id
        self.morgan = self.client(KIM, MORGAN).id
        self.as_avery, self.as_morgan = (as_client(each) for each in (self.avery, self.morgan))
        recipients = Recipients(self.client_rows, self.offering_rows, self.directory)
        self.documents = FakeDocuments()
        self.threads = Threads(
            self.rows,
            ClientAccess(self.directory, self.directory),
            self.directory,
            self.offering_rows,
            MessageAttachments(self.documents),
            self.now,
        )
        self.inboxes, self.sockets, self.sessions = FakeInboxRows(), FakePosts(), FakeSessions()
        self.broadcaster = InboxBroadcaster(
            self.inboxes, self.sockets, self.sessions, self.directory, self.now
        )
        self.inbox = InboxSockets(
            self.inboxes, self.sockets, self.sessions, self.sessions, self.now, FakeSecrets(), 1
        )
        self.writer = MessageWriter(
            self.threads,
            self.rows,
            recipients,
            self.directory,
            self.outbox,
            ids,
            self.now,
            self.broadcaster,
            SentDrafts(self.rows.drafts),
        )
        self.reminders = AnswerReminders(self.rows, recipients, self.outbox, self.now)
        self.drafts = MessageDrafts(self.rows.drafts, self.threads)

    def start(self, access=None, client=None, key=None, **changed):
        """Start a thread about Avery, as Avery unless `access` is given; return its view."""
        new = NewThread(client or self.avery, "May I bring my sister?", "A question")
        started = self.writer.start(access or self.as_avery, replace(new, **changed), key)
        return started.view.thread

    def write(self, access, thread, text="Yes.", key=None, seen=None, *, draft=None):
        message = NewMessage(text, seen, draft=draft)
        return self.writer.write(access, thread.id, message, key).view.thread

    def close(self, access, thread, reason="", key=None, seen=None):
        return self.writer.close(access, thread.id, NewMessage(reason, seen), key).view.thread

    def texts(self, thread, access=ADMIN):
        return [each.text for each in self.threads.get(access, thread.id).messages]

    def offer(self, *people, enabled=True, kind=ServiceKind.MESSAGE):
        """Add the message service QUESTIONS, to which these people are assigned."""
        service = Service(QUESTIONS, kind, "Questions", "Ask us", enabled=enabled)
        assigned = frozenset(each.person for each in people)
        self.offering_rows.rows[PRACTICE, QUESTIONS] = ServiceAssignments(service, assigned)

    def assign(self, client, *people):
        """Replace the client's assigned providers with these people."""
        key, providers = (PRACTICE, client), frozenset(each.person for each in people)
        self.client_rows.rows[key] = replace(self.client_rows.rows[key], providers=providers)


def as_client(client):
    """Return an `Access` for a request that this client sends while signed in."""
    return Access(PRACTICE, PersonId(f"person-of-{client}"), Role.CLIENT, client=client)


def a_key(name="key", request="0"):
    return IdempotencyKey(name, request * 64)


__all__ = ["ADMIN", "KIM", "NOW", "QUESTIONS", "SAM", "MessagesHarness", "a_key", "as_client"]
