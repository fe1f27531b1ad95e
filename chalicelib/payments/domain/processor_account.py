"""A practice's account at a payment processor: what Setup shows of it, and the keys that are written but never read (S50)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PracticeId, ProcessorAccountId
from chalicelib.payments.domain.payment import ProcessorKind

MAX_KEY_LENGTH = 255
MAX_DESCRIPTION_LENGTH = 100
MAX_ACCOUNTS = 20
ENDS = 4
SHORTEST = 8
"""Characters after a key's beginning, so that its shown end is not all of it."""
SHAPE = re.compile(r"[A-Za-z0-9_+/=-]+")
LIVE, TEST = "live", "test"


class AccountStanding(StrEnum):
    """Whether an account may take new payments; a retired one still refunds what it took."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class KeyField:
    """One thing that an account gives: how it may begin, and whether it must be there."""

    begins: tuple[str, ...]
    hint: str
    required: bool = True


KEYS: Mapping[ProcessorKind, Mapping[str, KeyField]] = {
    ProcessorKind.STRIPE: {
        "publishable_key": KeyField(("pk_test_", "pk_live_"), "Copy the key that begins with pk_."),
        "secret_key": KeyField(
            ("sk_test_", "sk_live_", "rk_test_", "rk_live_"),
            "Copy the key that begins with sk_ or rk_.",
        ),
        "webhook_secret": KeyField(
            ("whsec_",), "Copy the signing secret that begins with whsec_.", required=False
        ),
    },
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """One version of an account's keys, sealed wherever it rests; `fields` by the names in KEYS."""

    kind: ProcessorKind
    fields: Mapping[str, str] = field(repr=False)

    @property
    def is_live(self) -> bool:
        """Whether they move real money."""
        return _mode(self.fields["publishable_key"]) == LIVE


@dataclass(frozen=True, slots=True)
class ProcessorAccount:
    """
    What Setup shows. `credentials`: number of the newest version of its keys; older ones are kept for refunds.
    `secret_ends`, `webhook_secret_ends`: the last four characters. `verified_at`: when the processor last said yes.
    """

    id: ProcessorAccountId
    practice: PracticeId
    kind: ProcessorKind
    description: str = field(repr=False)
    live: bool
    publishable_key: str
    secret_ends: str
    webhook_secret_ends: str
    created_at: datetime
    credentials: int = 1
    verified_at: datetime | None = None
    standing: AccountStanding = AccountStanding.ACTIVE
    version: int = 1


def checked(kind: ProcessorKind, given: Mapping[str, str]) -> Credentials:
    """
    Keys as they were pasted, trimmed; every wrong one is named at once, as `fields.<name>`.

    Raises:
        Invalid: One is missing, unknown, too long, of the wrong kind, or live where another is for tests.
    """
    wanted = KEYS[kind]
    keys = {name: value.strip() for name, value in given.items() if value.strip()}
    wrong = {
        f"fields.{name}": "There is no such field."
        for name in keys.keys() - wanted.keys()
        if name.isidentifier()
    }
    if keys.keys() - wanted.keys() and not wrong:
        wrong = {"fields": "There is a field that this processor does not have."}
    for name, rule in wanted.items():
        if reason := _wrong(keys.get(name, ""), rule):
            wrong[f"fields.{name}"] = reason
    if wrong:
        raise Invalid(fields=wrong)
    if len({_mode(value) for value in keys.values()} & {LIVE, TEST}) > 1:
        said = "One of the two keys is live, the other is for tests. Use two of the same kind."
        raise Invalid(said, fields={"fields.secret_key": said})
    return Credentials(kind, {name: keys[name] for name in wanted if name in keys})


def ends(credentials: Credentials, name: str) -> str:
    """All of a secret that is ever shown again: its last four characters."""
    return credentials.fields.get(name, "")[-ENDS:]


def _wrong(value: str, rule: KeyField) -> str | None:
    if not value:
        return rule.hint if rule.required else None
    if len(value) > MAX_KEY_LENGTH:
        return f"Use at most {MAX_KEY_LENGTH} characters."
    beginning = next((begin for begin in rule.begins if value.startswith(begin)), None)
    if beginning is None or len(value) < len(beginning) + SHORTEST or not SHAPE.fullmatch(value):
        return rule.hint
    return None


def _mode(value: str) -> str:
    return next((mode for mode in (LIVE, TEST) if value[2:].startswith(f"_{mode}_")), "")
