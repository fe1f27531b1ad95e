"""Defines a client of a practice, with their profile, providers and account state."""

from collections.abc import Callable, Collection, Mapping
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
"""The most providers assigned to one client; one transaction holds all of them."""
MAX_INSURANCE = 1000
EMERGENCY = frozenset({"emergency_name", "emergency_relation", "emergency_phone"})
"""The fields of the emergency contact; without a name, the others cannot be recorded."""


class AccountState(StrEnum):
    """
    The status of the account with which a client signs in.

    A client becomes active when they sign in for the first time.
    """

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Profile:
    """
    The personal data that a practice records about a client.

    The profile is sealed in storage. An empty string means that no value is recorded. `zone` is an
    IANA time zone name. `emergency_contact` is text from before an emergency contact had a name, a
    relation and a phone of its own; it stays readable.
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
    emergency_name: str = field(default="", repr=False)
    emergency_relation: str = field(default="", repr=False)
    emergency_phone: str = field(default="", repr=False)
    insurance: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """
    Holds a client's legal and preferred names, which lists show.

    The names are sealed separately from the profile.
    """

    name: str = field(repr=False)
    preferred_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """
    The time in which a provider stands in for a client's own provider `stands_for`.

    It begins at `since` and ends before `until`, or as soon as `stands_for` is no longer assigned.
    """

    provider: PersonId
    since: datetime
    until: datetime
    stands_for: PersonId

    def is_active(self, now: datetime) -> bool:
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class Merge:
    """Says into which profile a client's profile was merged, when, by whom and why."""

    into: ClientId
    at: datetime
    by: PersonId
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Client:
    """
    A client of a practice.

    `providers` are the ids of the providers assigned to the client, and `covers` say who stands in
    for them, now or later. Among colleagues, only these providers and Admins may see the client
    (S2). `person` is the id with which the client signs in, or None before the first invitation.
    After a `merge` the profile can only be read; `merged_from` are the profiles that were merged
    into this one.
    """

    id: ClientId
    practice: PracticeId
    profile: Profile
    created_at: datetime
    providers: frozenset[PersonId] = frozenset()
    state: AccountState = AccountState.NOT_INVITED
    person: PersonId | None = None
    version: int = 1
    covers: tuple[Cover, ...] = ()
    merge: Merge | None = None
    merged_from: frozenset[ClientId] = frozenset()

    @property
    def summary(self) -> ClientSummary:
        return ClientSummary(self.profile.legal_name, self.profile.preferred_name)

    def with_providers(self, providers: frozenset[PersonId]) -> "Client":
        """
        Return the client with these providers assigned.

        The covers of the others end too: there is nobody left to stand in for.
        """
        return replace(self, providers=providers, covers=kept_covers(self.covers, providers))


def kept_covers(covers: Collection[Cover], providers: Collection[PersonId]) -> tuple[Cover, ...]:
    """
    Return the covers that go on when these providers are assigned.

    A cover ends with the assignment for which it stands in, and when its provider is assigned
    (docs/product.md#handovers).
    """
    return tuple(
        each for each in covers if each.stands_for in providers and each.provider not in providers
    )


def validate_profile(
    profile: Profile, today: date, names: Collection[str] | None = None
) -> Profile:
    """
    Validate a profile and return it with surrounding white space removed.

    `names` are the fields to validate; None means all. A field that an edit does not touch may
    have been stored under an earlier rule, and must not stand in the way of the edit.

    Raises:
        Invalid: At least one field is not valid. For each invalid field, the error contains a
            message that says what to write instead.
    """
    fields: Mapping[str, Callable[[], Any]] = {
        "legal_name": lambda: line(profile.legal_name, "legal_name", MAX_NAME, required=True),
        "email": lambda: email(profile.email),
        "preferred_name": lambda: line(profile.preferred_name, "preferred_name", MAX_NAME),
        "phone": lambda: phone(profile.phone),
        "date_of_birth": lambda: _birthday(profile.date_of_birth, today),
        "pronouns": lambda: line(profile.pronouns, "pronouns", 40),
        "address": lambda: lines(profile.address, "address", 300),
        "zone": lambda: zone(profile.zone) if profile.zone.strip() else "",
        "emergency_contact": lambda: lines(profile.emergency_contact, "emergency_contact", 300),
        "emergency_name": lambda: _emergency_name(profile),
        "emergency_relation": lambda: line(profile.emergency_relation, "emergency_relation", 40),
        "emergency_phone": lambda: phone(profile.emergency_phone, "emergency_phone"),
        "insurance": lambda: lines(profile.insurance, "insurance", MAX_INSURANCE),
    }
    if names is not None and not EMERGENCY.isdisjoint(names):
        names = {*names, "emergency_name"}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, check in fields.items():
        if names is not None and name not in names:
            continue
        try:
            values[name] = check()
        except Invalid as error:
            errors |= error.fields
    if errors:
        raise Invalid(fields=errors)
    return replace(profile, **values)


def _emergency_name(profile: Profile) -> str:
    is_required = bool(profile.emergency_relation.strip() or profile.emergency_phone.strip())
    name = line(profile.emergency_name, "emergency_name", MAX_NAME)
    if is_required and not name:
        raise Invalid(fields={"emergency_name": "Write the name of this emergency contact."})
    return name


def _birthday(day: date | None, today: date) -> date | None:
    if day is not None and not EARLIEST_BIRTH <= day <= today:
        raise Invalid(
            "That day cannot be.",
            fields={"date_of_birth": "Write a day from 1900 to today, such as 1985-04-23."},
        )
    return day
