"""Stores drafts in versions, so that no tab replaces what another has stored."""

from typing import TypeVar

from pynamodb.attributes import NumberAttribute

from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.dynamodb.transactions import Transaction


class DraftRow(CoreRow):
    """
    The row of a draft, which only its author reads.

    When the draft ends, the row stays without its text, so that no version is used again.
    """

    version = NumberAttribute()
    sealed_body = Sealed(null=True)

    @property
    def live_version(self) -> int:
        """Return the draft's version, or 0 if it was saved, sent or deleted."""
        return int(self.version) if self.attribute_values.get("sealed_body") else 0


Row = TypeVar("Row", bound=DraftRow)


def next_version(before: DraftRow | None) -> int:
    return int(before.version) + 1 if before else 1


def add_draft(write: Transaction, item: Row, before: Row | None) -> None:
    """Add a draft of the next version to a transaction; `before` must be unchanged."""
    row = type(item)
    is_same = row.version == before.version if before else row.pk.does_not_exist()
    write.save(item, condition=is_same)


def add_end(write: Transaction, item: DraftRow, seen: int | None = None) -> None:
    """
    Add the end of a draft to a transaction; its version is not used again.

    The transaction fails if `seen` is not the version that is stored; 0 is none, and None ends
    any draft.
    """
    row = type(item)
    is_seen = (row.version == seen) & row.sealed_body.exists()
    if seen == 0:
        is_seen = row.sealed_body.does_not_exist()
    ended = [row.version.add(1), row.sealed_body.remove()]
    write.update(item, ended, condition=None if seen is None else is_seen)
