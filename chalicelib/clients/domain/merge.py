"""Defines how a client's profile is merged into another one of the same client."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from chalicelib.clients.domain.client import Client, Merge, Profile, validate_profile
from chalicelib.kernel.errors import Conflict, Invalid

MAX_MERGED = 20
"""The most profiles that can be merged into one."""
MAX_REASON = 300
ITSELF = "Choose another profile: a profile cannot be merged into itself."
ALREADY_MERGED = "This profile was merged already. Undo that merge first."
HOLDS_OTHERS = (
    "Other profiles were merged into this one, so it cannot be merged itself. Merge the other"
    " profile into this one instead, or undo the earlier merge first."
)
INTO_MERGED = "This profile was merged into another one itself. Choose the profile that is in use."
INTO_FULL = f"At most {MAX_MERGED} profiles can be merged into one."
NOT_MERGED = "This profile is not merged into another one."
NOT_EMPTY = "{} is not empty in the other profile, so it is not replaced."
NOTHING_TO_FILL = "{} is empty in this profile too."


class FillableField(StrEnum):
    """Lists the fields that a merge can fill if they are empty; the others never are."""

    PREFERRED_NAME = "preferred_name"
    PHONE = "phone"
    DATE_OF_BIRTH = "date_of_birth"
    PRONOUNS = "pronouns"
    ADDRESS = "address"
    ZONE = "zone"
    EMERGENCY_CONTACT = "emergency_contact"
    EMERGENCY_NAME = "emergency_name"
    EMERGENCY_RELATION = "emergency_relation"
    EMERGENCY_PHONE = "emergency_phone"
    INSURANCE = "insurance"


class RecordKind(StrEnum):
    """Lists what a client's profile holds."""

    APPOINTMENT = "appointment"
    NOTE = "note"
    THREAD = "thread"
    DOCUMENT = "document"
    INVOICE = "invoice"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class HeldRecords:
    """
    The records of one kind that a profile holds.

    `count` are those that the caller may know of, and `unfinished` those in the way of a merge.
    """

    kind: RecordKind
    count: int
    unfinished: int = 0


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """
    What an Admin asks for.

    `seen` is the version of the client that the Admin saw. `fill` names the empty fields of the
    other profile that get the values of this one. `ends_sign_in` allows ending the account with
    which the client signs in to this profile.
    """

    seen: int
    reason: str = field(repr=False)
    fill: frozenset[FillableField] = frozenset()
    ends_sign_in: bool = False


OBSTACLES: Mapping[RecordKind, tuple[str, str]] = {
    RecordKind.INVOICE: (
        "1 invoice is a draft, unpaid or being processed: settle, void or delete it first.",
        "{} invoices are drafts, unpaid or being processed: settle, void or delete them first.",
    ),
    RecordKind.APPOINTMENT: (
        (
            "1 appointment or request is ahead or undecided: end it, or mark whether it took place."
            " Book what is ahead in the other profile."
        ),
        (
            "{} appointments or requests are ahead or undecided: end them, or mark whether they"
            " took place. Book what is ahead in the other profile."
        ),
    ),
    RecordKind.WAIT: (
        "1 place on the waitlist is open: end it first.",
        "{} places on the waitlist are open: end them first.",
    ),
    RecordKind.THREAD: (
        "1 message waits for an answer: answer it or close the thread first.",
        "{} messages wait for an answer: answer them or close the threads first.",
    ),
}


def obstacles(records: Collection[HeldRecords]) -> list[str]:
    """Return a sentence for each kind of unfinished records, which says what to do."""
    return [
        (OBSTACLES[each.kind][each.unfinished > 1]).format(each.unfinished)
        for each in records
        if each.unfinished and each.kind in OBSTACLES
    ]


def require_mergeable(client: Client, into: Client) -> None:
    """
    Check that a client can be merged into another, without a chain or cycle.

    Raises:
        Invalid: Both are the same, or the other profile cannot take this one.
        Conflict: The client is merged already, or others were merged into them.
    """
    if client.id == into.id:
        raise Invalid(ITSELF, fields={"into": ITSELF})
    if client.merge:
        raise Conflict(ALREADY_MERGED)
    if client.merged_from:
        raise Conflict(HOLDS_OTHERS)
    if into.merge:
        raise Invalid(INTO_MERGED, fields={"into": INTO_MERGED})
    if len(into.merged_from) >= MAX_MERGED:
        raise Invalid(INTO_FULL, fields={"into": INTO_FULL})


def merge_clients(client: Client, into: Client, merge: Merge) -> tuple[Client, Client]:
    """Return both clients after a merge. Raises as `require_mergeable` does."""
    require_mergeable(client, into)
    return (
        replace(client, merge=merge),
        replace(into, merged_from=into.merged_from | {client.id}),
    )


def undo_merge(client: Client, into: Client) -> tuple[Client, Client]:
    """Return both clients after a merge was undone. Raises Conflict if none was."""
    if client.merge is None or client.merge.into != into.id:
        raise Conflict(NOT_MERGED)
    return (
        replace(client, merge=None),
        replace(into, merged_from=into.merged_from - {client.id}),
    )


def fill_empty(
    into: Profile, source: Profile, names: Collection[FillableField], today: date
) -> Profile:
    """
    Return a profile of which these empty fields are filled from another one.

    Raises:
        Invalid: A field is not empty, or there is nothing to fill it with, or the result is not
            valid. Nothing is ever overwritten.
    """
    changes: dict[str, Any] = {}
    errors: list[str] = []
    for name in sorted(names):
        words = name.replace("_", " ").capitalize()
        if getattr(into, name):
            errors.append(NOT_EMPTY.format(words))
        elif not getattr(source, name):
            errors.append(NOTHING_TO_FILL.format(words))
        else:
            changes[name] = getattr(source, name)
    if errors:
        raise Invalid(fields={"fill": " ".join(errors)})
    if not changes:
        return into
    try:
        return validate_profile(replace(into, **changes), today, changes.keys())
    except Invalid as error:
        raise Invalid(fields={"fill": " ".join(error.fields.values())}) from None


def fillable(into: Profile, source: Profile) -> list[FillableField]:
    """Return which empty fields of a profile can be filled from another one."""
    return [name for name in FillableField if getattr(source, name) and not getattr(into, name)]
