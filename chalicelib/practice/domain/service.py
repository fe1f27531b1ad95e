"""
Defines the services of a practice and the rules for using them.

Only people who are assigned to a service may use that service. See docs/product.md#services.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.practice.domain.visit_terms import VisitTerms

CLIENT_BILLING = ServiceId("client-billing")
"""The built-in service of each practice, which cannot be deleted."""
MAX_ASSIGNMENT_CHANGES = 90
"""
The most assignments that one Save may change.

All of them are in one transaction, whose size is limited.
"""

NO_PROCESSOR = (
    "Connect a payment processor in Billing Setup first, or choose to record payments only."
)
ASK_AN_ADMIN = "Ask an Admin to enable Client Billing and assign you to it."
SWITCH_TO_PROVIDER = "Invoices are created in the Provider role. Switch your role first."
NO_BAA = "An Admin must accept the Business Associate Agreement first."
NO_ACCOUNT = "An Admin must connect a payment processor first."


class ServiceKind(StrEnum):
    """
    The kinds of services.

    Appointments are booked for a visit service with the providers who are assigned to it.
    Clients send messages to the colleagues who are assigned to a message service.
    """

    CLIENT_BILLING = "client_billing"
    MESSAGE = "message"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Service:
    """
    Holds a service that a practice offers.

    If `record_payments_only` is true, people record payments by cash or check, and the
    practice needs no payment processor. Only a service of the kind visit has `visit`.
    """

    id: ServiceId
    kind: ServiceKind
    name: str
    description: str
    enabled: bool = False
    record_payments_only: bool = False
    version: int = 1
    visit: VisitTerms | None = None


def client_billing() -> Service:
    """Return the service Client Billing for a new practice, switched off."""
    description = (
        "Colleagues who are assigned create invoices for their clients, "
        "who pay by card after signing in."
    )
    return Service(CLIENT_BILLING, ServiceKind.CLIENT_BILLING, "Client Billing", description)


def reason_not_enabled(*, record_payments_only: bool, has_processor: bool) -> str | None:
    """Return why Client Billing cannot be switched on, or None if it can."""
    return None if has_processor or record_payments_only else NO_PROCESSOR


def check_enabled(service: Service, *, has_processor: bool) -> Service:
    """
    Return the service if it is switched off, or if it may be switched on.

    Client Billing needs a payment processor or `record_payments_only` to be enabled.

    Raises:
        Invalid: The service is enabled, but the practice has no way to be paid.
    """
    if service.kind is not ServiceKind.CLIENT_BILLING:
        return service
    reason = reason_not_enabled(
        record_payments_only=service.record_payments_only, has_processor=has_processor
    )
    if service.enabled and reason:
        raise Invalid(reason, fields={"enabled": reason})
    return service


def check_providers(
    people: Collection[PersonId], providers: Collection[PersonId]
) -> frozenset[PersonId]:
    """
    Return `people` as a set, if all of them are in `providers`.

    `providers` has the ids of the practice's providers. Raises Invalid when a person in
    `people` is not in `providers`.
    """
    if not set(people) <= set(providers):
        reason = "One of these people is no provider of the practice any more. Load the page again."
        raise Invalid(reason, fields={"provider_ids": reason})
    return frozenset(people)


def reason_invoices_not_allowed(
    role: Role,
    *,
    baa_accepted: bool,
    enabled: bool,
    assigned: bool,
    record_only: bool,
    has_processor: bool,
) -> str | None:
    """
    Return why a person may not create invoices now, or None if they may.

    The reason is a sentence to show to that person; see docs/product.md#services.
    """
    if role is Role.CLIENT:
        return "Clients do not create invoices."
    if not baa_accepted:
        return NO_BAA
    if role is Role.ADMIN:
        return SWITCH_TO_PROVIDER
    if not (enabled and assigned):
        return ASK_AN_ADMIN
    return None if has_processor or record_only else NO_ACCOUNT
