"""Fakes the store of clients, in memory."""
# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements

from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.clients.domain.client import AccountState
from chalicelib.clients.domain.search_word import words_of_profile
from chalicelib.clients.usecases.client_ports import ClientRow
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed


@dataclass
class FakeClientStore:
    """
    A fake `ClientStore` in memory.

    `opened` has the ids of all listed clients. Without `now`, which returns the time, nobody stands
    in for a provider. `directory` has the names of colleagues.
    """

    rows: dict = field(default_factory=dict)
    ids_by_key: dict = field(default_factory=dict)
    opened: list = field(default_factory=list)
    now: object = None
    directory: Any = None

    def get(self, access, client):
        if (access.practice, client) not in self.rows:
            raise NotFound
        row = self.rows[access.practice, client]
        covers = (each for each in row.covers if self.now and self.now() < each.until)
        return replace(row, covers=tuple(covers))

    def with_names(self, access, client, may):
        row = self.rows.get((access.practice, client))
        may(self.assigned(row) if row else None)
        if row is None:
            raise NotFound
        people = row.providers | {each.provider for each in row.covers}
        members = self.directory.colleagues(access, people) if self.directory else {}
        names = {person: summary.name for person, (_, summary) in members.items()}
        return self.get(access, client), names

    def page(self, access, provider, cursor):
        ids, following = self.page_of_ids(access, provider, cursor)
        return self.rows_of(access, ids), following

    def page_of_ids(self, access, provider, cursor, limit=50):
        own = [each for (practice, _), each in self.rows.items() if practice == access.practice]
        page = [each for each in own if provider is None or provider in self.assigned(each)]
        return [each.id for each in page], None

    def assigned(self, client, at=None):
        """Return who is assigned to a client at a time, and who stands in."""
        at = at or (self.now() if self.now else None)
        active = (cover for cover in client.covers if at and cover.is_active(at))
        return client.providers | {cover.provider for cover in active}

    def rows_of(self, access, clients):
        self.opened += clients
        stored = [self.rows.get((access.practice, client)) for client in clients]
        return [
            ClientRow(
                each.id,
                each.summary,
                each.state,
                each.version,
                each.providers,
                each.merge and each.merge.at,
            )
            for each in stored
            if each
        ]

    def found(self, access, words, cursor):
        own = [each for (practice, _), each in self.rows.items() if practice == access.practice]
        return [each.id for each in own if _has_all(each, words)], None

    def providers_of(self, access, clients):
        return {client: self.get(access, client).providers for client in clients}

    def current_providers(self, access, client):
        return frozenset(self.assigned(self.rows[access.practice, client]))

    def add(self, access, client, key):
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        self.rows[client.practice, client.id] = client
        if key:
            self.ids_by_key[access.practice, access.person, key.key] = client.id

    def change(self, access, before, after):
        known = self.get(access, before.id)
        if known.version != before.version:
            raise Conflict
        stored = replace(after, person=known.person, state=known.state, version=before.version + 1)
        self.rows[after.practice, after.id] = stored
        return stored

    def hand_over(self, access, client, handover):
        before = self.get(access, client)
        if handover.giver not in before.providers:
            return False
        after = handover.assigned(before.providers)
        covers = handover.covers(before.covers, after)
        self.rows[before.practice, before.id] = replace(
            before, providers=after, covers=covers, version=before.version + 1
        )
        return True

    def make_searchable(self, access, client):
        self.get(access, client)

    def remove(self, access, client, key):
        if self.get(access, client.id).state is not AccountState.NOT_INVITED:
            raise Conflict
        del self.rows[client.practice, client.id]
        if key:
            self.ids_by_key.pop((access.practice, access.person, key.key), None)

    def result_of(self, access, key):
        return self.ids_by_key.get((access.practice, access.person, key.key))

    def link(self, membership, state):
        """
        Link a client to the person of a membership, or to nobody after its end.

        The real store does the same when it stores the membership.
        """
        key = membership.practice, membership.client
        person = None if state is AccountState.NOT_INVITED else membership.person
        self.rows[key] = replace(self.rows[key], person=person, state=state)


def _has_all(client, words):
    own = words_of_profile(client.profile)
    return all(
        any(each.kind is word.kind and each.text.startswith(word.text) for each in own)
        for word in words
    )
