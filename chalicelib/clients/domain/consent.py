"""Defines what clients consent to, and when they withdraw it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.clients.domain.client import EARLIEST_BIRTH
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, ConsentId, PersonId
from chalicelib.kernel.text import line

MAX_SCOPE = 300


class ConsentKind(StrEnum):
    """Lists what a client can consent to."""

    TREATMENT = "treatment"
    TELEHEALTH = "telehealth"
    PRIVACY_PRACTICES = "privacy_practices"
    RELEASE = "release"
    OTHER = "other"


class ConsentMethod(StrEnum):
    """Lists the ways in which a client gives a consent."""

    PAPER = "paper"
    SPOKEN = "spoken"
    ONLINE = "online"


class ConsentState(StrEnum):
    """Tells whether a consent is in force on a day."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


SCOPE_NEEDED = {
    ConsentKind.RELEASE: "Write what may be given to whom.",
    ConsentKind.OTHER: "Write what the client agrees to.",
}
"""The kinds of consents that say nothing without a scope, with what to write."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Says when a client withdrew a consent, and who recorded that."""

    on: date
    reason: str = field(repr=False)
    recorded_at: datetime
    recorded_by: PersonId


@dataclass(frozen=True, slots=True)
class Consent:
    """
    One consent of a client. It is never changed; it can only be withdrawn.

    `scope` says in words what the consent covers. `given_on` and `until` are its first and last
    day; without `until`, it has no end.
    """

    id: ConsentId
    client: ClientId
    kind: ConsentKind
    scope: str = field(repr=False)
    given_on: date
    until: date | None
    method: ConsentMethod
    recorded_at: datetime
    recorded_by: PersonId
    withdrawal: Withdrawal | None = None

    def state_on(self, day: date) -> ConsentState:
        if self.withdrawal:
            return ConsentState.WITHDRAWN
        has_ended = self.until is not None and day > self.until
        return ConsentState.ENDED if has_ended else ConsentState.IN_FORCE


def validate_consent(consent: Consent, today: date) -> Consent:
    """
    Validate a new consent and return it in normal form.

    Raises:
        Invalid: At least one field is not valid. For each such field, the error says what to
            write instead.
    """
    errors: dict[str, str] = {}
    scope = ""
    try:
        scope = line(consent.scope, "scope", MAX_SCOPE)
    except Invalid as error:
        errors |= error.fields
    else:
        if not scope and consent.kind in SCOPE_NEEDED:
            errors["scope"] = SCOPE_NEEDED[consent.kind]
    if not EARLIEST_BIRTH <= consent.given_on <= today:
        errors["given_on"] = "Choose today or an earlier day."
    if consent.until is not None and consent.until < consent.given_on:
        errors["until"] = "Choose the day on which it was given, or a later one."
    if errors:
        raise Invalid(fields=errors)
    return replace(consent, scope=scope)


def validate_withdrawal(withdrawal: Withdrawal, consent: Consent, today: date) -> Withdrawal:
    """
    Validate the withdrawal of a consent and return it in normal form.

    Raises:
        Invalid: The day is before the consent or in the future, or the reason is not valid.
    """
    reason = line(withdrawal.reason, "reason", MAX_SCOPE)
    if not consent.given_on <= withdrawal.on <= today:
        raise Invalid(
            fields={"on": "Choose a day from the one on which it was given, until today."}
        )
    return replace(withdrawal, reason=reason)
