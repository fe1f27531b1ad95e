"""
Lists every blueprint of the app.

Importing this module also gives the HTTP layer access to sessions.
"""

from chalice.app import Blueprint

from chalicelib.appointments import schedules as appointment_schedules
from chalicelib.appointments.api import (
    appointments,
    attendance,
    availability,
    calendar,
    calendar_feeds,
    hours,
    series,
    unattended,
    visit_places,
    waitlist,
)
from chalicelib.billing import schedules as billing_schedules
from chalicelib.billing import tasks as billing_tasks
from chalicelib.billing.api import invoices, ops, receivables, webhooks
from chalicelib.clients import tasks as client_tasks
from chalicelib.clients.api import clients, consents, merging, notice_permissions
from chalicelib.documents import schedules as document_schedules
from chalicelib.documents.api import documents
from chalicelib.identity.api import auth, colleagues
from chalicelib.me import api as me_api
from chalicelib.messages import schedules as message_schedules
from chalicelib.messages.api import drafts, inbox_socket, threads
from chalicelib.notes import schedules as note_schedules
from chalicelib.notes.api import notes
from chalicelib.payments.api import processors
from chalicelib.platform.http import docs, health
from chalicelib.platform.http.ports import HttpPorts, connect
from chalicelib.practice import tasks as practice_tasks
from chalicelib.practice.api import (
    contact,
    message_services,
    practice,
    services,
    tax,
    time_zones,
    visit_services,
)
from chalicelib.visits import schedules as visit_schedules
from chalicelib.visits.api import files, history, tickets, waiting
from chalicelib.wiring import identity, platform

BLUEPRINTS: tuple[Blueprint, ...] = (
    appointments.routes,
    attendance.routes,
    availability.routes,
    calendar.routes,
    calendar_feeds.routes,
    hours.routes,
    series.routes,
    unattended.routes,
    visit_places.routes,
    waitlist.routes,
    auth.routes,
    tickets.routes,
    clients.routes,
    colleagues.routes,
    consents.routes,
    merging.routes,
    docs.routes,
    documents.routes,
    health.routes,
    history.routes,
    webhooks.routes,
    invoices.routes,
    ops.routes,
    me_api.routes,
    notes.routes,
    notice_permissions.routes,
    message_services.routes,
    drafts.routes,
    inbox_socket.routes,
    threads.routes,
    practice.routes,
    contact.routes,
    time_zones.routes,
    processors.routes,
    receivables.routes,
    services.routes,
    visit_services.routes,
    tax.routes,
    files.routes,
    waiting.routes,
    practice_tasks.operators,
    client_tasks.operators,
    billing_tasks.tasks,
    billing_schedules.clock,
    message_schedules.clock,
    note_schedules.clock,
    visit_schedules.clock,
    document_schedules.clock,
    appointment_schedules.clock,
)

connect(HttpPorts(identity.sessions, platform.keyed_hash, platform.origin, platform.cursors))
