"""Defines a practice's account at a payment processor, and the account's keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import PracticeId, ProcessorAccountId
from chalicelib.payments.domain.payment import ProcessorKind

MAX_DESCRIPTION_LENGTH = 100
MAX_ACCOUNTS = 20


class AccountStanding(StrEnum):
    """
    Lists the states of a processor account.

    An active account takes new payments. A retired account is only used for refunds.
    """

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Credentials:
    """
    Holds one version of an account's keys (S50).

    `fields` maps each field name of the account form to the key in that field.
    """

    kind: ProcessorKind
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProcessorAccount:
    """
    Holds the details of a practice's processor account that Setup shows.

    Attributes:
        shown_keys: The visible part of each key. For a secret key, this part is the last four
            characters.
        credentials_version: The number of the newest version of the keys. Older versions are
            used for refunds.
        verified_at: When the processor last accepted the keys; None if it has not accepted
            the newest keys yet.
        webhook_at: When the processor last called the account's webhook with a valid signature,
            to the minute; None if it has not done so since the webhook's secret was entered.
    """

    id: ProcessorAccountId
    practice: PracticeId
    kind: ProcessorKind
    description: str = field(repr=False)
    live: bool
    shown_keys: Mapping[str, str] = field(repr=False)
    created_at: datetime
    credentials_version: int = 1
    verified_at: datetime | None = None
    webhook_at: datetime | None = None
    standing: AccountStanding = AccountStanding.ACTIVE
    version: int = 1
