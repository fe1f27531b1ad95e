"""A client: the profile, who may see it, and whether the client can sign in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.kernel.text import MAX_NAME, email, line, lines, phone
from chalicelib.kernel.time_zones import zone

EARLIEST_BIRTH = date(1900, 1, 1)
MAX_PROVIDERS_PER_CLIENT = 40
"""Providers of one client: a create is one transaction with all of them."""


class AccountState(StrEnum):
    """Whether a client can sign in: nobody asked, asked, or came."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Profile:
    """
    What is known of a client; sealed wherever it is stored.

    Empty means not given. `zone`: IANA name.
    """

    legal_name: str = field(repr=False)
    email: str = field(repr=False)
    preferred_name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    pronouns: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    zone: str = field(default="", repr=False)
    emergency_contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """What lists show of a client, sealed apart."""

    name: str = field(repr=False)
    preferred_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Client:
    """
    `providers`: who is assigned now; nobody else but an Admin reaches this client (S2).

    `person`: who signs in.
    """

    id: ClientId
    practice: PracticeId
    profile: Profile
    created_at: datetime
    providers: frozenset[PersonId] = frozenset()
    state: AccountState = AccountState.NOT_INVITED
    person: PersonId | None = None
    version: int = 1

    @property
    def card(self) -> ClientSummary:
        """What lists show."""
        return ClientSummary(self.profile.legal_name, self.profile.preferred_name)


def checked(profile: Profile, today: date) -> Profile:
    """
    The profile with its texts trimmed; every wrong field is named at once.

    Raises:
        Invalid: One or more fields, each with what to write instead.
    """
    fields: Mapping[str, Callable[[], Any]] = {
        "legal_name": lambda: line(profile.legal_name, "legal_name", MAX_NAME, required=True),
        "email": lambda: email(profile.email),
        "preferred_name": lambda: line(profile.preferred_name, "preferred_name", MAX_NAME),
        "phone": lambda: phone(profile.phone),
        "date_of_birth": lambda: _born(profile.date_of_birth, today),
        "pronouns": lambda: line(profile.pronouns, "pronouns", 40),
        "address": lambda: lines(profile.address, "address", 300),
        "zone": lambda: zone(profile.zone) if profile.zone.strip() else "",
        "emergency_contact": lambda: lines(profile.emergency_contact, "emergency_contact", 300),
    }
    good: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, check in fields.items():
        try:
            good[name] = check()
        except Invalid as no:
            wrong |= no.fields
    if wrong:
        raise Invalid(fields=wrong)
    return Profile(**good)


def changed(profile: Profile, changes: Mapping[str, Any], today: date) -> Profile:
    """The profile with some fields replaced, all checked. Raises Invalid."""
    return checked(replace(profile, **changes), today)


def _born(day: date | None, today: date) -> date | None:
    if day is not None and not EARLIEST_BIRTH <= day < today:
        raise Invalid(
            "That day cannot be.",
            fields={"date_of_birth": "Write a day in the past, such as 1985-04-23."},
        )
    return day
