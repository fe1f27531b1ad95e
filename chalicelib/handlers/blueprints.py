"""Every blueprint of the app: the API's routes, and what AWS calls by itself."""

from chalice.app import Blueprint

from chalicelib.handlers import operations, schedules, workflow
from chalicelib.handlers.api import (
    appointments,
    auth,
    clients,
    colleagues,
    docs,
    health,
    hooks,
    invoices,
    me,
    practice,
    processors,
    receivables,
    services,
    tax,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    appointments.routes,
    auth.routes,
    clients.routes,
    colleagues.routes,
    docs.routes,
    health.routes,
    hooks.routes,
    invoices.routes,
    me.routes,
    practice.routes,
    processors.routes,
    receivables.routes,
    services.routes,
    tax.routes,
    operations.operators,
    workflow.tasks,
    schedules.clock,
)
