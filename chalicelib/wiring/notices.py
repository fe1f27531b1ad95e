"""Builds the sender of notices, at first use."""

from functools import cache

from chalicelib.appointments.domain.notices import APPOINTMENT_NOTICES
from chalicelib.appointments.usecases.reminders import ReminderAddresses
from chalicelib.billing.domain.notices import INVOICE_NOTICES
from chalicelib.documents.domain.notices import DOCUMENT_NOTICES
from chalicelib.messages.domain.notices import THREAD_NOTICES
from chalicelib.notices.store.outbox import DynamoOutbox
from chalicelib.notices.usecases.notice_sender import NoticeSender
from chalicelib.practice.domain.contact_request import CONTACT_NOTICES
from chalicelib.visits.domain.notices import VISIT_NOTICES
from chalicelib.wiring import mail, platform, reminders
from chalicelib.wiring.directory import directory

NOTICE_TEXTS = {
    **INVOICE_NOTICES,
    **APPOINTMENT_NOTICES,
    **VISIT_NOTICES,
    **DOCUMENT_NOTICES,
    **THREAD_NOTICES,
    **CONTACT_NOTICES,
}


@cache
def notices() -> NoticeSender:
    return NoticeSender(
        DynamoOutbox(),
        ReminderAddresses(reminders.reminder_plans(), directory()),
        mail.mail(),
        mail.sms(),
        NOTICE_TEXTS,
        platform.origin(),
        platform.clock,
    )
