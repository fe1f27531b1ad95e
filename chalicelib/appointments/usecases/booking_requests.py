"""Describes what a person asks for when they book or move an appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.ids import ClientId, PersonId, ServiceId
from chalicelib.practice.domain.visit_terms import Location


@dataclass(frozen=True, slots=True)
class Booking:
    """
    A request to book an appointment for the client `client`.

    `participants` are further clients. If `providers` is empty, the provider who books
    takes part. `starts_at` is an aware datetime, and `minutes` is the duration. If `tell`
    is true, the other participants get an e-mail. If `allow_overlap` is true, the
    appointment is booked even if a provider has another one at that time. If `service` is
    set, `minutes` may be 0, which means the duration of the service.
    """

    client: ClientId
    starts_at: datetime
    minutes: int
    zone: str
    providers: Sequence[PersonId] = ()
    participants: Sequence[ClientId] = ()
    location: Location = Location.VIDEO
    tell: bool = True
    allow_overlap: bool = False
    service: ServiceId | None = None


@dataclass(frozen=True, slots=True)
class ServiceBooking:
    """
    A client's request to book a service, at a time that is available.

    Without a provider, any provider who is free then takes part.
    """

    service: ServiceId
    starts_at: datetime
    zone: str
    provider: PersonId | None = None


@dataclass(frozen=True, slots=True)
class ProviderChange:
    """
    Describes who holds an appointment instead of whom.

    `former` is None if the appointment has one provider only. `starts_at` is a new time, or
    None if the time stays. If `allow_overlap` is true, the new provider may have another
    appointment at that time.
    """

    to: PersonId
    former: PersonId | None = None
    starts_at: datetime | None = None
    allow_overlap: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """
    Describes a new time for an appointment.

    A field that is None keeps its current value. If `allow_overlap` is true, the
    appointment is moved even if a provider has another one at that time.
    """

    starts_at: datetime | None = None
    minutes: int | None = None
    zone: str | None = None
    allow_overlap: bool = False
