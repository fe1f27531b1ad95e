"""A practice's clients: list, profile, who is assigned, and the invitation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib.clients.domain import (
    MAX_PROVIDERS_PER_CLIENT,
    AccountState,
    Client,
    ClientSummary,
    Profile,
    changed,
    checked,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonCard
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.practice.domain.service import NO_BAA
from chalicelib.practice.usecases.offerings import reason_not_allowed

EMAIL_TAKEN = (
    "Another client of your practice has this e-mail. Each person needs an address of their own."
)
SIGNS_IN = "The client signs in with this e-mail already, so it stays as it is."
HAS_COME = "This client has signed in already."


class ClientEmailTaken(Exception):
    """Another client of the practice has this e-mail, whatever the case of its letters (S5)."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as a list shows it, opened from its card alone."""

    id: ClientId
    card: ClientSummary
    state: AccountState


class ClientStore(Protocol):
    """
    Stores clients; whatever opens one is audited first (S15), every change carries its entry (S14).
    """

    def get(self, access: Access, client: ClientId) -> Client:
        """The profile, opened, with who is assigned. One consistent read. Raises NotFound."""

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        """
        All clients of the practice, or those of one provider; oldest first, and the cursor of the
        next page.
        """

    def add(self, access: Access, client: Client, once: IdempotencyKey | None) -> None:
        """A new one. Raises ClientEmailTaken, AlreadyProcessed when `once` made one before."""

    def change(self, access: Access, before: Client, after: Client) -> Client:
        """
        Store it if its version is still that of `before`; answers the next.

        Raises Conflict, ClientEmailTaken.
        """

    def remove(self, access: Access, client: Client, once: IdempotencyKey | None) -> None:
        """Undo an addition that nothing else has built upon. Raises Conflict when somebody has."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """The client an earlier request with this key made."""


class ColleagueReader(Protocol):
    """People of the practice by their ids."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonCard]]:
        """Those who belong to the practice; opened under one audit entry."""


class ClientInviter(Protocol):
    """
    Brings a client to sign in; the membership and the profile's state change in one transaction.
    """

    def invite_client(self, access: Access, card: PersonCard, client: ClientId) -> Membership:
        """
        Raises Invalid: the e-mail is taken or refuses mail.

        Unavailable: the mail may not have been sent.
        """

    def invite_again(self, access: Access, person: PersonId) -> None:
        """Raises Conflict when the person came already; Invalid, Unavailable as above."""


@dataclass(frozen=True, slots=True)
class ClientView:
    """
    A profile as one person sees it: providers with their names, and why he may not write invoices,
    if they may not.
    """

    client: Client
    providers: Sequence[tuple[PersonId, str]]
    why_no_invoices: str | None


@dataclass(frozen=True, slots=True)
class Clients:
    """
    An Admin reaches all clients, a provider those assigned to them; anything else is absent (S2).

    Raises:
        NotAllowed: Not by this role. NotFound: Absent, foreign, or out of reach.
        Invalid: A value, naming its field. Conflict: It changed meanwhile; carries it as it is now.
    """

    rows: ClientStore
    colleagues: ColleagueReader
    invitations: ClientInviter
    directory: PracticeDirectory
    client_access: ClientAccess
    chance: IdGenerator
    now: Clock

    def page(self, access: Access, cursor: str | None) -> tuple[Sequence[ClientRow], str | None]:
        """List the clients within reach, oldest first."""
        access.require_role(Role.ADMIN, Role.PROVIDER)
        own = access.person if access.role is Role.PROVIDER else None
        return self.rows.page(access, own, cursor)

    def get(self, access: Access, client: ClientId) -> ClientView:
        """One profile."""
        return self._shown(access, self._reached(access, client))

    def create(
        self,
        access: Access,
        profile: Profile,
        providers: Sequence[PersonId],
        once: IdempotencyKey | None,
        *,
        invite: bool,
    ) -> ClientView:
        """
        A new client; a provider is assigned, an Admin names who is.

        Raises:
            Conflict: The agreement is not accepted yet (S32).
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        made = self.rows.result_of(access, once) if once else None
        if made:
            # Made once, and perhaps out of reach since: a repeated request grants no new access.
            return self.get(access, ClientId(made))
        if not self.directory.billing_setup(access).baa_accepted:
            raise Conflict(NO_BAA)
        wanted = checked(profile, self.now().date())
        assigned = self._assignable(access, providers)
        client = Client(ClientId(self.chance.id()), access.practice, wanted, self.now(), assigned)
        try:
            self.rows.add(access, client, once)
        except ClientEmailTaken:
            raise Invalid(EMAIL_TAKEN, fields={"email": EMAIL_TAKEN}) from None
        except AlreadyProcessed as before:
            return self.get(access, ClientId(before.result))
        return self._invited_now(access, client, once) if invite else self._shown(access, client)

    def change(
        self,
        access: Access,
        client: ClientId,
        changes: Mapping[str, Any],
        seen: int,
        providers: Sequence[PersonId] | None = None,
    ) -> ClientView:
        """
        Replace some fields, and for an Admin who is assigned;

        `seen` is the version that was edited.
        """
        before = self._reached(access, client)
        profile = changed(before.profile, changes, self.now().date())
        if before.person and profile.email.casefold() != before.profile.email.casefold():
            raise Invalid(SIGNS_IN, fields={"email": SIGNS_IN})
        after = replace(before, profile=profile)
        if providers is not None:
            access.require_role(Role.ADMIN)
            after = replace(after, providers=self._assignable(access, providers))
        if before.version != seen:
            raise Conflict(fresh=self._shown(access, before))
        try:
            return self._shown(access, self.rows.change(access, before, after))
        except ClientEmailTaken:
            raise Invalid(EMAIL_TAKEN, fields={"email": EMAIL_TAKEN}) from None
        except Conflict:
            raise Conflict(fresh=self.get(access, client)) from None

    def invite(self, access: Access, client: ClientId) -> ClientView:
        """Invite, or invite again while the client has not come. Raises Conflict when they have."""
        found = self._reached(access, client)
        if found.state is AccountState.ACTIVE:
            raise Conflict(HAS_COME, fresh=self._shown(access, found))
        self._invite(access, found)
        return self.get(access, client)

    def _invite(self, access: Access, client: Client) -> None:
        if client.person:
            self.invitations.invite_again(access, client.person)
        else:
            self.invitations.invite_client(access, _card(client), client.id)

    def _invited_now(
        self, access: Access, client: Client, once: IdempotencyKey | None
    ) -> ClientView:
        try:
            self._invite(access, client)
        except Invalid:
            # Somebody else signs in with this e-mail: nobody was invited, so nothing stays of the
            # client either.
            self._undone(access, client, once)
            raise
        return self._shown(access, self.rows.get(access, client.id))

    def _undone(self, access: Access, client: Client, once: IdempotencyKey | None) -> None:
        try:
            self.rows.remove(access, client, once)
        except Conflict:
            # The person was made and only their mail was refused: the client stays, and is invited
            # again from the profile.
            return

    def _reached(self, access: Access, client: ClientId) -> Client:
        access.require_role(Role.ADMIN, Role.PROVIDER)
        self.client_access.require(access, client)
        return self.rows.get(access, client)

    def _assignable(self, access: Access, providers: Sequence[PersonId]) -> frozenset[PersonId]:
        wanted = frozenset(providers)
        if access.role is Role.PROVIDER:
            if wanted - {access.person}:
                raise NotAllowed("Only an Admin assigns clients to other providers.")
            return frozenset({access.person})
        if len(wanted) > MAX_PROVIDERS_PER_CLIENT:
            raise Invalid(
                fields={"provider_ids": f"Assign at most {MAX_PROVIDERS_PER_CLIENT} providers."}
            )
        known = self.colleagues.colleagues(access, wanted) if wanted else {}
        if any(person not in known or not _is_provider(known[person][0]) for person in wanted):
            raise Invalid(
                fields={"provider_ids": "One of these people is no provider of the practice."}
            )
        return wanted

    def _shown(self, access: Access, client: Client) -> ClientView:
        named = self.colleagues.colleagues(access, client.providers) if client.providers else {}
        shown = sorted(
            ((person, card.name) for person, (_, card) in named.items()),
            key=lambda each: each[1].casefold(),
        )
        reason = reason_not_allowed(access, self.directory.billing_setup(access))
        return ClientView(client, shown, reason)


def _card(client: Client) -> PersonCard:
    return PersonCard(client.profile.legal_name, client.profile.email)


def _is_provider(member: Membership) -> bool:
    return Role.PROVIDER in member.roles and member.status is not MembershipStatus.REMOVED
