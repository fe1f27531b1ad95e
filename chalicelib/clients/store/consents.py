"""Stores consents and their withdrawals, as sealed records that never change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.clients.domain.consent import Consent, Withdrawal
from chalicelib.clients.store import keys
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.tables import RecordItem, Sealed
from chalicelib.platform.dynamodb.transactions import Transaction, new_transaction
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault


class ConsentItem(RecordItem):
    """The row of a consent."""

    practice = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        return Binding(PracticeId(self.practice), self.pk, self.sk, "Consent.sealed_body")


class WithdrawalItem(RecordItem):
    """The row that says that a consent was withdrawn."""

    practice = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        return Binding(PracticeId(self.practice), self.pk, self.sk, "Withdrawal.sealed_body")


KINDS: dict[str, type[RecordItem]] = {
    keys.CONSENTS: ConsentItem,
    keys.WITHDRAWALS: WithdrawalItem,
}


@dataclass(frozen=True, slots=True)
class DynamoConsents:
    """Implements `ConsentStore` with DynamoDB. `now` returns an aware datetime."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def of(self, access: Access, client: ClientId) -> Sequence[Consent]:
        rows = queries.partition(RecordItem, keys.consents(access.practice, client), KINDS)
        consents = [row for row in rows if isinstance(row, ConsentItem)]
        ends = {row.sk: row for row in rows if isinstance(row, WithdrawalItem)}
        bindings = [row.binding() for row in consents]
        bindings += [row.binding() for row in ends.values()]
        reader = self.vault.reader(access, "consents", bindings, subject=client)
        opened = [reader.open(row.binding(), row.sealed_body, Consent) for row in consents]
        withdrawals = {
            sk: reader.open(row.binding(), row.sealed_body, Withdrawal) for sk, row in ends.items()
        }
        newest_first = sorted(opened, key=lambda each: (each.given_on, each.id), reverse=True)
        return [
            replace(each, withdrawal=withdrawals.get(f"{keys.WITHDRAWALS}{each.id}"))
            for each in newest_first
        ]

    def add(self, access: Access, consent: Consent, key: IdempotencyKey | None) -> None:
        write = new_transaction()
        item = ConsentItem(*keys.consent(access.practice, consent.client, consent.id))
        item.practice = access.practice
        item.sealed_body = self.vault.seal(item.binding(), consent)
        self._requests.remember(write, access, key, consent.id)
        self._save(write, access, item, consent, "record consent")
        if self._requests.commit(write, access, key):
            raise Conflict

    def withdraw(self, access: Access, consent: Consent, withdrawal: Withdrawal) -> None:
        write = new_transaction()
        item = WithdrawalItem(*keys.withdrawal(access.practice, consent.client, consent.id))
        item.practice = access.practice
        item.sealed_body = self.vault.seal(item.binding(), withdrawal)
        self._save(write, access, item, consent, "withdraw consent")
        if self._requests.commit(write, access, None):
            raise Conflict

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("consents", self.now)

    def _save(
        self, write: Transaction, access: Access, item: RecordItem, consent: Consent, purpose: str
    ) -> None:
        write.save(item, condition=RecordItem.pk.does_not_exist())
        self.audit.add_to(
            write,
            self.audit.entry(
                access,
                AuditAction.CREATE,
                [str(item.key)],
                purpose=purpose,
                subject=consent.client,
            ),
        )
