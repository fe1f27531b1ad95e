"""
Lists every blueprint of the app.

Importing this module also gives the HTTP layer access to sessions.
"""

from chalice.app import Blueprint

from chalicelib.appointments.api import (
    appointments,
    attendance,
    availability,
    calendar,
    hours,
    unattended,
)
from chalicelib.billing import schedules as billing_schedules
from chalicelib.billing import tasks as billing_tasks
from chalicelib.billing.api import invoices, ops, receivables, webhooks
from chalicelib.clients.api import clients
from chalicelib.identity.api import auth, colleagues
from chalicelib.me import api as me_api
from chalicelib.payments.api import processors
from chalicelib.platform.http import docs, health
from chalicelib.platform.http.ports import HttpPorts, connect
from chalicelib.practice import tasks as practice_tasks
from chalicelib.practice.api import practice, services, tax, time_zones, visit_services
from chalicelib.visits import schedules as visit_schedules
from chalicelib.visits.api import files, history, tickets, waiting
from chalicelib.wiring import identity, platform

BLUEPRINTS: tuple[Blueprint, ...] = (
    appointments.routes,
    attendance.routes,
    availability.routes,
    calendar.routes,
    hours.routes,
    unattended.routes,
    auth.routes,
    tickets.routes,
    clients.routes,
    colleagues.routes,
    docs.routes,
    health.routes,
    history.routes,
    webhooks.routes,
    invoices.routes,
    ops.routes,
    me_api.routes,
    practice.routes,
    time_zones.routes,
    processors.routes,
    receivables.routes,
    services.routes,
    visit_services.routes,
    tax.routes,
    files.routes,
    waiting.routes,
    practice_tasks.operators,
    billing_tasks.tasks,
    billing_schedules.clock,
    visit_schedules.clock,
)

connect(HttpPorts(identity.sessions, platform.keyed_hash, platform.origin))
