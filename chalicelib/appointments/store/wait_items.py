"""Defines the rows of waits: those that are open, and those that ended."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.offers import Offer
from chalicelib.appointments.domain.waitlist import DayPart, Wait, WaitStatus
from chalicelib.appointments.store import keys
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, ServiceId, WaitId
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.vault.binding import Binding

R = TypeVar("R", bound="WaitItem")


@dataclass(frozen=True, slots=True)
class WaitReason:
    """Holds why staff took a client off the waitlist; it is stored sealed."""

    text: str = field(repr=False)


class WaitCountItem(CoreRow):
    """A row with the number of open waits of one client."""

    waits = NumberAttribute()


class WaitItem(CoreRow):
    """
    A row with a wait; `wishes` and `offer` are JSON.

    The row appears in the index GSI3 only while the wait is open.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    client = UnicodeAttribute()
    service = UnicodeAttribute()
    created = UnicodeAttribute()
    wishes = UnicodeAttribute()
    replaces = UnicodeAttribute(null=True)
    before = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    offer = UnicodeAttribute(null=True)
    passed = UnicodeAttribute()
    version = NumberAttribute()

    def wait(self) -> Wait:
        wishes = json.loads(self.wishes)
        return Wait(
            WaitId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            ServiceId(self.service),
            tuple(PersonId(each) for each in wishes["providers"]),
            date.fromisoformat(wishes["until"]),
            wishes["zone"],
            datetime.fromisoformat(self.created),
            frozenset(wishes["weekdays"]),
            frozenset(DayPart(each) for each in wishes["parts"]),
            AppointmentId(self.replaces) if self.replaces else None,
            WaitStatus(self.status),
            _parse_offer(self.offer) if self.offer else None,
            tuple(datetime.fromisoformat(each) for each in json.loads(self.passed)),
            int(self.version),
            datetime.fromisoformat(self.g3sk) if self.g3sk else None,
            datetime.fromisoformat(self.before) if self.before else None,
        )


class EndedWaitItem(WaitItem):
    """
    A row with a wait that ended, which does not change any more.

    Index GSI1 lists the ended waits of a client.
    """

    ended = UnicodeAttribute()
    sealed_reason = Sealed(null=True)

    def wait(self) -> Wait:
        return replace(super().wait(), ended_at=datetime.fromisoformat(self.ended))

    def binding(self) -> Binding:
        """Return the binding, which ties the reason to how the wait of a client ended."""
        names = ("client", "service", "created", "status", "ended")
        clear = tuple((name, str(getattr(self, name))) for name in names)
        kind = "EndedWait.sealed_reason"
        return Binding(PracticeId(self.practice), self.pk, self.sk, kind, clear=clear)


def open_item(wait: Wait) -> WaitItem:
    """Return the row of an open wait."""
    item = _filled(WaitItem, keys.wait(wait.practice, wait.id), wait)
    if wait.next_check:
        item.g3pk, item.g3sk = keys.wait_due(wait.id, wait.next_check)
    return item


def ended_item(wait: Wait, ended_at: datetime) -> EndedWaitItem:
    """Return the row of a wait that ended, without its reason."""
    item = _filled(EndedWaitItem, keys.ended_wait(wait.practice, wait.id), wait)
    item.ended = moment(ended_at)
    item.g1pk, item.g1sk = keys.ended_wait_of_client(wait.practice, wait.client, wait.id, ended_at)
    return item


def _filled(kind: type[R], key: Key, wait: Wait) -> R:
    item = kind(
        *key,
        practice=wait.practice,
        id=wait.id,
        client=wait.client,
        service=wait.service,
        created=moment(wait.created_at),
        replaces=wait.replaces,
        before=moment(wait.before) if wait.before else None,
        status=wait.status.value,
        version=wait.version,
    )
    item.wishes = json.dumps(
        {
            "providers": wait.providers,
            "until": wait.until.isoformat(),
            "zone": wait.zone,
            "weekdays": sorted(wait.weekdays),
            "parts": sorted(wait.parts),
        }
    )
    item.offer = json.dumps(_offer_fields(wait.offer)) if wait.offer else None
    item.passed = json.dumps([moment(each) for each in wait.passed])
    return item


def _offer_fields(offer: Offer) -> dict[str, str | int]:
    return {
        "appointment": offer.appointment,
        "provider": offer.provider,
        "starts": moment(offer.starts_at),
        "minutes": offer.minutes,
        "before": offer.buffer_before,
        "after": offer.buffer_after,
        "ends": moment(offer.ends),
    }


def _parse_offer(text: str) -> Offer:
    stored = json.loads(text)
    return Offer(
        AppointmentId(stored["appointment"]),
        PersonId(stored["provider"]),
        datetime.fromisoformat(stored["starts"]),
        stored["minutes"],
        stored["before"],
        stored["after"],
        datetime.fromisoformat(stored["ends"]),
    )
