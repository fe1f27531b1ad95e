"""Stores processor accounts, and every version of their keys, in DynamoDB."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PracticeId, ProcessorAccountId
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.domain.processor_account import (
    AccountStanding,
    Credentials,
    ProcessorAccount,
)
from chalicelib.payments.store import keys
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.queries import batch_get, partition
from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.dynamodb.transactions import (
    Transaction,
    new_transaction,
    transaction,
)
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault
from chalicelib.practice.store import keys as practice_keys
from chalicelib.practice.store.practices import PracticeItem

LIVE, TEST = "live", "test"
WEBHOOK_PRECISION = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """
    Holds the sealed part of a processor account's row.

    `shown_keys` has the visible part of each key. For a secret key, this part is the last
    four characters.
    """

    description: str = field(repr=False)
    shown_keys: dict[str, str] = field(repr=False)


class AccountItem(CoreRow):
    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    mode = UnicodeAttribute()
    standing = UnicodeAttribute()
    created = UnicodeAttribute()
    verified = UnicodeAttribute(null=True)
    webhook = UnicodeAttribute(null=True)
    credentials_version = NumberAttribute()
    version = NumberAttribute()
    sealed_summary = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_summary` is sealed.

        The binding includes the account, the kind of processor and the creation time. If
        any of these values differs, `sealed_summary` cannot be opened.
        """
        clear = (("kind", self.kind), ("created", self.created))
        kind = "ProcessorAccount.sealed_summary"
        return Binding(PracticeId(self.practice), self.pk, self.sk, kind, clear=clear)

    def account(self, summary: AccountSummary) -> ProcessorAccount:
        return ProcessorAccount(
            id=ProcessorAccountId(self.id),
            practice=PracticeId(self.practice),
            kind=ProcessorKind(self.kind),
            description=summary.description,
            live=self.mode == LIVE,
            shown_keys=summary.shown_keys,
            created_at=datetime.fromisoformat(self.created),
            credentials_version=int(self.credentials_version),
            verified_at=datetime.fromisoformat(self.verified) if self.verified else None,
            webhook_at=datetime.fromisoformat(self.webhook) if self.webhook else None,
            standing=AccountStanding(self.standing),
            version=int(self.version),
        )


class KeysItem(CoreRow):
    """
    Stores one version of an account's keys.

    The row's sort key contains the number of the version.
    """

    practice = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        return Binding(PracticeId(self.practice), self.pk, self.sk, "ProcessorKeys.sealed_body")


@dataclass(frozen=True, slots=True)
class DynamoProcessorAccounts:
    """
    Implements `ProcessorAccountRows` with DynamoDB.

    `now` is a function that returns the current time as a datetime with a time zone.
    """

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def all(self, access: Access) -> Sequence[ProcessorAccount]:
        prefix = keys.PROCESSOR_ACCOUNTS
        rows = partition(
            CoreRow,
            practice_keys.practice(access.practice).pk,
            {prefix: AccountItem},
            prefix=prefix,
        )
        items = [row for row in rows if isinstance(row, AccountItem)]
        page = self.vault.reader(access, "processor accounts", [item.binding() for item in items])
        return [
            item.account(page.open(item.binding(), item.sealed_summary, AccountSummary))
            for item in items
        ]

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccount:
        item: AccountItem | None = batch_get(
            (AccountItem, keys.processor_account(access.practice, account))
        )[0]
        if item is None:
            raise NotFound
        return item.account(
            self.vault.open(
                access,
                item.binding(),
                item.sealed_summary,
                AccountSummary,
                purpose="processor account",
            )
        )

    def kind(self, practice: PracticeId, account: ProcessorAccountId) -> ProcessorKind:
        item: AccountItem | None = batch_get(
            (AccountItem, keys.processor_account(practice, account))
        )[0]
        if item is None:
            raise NotFound
        return ProcessorKind(item.kind)

    def keys(
        self, access: Access, account: ProcessorAccountId, credentials_version: int
    ) -> Credentials:
        key = keys.processor_keys(access.practice, account, credentials_version)
        item: KeysItem | None = batch_get((KeysItem, key))[0]
        if item is None:
            raise NotFound
        return self.vault.open(
            access, item.binding(), item.sealed_body, Credentials, purpose="processor keys"
        )

    def newest_keys(self, access: Access, account: ProcessorAccount) -> int:
        newest = account.credentials_version
        while self._has_keys(access, account.id, newest + 1):
            newest += 1
        if newest > account.credentials_version:
            self.vault.alarm(f"processor account {account.id} older than its keys")
        return newest

    def _has_keys(self, access: Access, account: ProcessorAccountId, version: int) -> bool:
        key = keys.processor_keys(access.practice, account, version)
        return batch_get((KeysItem, key))[0] is not None

    def add(
        self,
        access: Access,
        account: ProcessorAccount,
        new_keys: Credentials,
        idempotency_key: IdempotencyKey | None,
        *,
        default: bool,
    ) -> None:
        rows = new_transaction()
        self._requests.remember(rows, access, idempotency_key, account.id)
        rows.save(self._sealed(account), condition=AccountItem.pk.does_not_exist())
        self._keys(rows, account, new_keys)
        if default:
            self._default(rows, account, PracticeItem.account.does_not_exist())
        self._audit(rows, access, account, AuditAction.CREATE, "connect processor")
        if self._requests.commit(rows, access, idempotency_key):
            raise Conflict

    def change(
        self,
        access: Access,
        account: ProcessorAccount,
        new_keys: Credentials | None,
        *,
        default: bool,
    ) -> ProcessorAccount:
        with transaction() as rows:
            item = self._sealed(account)
            item.version = account.version + 1
            rows.save(item, condition=AccountItem.version == account.version)
            if new_keys:
                self._keys(rows, account, new_keys)
            if default:
                self._default(rows, account, PracticeItem.pk.exists())
            self._audit(rows, access, account, AuditAction.CHANGE, "edit processor")
        return self.get(access, account.id)

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        item = AccountItem(*keys.processor_account(access.practice, account.id))
        with transaction() as rows:
            rows.update(
                item, [AccountItem.verified.set(moment(at))], condition=AccountItem.pk.exists()
            )
            self._audit(rows, access, account, AuditAction.CHANGE, "test processor")

    def webhook_received(self, access: Access, account: ProcessorAccountId, at: datetime) -> None:
        item = AccountItem(*keys.processor_account(access.practice, account))
        is_older = AccountItem.webhook < moment(at - WEBHOOK_PRECISION)
        condition = AccountItem.pk.exists() & (AccountItem.webhook.does_not_exist() | is_older)
        try:
            with mapped_errors():
                item.update([AccountItem.webhook.set(moment(at))], condition=condition)
        except Conflict:
            return

    def result_of(self, access: Access, idempotency_key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, idempotency_key)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("processors", self.now)

    def _sealed(self, account: ProcessorAccount) -> AccountItem:
        key = keys.processor_account(account.practice, account.id)
        item = AccountItem(*key, practice=account.practice, id=account.id, kind=account.kind.value)
        item.mode, item.standing = LIVE if account.live else TEST, account.standing.value
        item.created, item.verified = (
            moment(account.created_at),
            moment(account.verified_at) if account.verified_at else None,
        )
        item.webhook = moment(account.webhook_at) if account.webhook_at else None
        item.credentials_version, item.version = account.credentials_version, account.version
        summary = AccountSummary(account.description, dict(account.shown_keys))
        item.sealed_summary = self.vault.seal(item.binding(), summary)
        return item

    def _keys(self, rows: Transaction, account: ProcessorAccount, new_keys: Credentials) -> None:
        key = keys.processor_keys(account.practice, account.id, account.credentials_version)
        item = KeysItem(*key, practice=account.practice)
        item.sealed_body = self.vault.seal(item.binding(), new_keys)
        rows.save(item, condition=KeysItem.pk.does_not_exist())

    def _default(self, rows: Transaction, account: ProcessorAccount, condition: object) -> None:
        takes = account.standing is AccountStanding.ACTIVE
        named = PracticeItem.account.set(account.id) if takes else PracticeItem.account.remove()
        version = PracticeItem.credentials_version.set(account.credentials_version if takes else 0)
        item = PracticeItem(*practice_keys.practice(account.practice))
        rows.update(item, [named, version], condition=condition)  # type: ignore[arg-type]

    def _audit(
        self,
        rows: Transaction,
        access: Access,
        account: ProcessorAccount,
        action: AuditAction,
        purpose: str,
    ) -> None:
        record = str(keys.processor_account(account.practice, account.id))
        self.audit.add_to(rows, self.audit.entry(access, action, [record], purpose=purpose))
