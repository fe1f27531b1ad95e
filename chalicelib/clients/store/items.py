"""Rows of a client: the profile with its small card, who is assigned, and who holds an e-mail."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.clients.domain import AccountState, Client, ClientSummary, Profile
from chalicelib.clients.store import keys
from chalicelib.clients.usecases.clients import ClientRow
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
    A profile. `person` and `state` follow the membership, in its transaction; `version` is of the
    profile alone. `email`: the tag under which its e-mail is held.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    created = UnicodeAttribute()
    state = UnicodeAttribute()
    person = UnicodeAttribute(null=True)
    email = UnicodeAttribute()
    version = NumberAttribute()
    card = Sealed()
    x = Sealed()

    def binding(self, part: str) -> Binding:
        """Of `x` or `card`; the client's id is in its key."""
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            f"Client.{part}",
            clear=(("created", self.created),),
        )

    def client(self, profile: Profile, providers: frozenset[PersonId]) -> Client:
        """Return the client with this profile."""
        return Client(
            ClientId(self.id),
            PracticeId(self.practice),
            profile,
            datetime.fromisoformat(self.created),
            providers,
            AccountState(self.state),
            PersonId(self.person) if self.person else None,
            int(self.version),
        )

    def row(self, card: ClientSummary) -> ClientRow:
        """Return the list entry."""
        return ClientRow(ClientId(self.id), card, AccountState(self.state))


class ClientProviderItem(CoreRow):
    """A provider is assigned to a client; GSI1: a provider's own clients."""

    client = UnicodeAttribute()
    person = UnicodeAttribute()


class ClientEmailItem(CoreRow):
    """An e-mail is held by one client of a practice (S5); its key is a tag of it."""

    client = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class Places:
    """Where a client's rows are."""

    practice: PracticeId
    client: ClientId

    def profile(self) -> ClientItem:
        """The profile's row by its key alone, to update or delete it."""
        return ClientItem(*keys.client(self.practice, self.client))

    def provider(self, person: PersonId) -> ClientProviderItem:
        """An assignment."""
        g1pk, g1sk = keys.client_of_provider(self.practice, self.client, person)
        key = keys.client_provider(self.practice, self.client, person)
        return ClientProviderItem(*key, g1pk=g1pk, g1sk=g1sk, client=self.client, person=person)

    def email(self, tag: str) -> ClientEmailItem:
        """Who holds an e-mail."""
        return ClientEmailItem(*keys.client_email(self.practice, tag), client=self.client)


def places(client: Client) -> Places:
    """Where this client's rows are."""
    return Places(client.practice, client.id)


def client_item(client: Client, tag: str) -> ClientItem:
    """The profile's row, not sealed yet."""
    item = places(client).profile()
    item.practice, item.id, item.created, item.email = (
        client.practice,
        client.id,
        moment(client.created_at),
        tag,
    )
    item.state, item.person, item.version = client.state.value, client.person, client.version
    item.g1pk, item.g1sk = keys.client_in_list(client.practice, client.id, client.created_at)
    return item


def link_membership(rows: Transaction, membership: Membership) -> None:
    """
    A client's profile names its person and state in the membership's own transaction; for a
    colleague, nothing.
    """
    if membership.client is None:
        return
    free = ClientItem.person.does_not_exist() | (ClientItem.person == membership.person)
    state = STATES[membership.status]
    named: list[Action] = [
        ClientItem.person.set(membership.person),
        ClientItem.state.set(state.value),
    ]
    item = Places(membership.practice, membership.client).profile()
    rows.update(item, named, condition=ClientItem.pk.exists() & free)
