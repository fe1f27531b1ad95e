"""Merges two profiles of one client; see docs/product.md#duplicates."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.clients.domain.client import Client, Merge
from chalicelib.clients.domain.merge import (
    MAX_REASON,
    NOT_MERGED,
    FillableField,
    HeldRecords,
    MergeRequest,
    RecordKind,
    fill_empty,
    fillable,
    merge_clients,
    obstacles,
    require_mergeable,
    undo_merge,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_ports import ClientStore
from chalicelib.clients.usecases.clients import Clients, ClientView
from chalicelib.clients.usecases.merge_ports import (
    MergeChange,
    MergeStore,
    RecordReader,
    SignInEnder,
)
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.text import line
from chalicelib.kernel.time_zones import latest_day

SIGNS_IN = (
    "The client has an account with which they sign in to this profile. The merge ends it, so allow"
    " that, and invite the client in the other profile."
)
CAME_MEANWHILE = "Something that is not finished was added at the moment of the merge."


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of the two profiles of a preview, with what it holds."""

    client: Client
    records: Sequence[HeldRecords]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """
    What an Admin sees before a merge.

    `obstacles` says what must be done first, and `fillable` names the empty fields of the other
    profile that this one can fill.
    """

    client: MergeSide
    into: MergeSide
    obstacles: Sequence[str]
    fillable: Sequence[FillableField]


@dataclass(frozen=True, slots=True)
class Merging:
    """
    Merges a client's profile into another one, for an Admin.

    Nothing moves: what the profile holds stays there and can only be read.

    Raises:
        NotAllowed: The caller is not an Admin.
        NotFound: The practice has no such client.
        Invalid: The other profile cannot be used, or a field is not valid.
        Conflict: The profile cannot be merged now, or it has changed. The error says what to do
            first, and contains the current client if it has changed.
        Unavailable: A service did not respond. The request can be repeated.
    """

    rows: ClientStore
    merges: MergeStore
    records: Sequence[RecordReader]
    sign_ins: SignInEnder
    clients: Clients
    client_access: ClientAccess
    directory: PracticeDirectory
    now: Clock

    def preview(self, access: Access, client: ClientId, into: ClientId) -> MergePreview:
        """Return both profiles side by side. Raises as `merge` does."""
        source, target = self._both(access, client, into)
        require_mergeable(source, target)
        records, others = self._held(access, client), self._held(access, into)
        return MergePreview(
            MergeSide(source, _without_waits(records)),
            MergeSide(target, _without_waits(others)),
            obstacles(records),
            fillable(target.profile, source.profile),
        )

    def merge(
        self,
        access: Access,
        client: ClientId,
        into: ClientId,
        request: MergeRequest,
        key: IdempotencyKey | None,
    ) -> ClientView:
        """Merge a profile into another one. A repeated request changes nothing more."""
        access.require_role(Role.ADMIN)
        if key and self.merges.result_of(access, key):
            return self._settled(access, client)
        source, target = self._both(access, client, into)
        reason = line(request.reason, "reason", MAX_REASON, required=True)
        require_mergeable(source, target)
        self._require_seen(access, source, request.seen)
        profile = fill_empty(target.profile, source.profile, request.fill, self._today(access))
        if sentences := obstacles(self._held(access, client)):
            raise Conflict(" ".join(sentences))
        if source.person:
            if not request.ends_sign_in:
                raise Conflict(SIGNS_IN)
            # Before the merge: a merged profile must never have a sign-in. If the merge then
            # fails, the same request repeats both.
            self.sign_ins.end_client(access, source.person)
        event = Merge(into, self.now(), access.person, reason)
        merged, holder = merge_clients(source, target, event)
        change = MergeChange(source, merged, target, replace(holder, profile=profile), event)
        self._store(access, change, key)
        return self._settled(access, client)

    def undo(
        self, access: Access, client: ClientId, seen: int, reason: str, key: IdempotencyKey | None
    ) -> ClientView:
        """
        Undo a merge: the profile can be changed again.

        What the merge ended or filled in stays as it is.
        """
        access.require_role(Role.ADMIN)
        if key and self.merges.result_of(access, key):
            return self.clients.get(access, client)
        self.client_access.require(access, client)
        source = self.rows.get(access, client)
        words = line(reason, "reason", MAX_REASON, required=True)
        if source.merge is None:
            raise Conflict(NOT_MERGED)
        self._require_seen(access, source, seen)
        self._undo(access, source, source.merge, words, key)
        return self.clients.get(access, client)

    def _settled(self, access: Access, client: ClientId) -> ClientView:
        """
        Return a client who was just merged, if nothing came in the way meanwhile.

        From the merge on, nothing can come any more. What came between the first look and the
        merge is found now, and the merge is undone.
        """
        view = self.clients.get(access, client)
        merge = view.client.merge
        if merge is None:
            raise Conflict(fresh=view)
        sentences = obstacles(self._held(access, client))
        if sentences:
            self._undo(access, view.client, merge, CAME_MEANWHILE, None)
            raise Conflict(" ".join(sentences), fresh=self.clients.get(access, client))
        return view

    def _undo(
        self, access: Access, source: Client, merge: Merge, reason: str, key: IdempotencyKey | None
    ) -> None:
        target = self.rows.get(access, merge.into)
        event = Merge(target.id, self.now(), access.person, reason)
        separate, other = undo_merge(source, target)
        self._store(access, MergeChange(source, separate, target, other, event), key)

    def _both(self, access: Access, client: ClientId, into: ClientId) -> tuple[Client, Client]:
        access.require_role(Role.ADMIN)
        self.client_access.require(access, client)
        self.client_access.require(access, into)
        return self.rows.get(access, client), self.rows.get(access, into)

    def _require_seen(self, access: Access, client: Client, seen: int) -> None:
        if client.version != seen:
            raise Conflict(fresh=self.clients.get(access, client.id))

    def _store(self, access: Access, change: MergeChange, key: IdempotencyKey | None) -> None:
        try:
            with suppress(AlreadyProcessed):
                self.merges.store(access, change, key)
        except Conflict:
            raise Conflict(fresh=self.clients.get(access, change.client.id)) from None

    def _held(self, access: Access, client: ClientId) -> Sequence[HeldRecords]:
        return [each.held(access, client) for each in self.records]

    def _today(self, access: Access) -> date:
        return latest_day(self.now(), self.directory.billing_setup(access).zone)


def _without_waits(records: Sequence[HeldRecords]) -> Sequence[HeldRecords]:
    # Who stands on the waitlist is no part of what a profile holds.
    return [each for each in records if each.kind is not RecordKind.WAIT]
