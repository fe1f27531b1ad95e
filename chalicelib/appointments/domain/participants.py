"""Defines who takes part in an appointment, each with a seat in its room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, PersonId, SeatId

MAX_PARTICIPANTS = 4
"""The most people whom a call can connect directly (docs/video.md#v2)."""


@dataclass(frozen=True, slots=True)
class Participant:
    """
    A provider or client who takes part in an appointment, with their seat.

    `person` is set only for a provider, and `client` only for a client. `seat` is the
    participant's id in the appointment's room.
    """

    seat: SeatId
    role: Role
    person: PersonId | None = None
    client: ClientId | None = None

    @property
    def hosts(self) -> bool:
        """Whether the participant is a host of the visit (docs/video.md#v3)."""
        return self.role is Role.PROVIDER

    def is_caller(self, access: Access) -> bool:
        """
        Return whether this participant is the caller.

        The result is false while the caller acts in a role other than the participant's
        (docs/video.md#v9).
        """
        if access.role is not self.role:
            return False
        return (
            access.person == self.person
            if self.hosts
            else access.client is not None and access.client == self.client
        )


def with_provider(
    participants: Sequence[Participant], former: PersonId, new: PersonId
) -> tuple[Participant, ...]:
    """
    Return the participants with a new provider in the seat of a former one.

    Raises Invalid when `former` is no provider among them, or `new` takes part already.
    """
    people = {each.person for each in participants}
    if former not in people:
        raise Invalid(fields={"from": "This person is not a provider of the appointment."})
    if new in people:
        raise Invalid(fields={"to": "This provider takes part already. Choose another one."})
    return tuple(
        replace(each, person=new) if each.person == former else each for each in participants
    )


def seat_participants(
    providers: Sequence[PersonId], clients: Sequence[ClientId], seats: Sequence[SeatId]
) -> tuple[Participant, ...]:
    """
    Give each provider and client a seat, and return them as participants.

    The result lists the providers first.

    Raises:
        Invalid: There is no provider or no client, a person is named twice, or there are more
            than MAX_PARTICIPANTS people.
    """
    if not providers or not clients:
        raise Invalid(
            fields={"provider_ids": "An appointment needs at least one provider and one client."}
        )
    if len(set(providers)) < len(providers):
        raise Invalid(fields={"provider_ids": "A provider is named twice. Remove one of the two."})
    if len(set(clients)) < len(clients):
        raise Invalid(fields={"participant_ids": "A client is named twice. Remove one of the two."})
    if len(providers) + len(clients) > MAX_PARTICIPANTS:
        raise Invalid(
            fields={
                "participant_ids": (
                    f"An appointment holds up to {MAX_PARTICIPANTS} people, providers included."
                )
            }
        )
    hosts = [
        Participant(seat, Role.PROVIDER, person=who)
        for seat, who in zip(seats, providers, strict=False)
    ]
    rest = [
        Participant(seat, Role.CLIENT, client=who)
        for seat, who in zip(seats[len(hosts) :], clients, strict=False)
    ]
    return (*hosts, *rest)
