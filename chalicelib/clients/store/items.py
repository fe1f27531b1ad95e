"""Defines a client's rows: the profile and the assigned providers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.expressions.update import Action

from chalicelib.clients.domain.client import (
    AccountState,
    Client,
    ClientSummary,
    Cover,
    Merge,
    Profile,
)
from chalicelib.clients.store import keys
from chalicelib.clients.usecases.client_ports import ClientRow
from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.dynamodb.transactions import Transaction
from chalicelib.platform.vault.binding import Binding

STATES = {
    MembershipStatus.INVITED: AccountState.INVITED,
    MembershipStatus.ACTIVE: AccountState.ACTIVE,
    MembershipStatus.REMOVED: AccountState.NOT_INVITED,
}


class ClientItem(CoreRow):
    """
    A row for a client and their profile.

    The transaction that writes the client's membership also updates `person` and `state`. This
    update does not change `version`. `assigned` repeats the assigned providers, for lists only; a
    row of old has none. Who may see the client is decided by the rows of the providers.
    `merged_into` is the profile into which this one was merged, and `sealed_merge` says when, by
    whom and why. `merged_from` are the profiles that were merged into this one.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    created = UnicodeAttribute()
    state = UnicodeAttribute()
    person = UnicodeAttribute(null=True)
    assigned: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)
    version = NumberAttribute()
    merged_into = UnicodeAttribute(null=True)
    merged_at = UnicodeAttribute(null=True)
    merged_from = UnicodeSetAttribute(null=True)
    sealed_merge = Sealed(null=True)
    sealed_summary = Sealed()
    sealed_body = Sealed()

    def binding(self, attribute: str) -> Binding:
        """
        Return the binding of one sealed attribute.

        The binding identifies the row and the attribute. The sealed value opens under no other
        binding.
        """
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            f"Client.{attribute}",
            clear=(("created", self.created),),
        )

    def client(
        self,
        profile: Profile,
        providers: frozenset[PersonId],
        covers: tuple[Cover, ...],
        merge: Merge | None,
    ) -> Client:
        return Client(
            ClientId(self.id),
            PracticeId(self.practice),
            profile,
            datetime.fromisoformat(self.created),
            providers,
            AccountState(self.state),
            PersonId(self.person) if self.person else None,
            int(self.version),
            covers,
            merge,
            frozenset(map(ClientId, self.merged_from or ())),
        )

    @property
    def providers(self) -> frozenset[PersonId] | None:
        """Return the assigned providers, or None if the row does not have them."""
        stored = self.attribute_values.get("assigned")
        return None if stored is None else frozenset(map(PersonId, stored))

    def row(self, summary: ClientSummary) -> ClientRow:
        return ClientRow(
            ClientId(self.id),
            summary,
            AccountState(self.state),
            int(self.version),
            self.providers,
            datetime.fromisoformat(self.merged_at) if self.merged_at else None,
        )


class ClientProviderItem(CoreRow):
    """
    A row that assigns a provider to a client, for good or for a time.

    The time is from `since` until before `until`, in place of the provider `stands_for`.

    Index GSI1 lists the clients assigned to a provider.
    """

    client = UnicodeAttribute()
    person = UnicodeAttribute()
    since = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    stands_for = UnicodeAttribute(null=True)

    @property
    def cover(self) -> Cover | None:
        """Return the time for which the provider stands in, or None if they are assigned."""
        if not (self.since and self.until):
            return None
        since, until = datetime.fromisoformat(self.since), datetime.fromisoformat(self.until)
        return Cover(PersonId(self.person), since, until, PersonId(self.stands_for or ""))

    def is_in_force(self, now: datetime) -> bool:
        cover = self.cover
        return cover is None or cover.is_active(now)


@dataclass(frozen=True, slots=True)
class ClientItems:
    """Builds the rows of one client, with their keys."""

    practice: PracticeId
    client: ClientId

    def profile(self) -> ClientItem:
        """Return the client's row with only its key set, to update or delete the row."""
        return ClientItem(*keys.client(self.practice, self.client))

    def provider(self, person: PersonId) -> ClientProviderItem:
        g1pk, g1sk = keys.client_of_provider(self.practice, self.client, person)
        key = keys.client_provider(self.practice, self.client, person)
        return ClientProviderItem(*key, g1pk=g1pk, g1sk=g1sk, client=self.client, person=person)

    def cover(self, cover: Cover) -> ClientProviderItem:
        item = self.provider(cover.provider)
        item.since, item.until = moment(cover.since), moment(cover.until)
        item.stands_for = cover.stands_for
        return item


def items_of(client: Client) -> ClientItems:
    return ClientItems(client.practice, client.id)


def client_item(client: Client) -> ClientItem:
    """Return a client's row; the caller must add the sealed attributes."""
    item = items_of(client).profile()
    item.practice, item.id, item.created = client.practice, client.id, moment(client.created_at)
    item.state, item.person, item.version = client.state.value, client.person, client.version
    item.assigned = sorted(client.providers)
    item.g1pk, item.g1sk = keys.client_in_list(client.practice, client.id, client.created_at)
    return item


def link_membership(write: Transaction, membership: Membership) -> None:
    """
    Add an update of the client's row to the transaction that writes a membership.

    The update sets the person and the account state. After a membership has ended, the client has
    no person and can be invited again. A colleague's membership has no client; for such a
    membership, the function adds nothing.
    """
    if membership.client is None:
        return
    free = ClientItem.person.does_not_exist() | (ClientItem.person == membership.person)
    state = STATES[membership.status]
    has_ended = membership.status is MembershipStatus.REMOVED
    changes: list[Action] = [
        ClientItem.person.remove() if has_ended else ClientItem.person.set(membership.person),
        ClientItem.state.set(state.value),
    ]
    item = ClientItems(membership.practice, membership.client).profile()
    condition = ClientItem.pk.exists() & free
    if not has_ended:
        condition &= ClientItem.merged_into.does_not_exist()
    write.update(item, changes, condition=condition)
