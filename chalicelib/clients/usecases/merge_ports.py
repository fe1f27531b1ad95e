"""Defines the ports of the use case that merges clients' profiles."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.domain.client import Client, Merge
from chalicelib.clients.domain.merge import HeldRecords
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId


@dataclass(frozen=True, slots=True)
class MergeChange:
    """
    A merge of a client's profile into another one, or the undoing of a merge.

    `before` and `client` are the profile that can only be read after a merge, and `other_before`
    and `other` the one that stays in use, each before and after the change. `event` says when,
    by whom and why this change is made.
    """

    before: Client
    client: Client
    other_before: Client
    other: Client
    event: Merge

    @property
    def is_undo(self) -> bool:
        return self.client.merge is None


class MergeStore(Protocol):
    """Stores merges: profiles, record and audit entries in one transaction."""

    def store(self, access: Access, change: MergeChange, key: IdempotencyKey | None) -> None:
        """
        Store a change of both profiles, and a record of it that stays.

        Raises:
            Conflict: One of the profiles has changed since it was read.
            AlreadyProcessed: An earlier request used `key`.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the client of an earlier request with this key."""


class RecordReader(Protocol):
    """Reads how many records of one kind a profile holds. No record is opened."""

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        """Return those that the caller may know of; the caller may see the client."""


class SignInEnder(Protocol):
    """Ends the account with which a client signs in to a profile."""

    def end_client(self, access: Access, person: PersonId) -> None:
        """
        End an invitation or a sign-in, with all sessions (S9). It can be repeated.

        Raises Unavailable if a service does not respond, and Conflict if the membership changes
        at this moment.
        """
