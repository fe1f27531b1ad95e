"""Fakes the stored rows of a practice's processor accounts, in memory."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.payments.domain.processor_account import AccountStanding
from tests.practice.fake_practice_rows import FakePracticeRows


@dataclass
class FakeProcessorAccountRows:
    """
    Fakes `ProcessorAccountRows`.

    The default account is stored in the practice's row, which is in `practices`.
    """

    practices: FakePracticeRows
    rows: dict = field(default_factory=dict)
    secrets: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)

    def all(self, access):
        return [each for (of, _), each in self.rows.items() if of == access.practice]

    def get(self, access, account):
        if (access.practice, account) not in self.rows:
            raise NotFound
        return self.rows[access.practice, account]

    def kind(self, practice, account):
        if (practice, account) not in self.rows:
            raise NotFound
        return self.rows[practice, account].kind

    def keys(self, access, account, credentials_version):
        if (access.practice, account, credentials_version) not in self.secrets:
            raise NotFound
        return self.secrets[access.practice, account, credentials_version]

    def newest_keys(self, access, account):
        return max(n for of, id_, n in self.secrets if (of, id_) == (access.practice, account.id))

    def add(self, access, account, keys, idempotency_key, *, default):
        if idempotency_key and self.result_of(access, idempotency_key):
            raise AlreadyProcessed(self.result_of(access, idempotency_key))
        if default and self.practices.get(access.practice).account:
            raise Conflict
        self._put(account, keys, default=default)
        if idempotency_key:
            self.asked[access.practice, access.person, idempotency_key.key] = account.id

    def change(self, access, account, keys, *, default):
        if self.get(access, account.id).version != account.version:
            raise Conflict
        return self._put(replace(account, version=account.version + 1), keys, default=default)

    def verified(self, access, account, at):
        stored = self.get(access, account.id)
        self.rows[access.practice, account.id] = replace(stored, verified_at=at)

    def webhook_received(self, access, account, at):
        stored = self.rows.get((access.practice, account))
        if stored and (not stored.webhook_at or stored.webhook_at < at - timedelta(minutes=1)):
            self.rows[access.practice, account] = replace(stored, webhook_at=at)

    def result_of(self, access, idempotency_key):
        return self.asked.get((access.practice, access.person, idempotency_key.key))

    def _put(self, account, keys, *, default):
        self.rows[account.practice, account.id] = account
        if keys:
            self.secrets[account.practice, account.id, account.credentials_version] = keys
        if default:
            is_active = account.standing is AccountStanding.ACTIVE
            default_account = (
                {"account": account.id, "credentials_version": account.credentials_version}
                if is_active
                else {"account": "", "credentials_version": 0}
            )
            self.practices.rows[account.practice] = replace(
                self.practices.get(account.practice), **default_account
            )
        return account
