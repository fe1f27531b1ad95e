"""Counts the files that a client sends on one day."""

from datetime import UTC, date, datetime, time, timedelta

from pynamodb.expressions.update import Action

from chalicelib.documents.domain.document import (
    MAX_DAILY_BYTES,
    MAX_DAILY_FILES,
    MAX_DAILY_REFUSALS,
)
from chalicelib.documents.store import keys
from chalicelib.documents.store.items import DailyUploadsItem
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.transactions import Transaction

KEPT = timedelta(days=3)
"""How long the count of a day stays, from the beginning of the day."""


def add_count(
    write: Transaction, practice: PracticeId, client: ClientId, size: int, day: date
) -> Key:
    """
    Add a file of `size` bytes to the count of a day in a transaction.

    Returns the row's key. The condition of the row fails if it is more than a client may send in
    a day.
    """
    item = DailyUploadsItem(*keys.uploads_of_day(practice, client, day))
    expires = datetime.combine(day, time(), UTC) + KEPT
    changes: list[Action] = [
        DailyUploadsItem.files.add(1),
        DailyUploadsItem.bytes_.add(size),
        DailyUploadsItem.expires.set(int(expires.timestamp())),
    ]
    has_room = (DailyUploadsItem.files < MAX_DAILY_FILES) & (
        DailyUploadsItem.bytes_ <= MAX_DAILY_BYTES - size
    )
    write.update(item, changes, condition=DailyUploadsItem.pk.does_not_exist() | has_room)
    return item.key


def give_back(practice: PracticeId, client: ClientId, size: int, day: date) -> None:
    """
    Take a refused file off the count of the day, if the count has as much.

    Of one day, MAX_DAILY_REFUSALS files are taken off, so that what is sent has a limit.
    """
    item = DailyUploadsItem(*keys.uploads_of_day(practice, client, day))
    refused = DailyUploadsItem.refused
    changes: list[Action] = [
        DailyUploadsItem.files.add(-1),
        DailyUploadsItem.bytes_.add(-size),
        refused.add(1),
    ]
    is_counted = (DailyUploadsItem.files >= 1) & (DailyUploadsItem.bytes_ >= size)
    may = refused.does_not_exist() | (refused < MAX_DAILY_REFUSALS)
    try:
        with mapped_errors():
            item.update(changes, condition=is_counted & may)
    except Conflict:
        return
