"""Builds the use cases for threads of messages; each is built at first use."""

from functools import cache

from chalicelib.messages.store.drafts import DynamoMessageDrafts
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.answer_reminders import AnswerReminders
from chalicelib.messages.usecases.attachments import MessageAttachments
from chalicelib.messages.usecases.drafts import MessageDrafts
from chalicelib.messages.usecases.message_writer import MessageWriter
from chalicelib.messages.usecases.recipients import Recipients
from chalicelib.messages.usecases.threads import Threads
from chalicelib.wiring import clients, documents, notices, platform, practice
from chalicelib.wiring.directory import client_access, directory


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
    )


@cache
def answer_reminders() -> AnswerReminders:
    return AnswerReminders(_rows(), _recipients(), notices.notices(), platform.clock)


@cache
def drafts() -> MessageDrafts:
    rows = DynamoMessageDrafts(platform.vault(), platform.audit())
    return MessageDrafts(rows, threads())


@cache
def _recipients() -> Recipients:
    return Recipients(clients.client_rows(), practice.service_rows(), directory())


@cache
def _rows() -> DynamoThreads:
    return DynamoThreads(platform.vault(), platform.audit(), platform.clock)
