"""
Stores rooms and seats in DynamoDB with optimistic locking.

A write fails if the row has changed since it was read.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import AppointmentId, ConnectionId, PracticeId, SeatId
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import META, moment
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.platform.dynamodb.transactions import Transaction, transaction
from chalicelib.platform.vault.sealed import Envelope
from chalicelib.platform.vault.vault import Vault
from chalicelib.visits.domain.room import Room, RoomSnapshot
from chalicelib.visits.domain.seat import Seat
from chalicelib.visits.domain.visit import Fact
from chalicelib.visits.store import keys
from chalicelib.visits.store.record_items import ChatNoteItem, FactItem, fact_item
from chalicelib.visits.store.room_items import (
    RoomItem,
    SeatItem,
    SeatNames,
    expiry_of,
    names_binding,
    room_facts,
    room_item,
    seat_facts,
    seat_item,
    updates,
)

KINDS: dict[str, type[EphemeralItem]] = {META: RoomItem, keys.SEATS: SeatItem}


@dataclass(frozen=True, slots=True)
class DynamoRooms:
    """
    Stores rooms with their seats; implements `RoomStore`.

    `now`: a function that returns the current time with a time zone.
    """

    vault: Vault
    now: Callable[[], datetime]

    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """Read the room and its seats with one consistent Query."""
        rows = queries.partition(EphemeralItem, keys.room_partition(room), KINDS)
        meta = next((row for row in rows if isinstance(row, RoomItem)), None)
        if meta is None or meta.expires <= self._second():
            return None
        return RoomSnapshot(
            meta.as_room(),
            tuple(row.seat() for row in rows if isinstance(row, SeatItem)),
            meta.sealed_body,
            meta.names_tag or "",
        )

    def create(self, room: Room, seats: Sequence[Seat], names: Mapping[SeatId, str]) -> None:
        """
        Store a new room and its seats in one transaction.

        The room's row gets the number of the newest chat note, which is read before the
        transaction.
        """
        item = room_item(replace(room, n=newest_note(room.practice, room.id)))
        item.sealed_body = self._sealed(room, names)
        item.names_tag = self._names_tag(room, names)
        with transaction() as rows:
            rows.save(
                item, condition=RoomItem.pk.does_not_exist() | (RoomItem.expires <= self._second())
            )
            for seat in seats:
                rows.save(seat_item(room, seat))

    def change(
        self,
        before: RoomSnapshot,
        after: RoomSnapshot,
        facts: Collection[Fact],
        notices: Collection[Notice] = (),
    ) -> RoomSnapshot:
        """Write all changed rows, the facts and the notices in one transaction."""
        pairs = list(zip(before.seats, after.seats, strict=True))
        new_expiry = (
            {"expires": expiry_of(after.room)}
            if after.room.closes_at != before.room.closes_at
            else {}
        )
        with transaction() as rows:
            if after.room != before.room:
                self._update_room(rows, before, after.room)
            for old, new in pairs:
                changes = (
                    seat_facts(new) | {"ver": old.ver + 1} if new != old else {}
                ) | new_expiry
                if changes:
                    rows.update(
                        seat_item(before.room, old),
                        updates(SeatItem, changes),
                        condition=SeatItem.ver == old.ver,
                    )
            for fact in facts:
                item = fact_item(before.room.practice, before.room.id, fact)
                rows.save(item, condition=FactItem.pk.does_not_exist())
            for notice in notices:
                rows.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())
        room = (
            replace(after.room, ver=before.room.ver + 1)
            if after.room != before.room
            else after.room
        )
        seats = tuple(replace(new, ver=old.ver + 1) if new != old else new for old, new in pairs)
        return replace(after, room=room, seats=seats)

    def rename(self, snapshot: RoomSnapshot, names: Mapping[SeatId, str]) -> RoomSnapshot:
        """Compare the names by their tag, so that none is opened, and seal changed ones."""
        room, tag = snapshot.room, self._names_tag(snapshot.room, names)
        if tag == snapshot.names_tag:
            return snapshot
        sealed = self._sealed(room, names)
        old = snapshot.names_tag
        is_unchanged = RoomItem.names_tag == old if old else RoomItem.names_tag.does_not_exist()
        with mapped_errors():
            room_item(room).update(
                [RoomItem.sealed_body.set(sealed), RoomItem.names_tag.set(tag)],
                condition=RoomItem.pk.exists() & is_unchanged,
            )
        return replace(snapshot, sealed=sealed, names_tag=tag)

    def mark_seen(
        self, room: AppointmentId, seat: SeatId, socket: ConnectionId, now: datetime
    ) -> None:
        """
        Update `seen` in the seat's row if the given socket still holds the seat.

        The row's version `ver` is not raised, because no other write depends on `seen`.
        """
        changes = updates(SeatItem, {"seen": moment(now)})
        try:
            with mapped_errors():
                SeatItem(*keys.seat(room, seat)).update(changes, condition=SeatItem.conn == socket)
        except Conflict:
            return

    def _update_room(self, rows: Transaction, before: RoomSnapshot, after: Room) -> None:
        facts = room_facts(after) | {"ver": before.room.ver + 1, "expires": expiry_of(after)}
        rows.update(
            room_item(before.room),
            updates(RoomItem, facts),
            condition=RoomItem.ver == before.room.ver,
        )

    def _sealed(self, room: Room, names: Mapping[SeatId, str]) -> Envelope:
        value = SeatNames({str(seat): name for seat, name in names.items()})
        return self.vault.seal(names_binding(room.practice, room.id), value)

    def _names_tag(self, room: Room, names: Mapping[SeatId, str]) -> str:
        # With the room's id, equal names in two rooms have different tags.
        text = json.dumps([room.id, sorted(names.items())])
        return self.vault.tag(room.practice, "Room.names", text)

    def _second(self) -> int:
        return int(self.now().timestamp())


def newest_note(practice: PracticeId, appointment: AppointmentId) -> int:
    """Return the number of the appointment's last chat note, or 0 if there is none."""
    partition = partitions.appointment_partition(practice, appointment)
    is_note = ChatNoteItem.sk.startswith(keys.NOTES)
    with mapped_errors():
        rows = list(
            ChatNoteItem.query(
                partition, is_note, limit=1, scan_index_forward=False, consistent_read=True
            )
        )
    return int(rows[0].n) if rows else 0
