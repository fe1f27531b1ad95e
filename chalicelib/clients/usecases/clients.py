"""Lists, creates, changes and invites the clients of a practice."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.clients.domain.client import (
    MAX_PROVIDERS_PER_CLIENT,
    AccountState,
    Client,
    Profile,
    validate_profile,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_ports import (
    ClientInviter,
    ClientRow,
    ClientStore,
    ColleagueReader,
)
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.time_zones import changed_zone, latest_day
from chalicelib.practice.domain.service import NO_BAA
from chalicelib.practice.usecases.offerings import reason_not_allowed

SIGNS_IN = "The client signs in with this e-mail address, so it cannot be changed here."
HAS_SIGNED_IN = "This client has signed in already, and needs no invitation."


@dataclass(frozen=True, slots=True)
class ClientView:
    """
    A client as the caller sees them, with the names of the assigned providers.

    `providers` holds the id and name of each assigned provider, and `names` the names of all
    colleagues whom the profile names. `why_no_invoices` is the reason why the caller may not
    create invoices, or None if the caller may create them. `linked` are those profiles that were
    merged into this one, or into which this one was merged, that the caller may see.
    """

    client: Client
    providers: Sequence[tuple[PersonId, str]]
    why_no_invoices: str | None
    names: Mapping[str, str] = field(default_factory=dict)
    linked: Mapping[ClientId, ClientRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clients:
    """
    Manages clients. A provider sees only the clients assigned to them (S2).

    Raises:
        NotAllowed: The caller's role does not allow the operation.
        NotFound: The client does not exist, or the caller may not see the client.
        Invalid: A value is not valid. The error names the invalid field.
        Conflict: The client was changed in the meantime. The error contains the current client.
    """

    rows: ClientStore
    colleagues: ColleagueReader
    invitations: ClientInviter
    directory: PracticeDirectory
    client_access: ClientAccess
    ids: IdGenerator
    now: Clock

    def get(self, access: Access, client: ClientId) -> ClientView:
        access.require_role(Role.ADMIN, Role.PROVIDER)

        def may(providers: Collection[PersonId] | None) -> None:
            self.client_access.require_assigned(access, client, providers)

        stored, names = self.rows.with_names(access, client, may)
        # Who merged the profile is sealed in it, so that only then it is known whose name is left.
        if stored.merge and stored.merge.by not in names:
            names = {**names, **self._names(access, {stored.merge.by})}
        return self._named_view(access, stored, names)

    def create(
        self,
        access: Access,
        profile: Profile,
        providers: Sequence[PersonId],
        key: IdempotencyKey | None,
        *,
        invite: bool,
    ) -> ClientView:
        """
        Create a client and assign providers to the client.

        If the caller is an Admin, the client gets the given `providers`. If the caller is a
        provider, the caller is assigned to the client. If `invite` is true, the client is also
        invited.

        Raises:
            Conflict: The practice has not accepted the Business Associate Agreement (S32).
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        earlier_id = self.rows.result_of(access, key) if key else None
        if earlier_id:
            return self._repeated(access, ClientId(earlier_id), invite=invite)
        setup = self.directory.billing_setup(access)
        if not setup.baa_accepted:
            raise Conflict(NO_BAA)
        valid_profile = validate_profile(profile, latest_day(self.now(), setup.zone))
        client = Client(
            ClientId(self.ids.id()),
            access.practice,
            valid_profile,
            self.now(),
            self._assignable(access, providers),
        )
        try:
            self.rows.add(access, client, key)
        except AlreadyProcessed as earlier:
            return self._repeated(access, ClientId(earlier.result), invite=invite)
        return (
            self._created_and_invited(access, client, key) if invite else self._view(access, client)
        )

    def change(
        self,
        access: Access,
        client: ClientId,
        changes: Mapping[str, Any],
        seen: int,
        providers: Sequence[PersonId] | None = None,
    ) -> ClientView:
        """
        Change fields of a client's profile and, if given, the assigned providers.

        Only an Admin may give `providers`; None keeps the current providers. `seen` is the version
        of the client that the caller edited. A new e-mail address of a client who was invited and
        never signed in is sent a new invitation; what was sent to the old one becomes invalid.
        """
        before = self._require_client(access, client)
        profile = self._changed(access, before.profile, changes)
        is_moved = bool(before.person) and not _is_same_address(profile, before.profile)
        if is_moved and before.state is AccountState.ACTIVE:
            raise Invalid(SIGNS_IN, fields={"email": SIGNS_IN})
        after = replace(before, profile=profile)
        if providers is not None:
            access.require_role(Role.ADMIN)
            after = after.with_providers(self._assignable(access, providers))
        if before.version != seen:
            raise Conflict(fresh=self._view(access, before))
        if is_moved and before.person:
            # The invitation comes first, because only it may be refused. If the profile then
            # cannot be stored, the same request repeats both.
            self.invitations.correct(access, before.person, profile.email)
        try:
            stored = self.rows.change(access, before, after)
        except Conflict:
            if is_moved:
                self._store_address(access, client, profile.email)
            raise Conflict(fresh=self.get(access, client)) from None
        return self._view(access, stored)

    def withdraw(self, access: Access, client: ClientId) -> ClientView:
        """
        Withdraw the invitation of a client who never signed in; the client stays.

        Raises Conflict if they have signed in.
        """
        before = self._require_client(access, client)
        if before.state is AccountState.ACTIVE:
            raise Conflict(HAS_SIGNED_IN, fresh=self._view(access, before))
        if before.person:
            self.invitations.withdraw(access, before.person)
        return self.get(access, client)

    def invite(self, access: Access, client: ClientId) -> ClientView:
        """Invite a client, or invite them again. Raises Conflict if they have signed in."""
        before = self._require_client(access, client)
        if before.state is AccountState.ACTIVE:
            raise Conflict(HAS_SIGNED_IN, fresh=self._view(access, before))
        self._invite(access, before)
        return self.get(access, client)

    def _changed(self, access: Access, before: Profile, changes: Mapping[str, Any]) -> Profile:
        if not changes:
            return before
        if before.zone:
            changes = {**changes, "zone": changed_zone(changes.get("zone"), before.zone)}
        today = latest_day(self.now(), self.directory.billing_setup(access).zone)
        return validate_profile(replace(before, **changes), today, changes.keys())

    def _invite(self, access: Access, client: Client) -> None:
        if client.person:
            self.invitations.correct(access, client.person, client.profile.email)
        else:
            self.invitations.invite_client(access, _person_summary(client), client.id)

    def _store_address(self, access: Access, client: ClientId, email: str) -> None:
        # Another edit of the profile came first. The client signs in with the new address
        # already, so the profile shows that one.
        stored = self.rows.get(access, client)
        with suppress(Failure):
            profile = replace(stored.profile, email=email)
            self.rows.change(access, stored, replace(stored, profile=profile))

    def _created_and_invited(
        self, access: Access, client: Client, key: IdempotencyKey | None
    ) -> ClientView:
        try:
            self._invite(access, client)
        except Failure:
            # Nobody was invited, so the client is removed too, and the form can be sent again,
            # with another address if this one was the reason.
            with suppress(Failure):
                self.rows.remove(access, client, key)
            raise
        return self._view(access, self.rows.get(access, client.id))

    def _repeated(self, access: Access, client: ClientId, *, invite: bool) -> ClientView:
        # A repeated request does not prove access, which the caller may have lost since.
        view = self.get(access, client)
        if not invite or view.client.state is not AccountState.NOT_INVITED:
            return view
        # The first request ended before it invited the client.
        return self.invite(access, client)

    def _require_client(self, access: Access, client: ClientId) -> Client:
        access.require_role(Role.ADMIN, Role.PROVIDER)
        self.client_access.require(access, client)
        return self.rows.get(access, client)

    def _assignable(self, access: Access, providers: Sequence[PersonId]) -> frozenset[PersonId]:
        people = frozenset(providers)
        if access.role is Role.PROVIDER:
            if people - {access.person}:
                raise NotAllowed("Only an Admin can assign clients to other providers.")
            return frozenset({access.person})
        if len(people) > MAX_PROVIDERS_PER_CLIENT:
            raise Invalid(
                fields={"provider_ids": f"Assign at most {MAX_PROVIDERS_PER_CLIENT} providers."}
            )
        colleagues = self.colleagues.colleagues(access, people) if people else {}
        if any(
            person not in colleagues or not colleagues[person][0].is_provider for person in people
        ):
            raise Invalid(
                fields={"provider_ids": "One of these people is not a provider of the practice."}
            )
        return people

    def _view(self, access: Access, client: Client) -> ClientView:
        covering = {cover.provider for cover in client.covers}
        people = client.providers | covering
        if client.merge:
            people |= {client.merge.by}
        return self._named_view(access, client, self._names(access, people))

    def _names(self, access: Access, people: Collection[PersonId]) -> Mapping[str, str]:
        colleagues = self.colleagues.colleagues(access, people) if people else {}
        return {str(person): summary.name for person, (_, summary) in colleagues.items()}

    def _named_view(self, access: Access, client: Client, names: Mapping[str, str]) -> ClientView:
        providers = sorted(
            ((person, names[person]) for person in client.providers if person in names),
            key=lambda each: each[1].casefold(),
        )
        reason = reason_not_allowed(access, self.directory.billing_setup(access))
        return ClientView(client, providers, reason, names, self._linked(access, client))

    def _linked(self, access: Access, client: Client) -> Mapping[ClientId, ClientRow]:
        others = client.merged_from | ({client.merge.into} if client.merge else set())
        reached = sorted(self.client_access.reached(access, others)) if others else []
        return {row.id: row for row in self.rows.rows_of(access, reached)} if reached else {}


def _is_same_address(one: Profile, other: Profile) -> bool:
    return one.email.casefold() == other.email.casefold()


def _person_summary(client: Client) -> PersonSummary:
    return PersonSummary(client.profile.legal_name, client.profile.email)
