"""Fakes the store of consents, in memory."""

from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import AlreadyProcessed


@dataclass
class FakeConsentStore:
    """A fake `ConsentStore` in memory."""

    rows: dict = field(default_factory=dict)
    ids_by_key: dict = field(default_factory=dict)

    def of(self, access, client):
        own = [
            each
            for (practice, _), each in self.rows.items()
            if practice == access.practice and each.client == client
        ]
        return sorted(own, key=lambda each: (each.given_on, each.id), reverse=True)

    def add(self, access, consent, key):
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        self.rows[access.practice, consent.id] = consent
        if key:
            self.ids_by_key[access.practice, access.person, key.key] = consent.id

    def withdraw(self, access, consent, withdrawal):
        stored = self.rows[access.practice, consent.id]
        if stored.withdrawal:
            raise Conflict
        self.rows[access.practice, consent.id] = replace(stored, withdrawal=withdrawal)

    def result_of(self, access, key):
        return self.ids_by_key.get((access.practice, access.person, key.key))
