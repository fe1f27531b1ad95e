"""Builds the use cases for threads of messages; each is built at first use."""

from functools import cache

from chalicelib.messages.store.drafts import DynamoMessageDrafts
from chalicelib.messages.store.inbox_sockets import DynamoInboxSockets
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.answer_reminders import AnswerReminders
from chalicelib.messages.usecases.attachments import MessageAttachments
from chalicelib.messages.usecases.drafts import MessageDrafts
from chalicelib.messages.usecases.inbox_broadcaster import InboxBroadcaster
from chalicelib.messages.usecases.inbox_sockets import InboxSockets
from chalicelib.messages.usecases.message_writer import MessageWriter
from chalicelib.messages.usecases.recipients import Recipients
from chalicelib.messages.usecases.sent_drafts import SentDrafts
from chalicelib.messages.usecases.threads import Threads
from chalicelib.platform.dynamodb.key_parts import SHARDS
from chalicelib.platform.id_generator import new_secret
from chalicelib.wiring import clients, documents, identity, notices, platform, practice
from chalicelib.wiring.directory import client_access, directory
from chalicelib.wiring.sockets import sockets


@cache
def threads() -> Threads:
    return Threads(
        _rows(),
        client_access(),
        directory(),
        practice.service_rows(),
        MessageAttachments(documents.sharing()),
        platform.clock,
    )


@cache
def message_writer() -> MessageWriter:
    return MessageWriter(
        threads(),
        _rows(),
        _recipients(),
        directory(),
        notices.notices(),
        platform.ids(),
        platform.clock,
        _inbox_broadcaster(),
        SentDrafts(_draft_rows()),
    )


@cache
def inbox_sockets() -> InboxSockets:
    return InboxSockets(
        _inbox_rows(),
        sockets(),
        identity.unswitched_sessions(),
        identity.session_check(),
        platform.clock,
        new_secret,
        SHARDS,
    )


@cache
def _inbox_broadcaster() -> InboxBroadcaster:
    sessions = identity.unswitched_sessions()
    return InboxBroadcaster(_inbox_rows(), sockets(), sessions, directory(), platform.clock)


@cache
def _inbox_rows() -> DynamoInboxSockets:
    platform.tables()
    return DynamoInboxSockets(platform.clock)


@cache
def answer_reminders() -> AnswerReminders:
    return AnswerReminders(_rows(), _recipients(), notices.notices(), platform.clock)


@cache
def drafts() -> MessageDrafts:
    return MessageDrafts(_draft_rows(), threads())


@cache
def _draft_rows() -> DynamoMessageDrafts:
    return DynamoMessageDrafts(platform.vault(), platform.audit())


@cache
def _recipients() -> Recipients:
    return Recipients(clients.client_rows(), practice.service_rows(), directory())


@cache
def _rows() -> DynamoThreads:
    return DynamoThreads(platform.vault(), platform.audit(), platform.clock)
