"""Every blueprint of the app: the API's routes, and what AWS calls by itself."""

from chalice.app import Blueprint

from chalicelib.handlers import operations, schedules, workflow
from chalicelib.handlers.api import (
    appointments,
    auth,
    call_tickets,
    clients,
    colleagues,
    docs,
    health,
    history,
    hooks,
    invoices,
    me,
    practice,
    processors,
    receivables,
    services,
    tax,
    visit_files,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    appointments.routes,
    auth.routes,
    call_tickets.routes,
    clients.routes,
    colleagues.routes,
    docs.routes,
    health.routes,
    history.routes,
    hooks.routes,
    invoices.routes,
    me.routes,
    practice.routes,
    processors.routes,
    receivables.routes,
    services.routes,
    tax.routes,
    visit_files.routes,
    operations.operators,
    workflow.tasks,
    schedules.clock,
)
