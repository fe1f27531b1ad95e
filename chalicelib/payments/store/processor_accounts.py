"""Processor accounts: what Setup shows is sealed in the account's row, each version of its keys in a row never rewritten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

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
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.queries import batch_get as read_together
from chalicelib.platform.dynamodb.queries import partition
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


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What Setup shows of an account: no secret is in it, only its end."""

    description: str
    publishable_key: str = field(repr=False)
    secret_ends: str = field(repr=False)
    webhook_secret_ends: str = field(repr=False)


class AccountItem(CoreRow):
    """An account."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    mode = UnicodeAttribute()
    standing = UnicodeAttribute()
    created = UnicodeAttribute()
    verified = UnicodeAttribute(null=True)
    credentials = NumberAttribute()
    version = NumberAttribute()
    card = Sealed()

    def binding(self) -> Binding:
        """Of what processor it is cannot be changed beside it."""
        whose = (("kind", self.kind), ("created", self.created))
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "ProcessorAccount.card", clear=whose
        )

    def account(self, card: AccountCard) -> ProcessorAccount:
        """As the domain knows it."""
        return ProcessorAccount(
            ProcessorAccountId(self.id),
            PracticeId(self.practice),
            ProcessorKind(self.kind),
            card.description,
            self.mode == "live",
            card.publishable_key,
            card.secret_ends,
            card.webhook_secret_ends,
            datetime.fromisoformat(self.created),
            int(self.credentials),
            datetime.fromisoformat(self.verified) if self.verified else None,
            AccountStanding(self.standing),
            int(self.version),
        )


class KeysItem(CoreRow):
    """One version of an account's keys; its number is in its key."""

    practice = UnicodeAttribute()
    x = Sealed()

    def binding(self) -> Binding:
        """What its envelope is bound to."""
        return Binding(PracticeId(self.practice), self.pk, self.sk, "ProcessorKeys.x")


@dataclass(frozen=True, slots=True)
class DynamoProcessorAccounts:
    """Implements `AccountRows`; `now` is aware."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def all(self, access: Access) -> Sequence[ProcessorAccount]:
        """See `AccountRows`."""
        prefix = keys.PROCESSOR_ACCOUNTS
        rows = partition(
            CoreRow,
            practice_keys.practice(access.practice).pk,
            {prefix: AccountItem},
            prefix=prefix,
        )
        items = [row for row in rows if isinstance(row, AccountItem)]
        page = self.vault.reader(access, "processor accounts", [item.binding() for item in items])
        return [item.account(page.open(item.binding(), item.card, AccountCard)) for item in items]

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccount:
        """See `AccountRows`."""
        item: AccountItem | None = read_together(
            (AccountItem, keys.processor_account(access.practice, account))
        )[0]
        if item is None:
            raise NotFound
        return item.account(
            self.vault.open(
                access, item.binding(), item.card, AccountCard, purpose="processor account"
            )
        )

    def keys(self, access: Access, account: ProcessorAccountId, credentials: int) -> Credentials:
        """See `AccountRows`."""
        key = keys.processor_keys(access.practice, account, credentials)
        item: KeysItem | None = read_together((KeysItem, key))[0]
        if item is None:
            raise NotFound
        return self.vault.open(
            access, item.binding(), item.x, Credentials, purpose="processor keys"
        )

    def add(
        self,
        access: Access,
        account: ProcessorAccount,
        secret: Credentials,
        once: IdempotencyKey | None,
        *,
        default: bool,
    ) -> None:
        """See `AccountRows`."""
        rows = new_transaction()
        self._requests.remember(rows, access, once, account.id)
        rows.save(self._sealed(account), condition=AccountItem.pk.does_not_exist())
        self._keys(rows, account, secret)
        if default:
            self._default(rows, account, PracticeItem.account.does_not_exist())
        self._audit(rows, access, account, AuditAction.CREATE, "connect processor")
        if self._requests.commit(rows, access, once):
            raise Conflict

    def change(
        self,
        access: Access,
        account: ProcessorAccount,
        secret: Credentials | None,
        *,
        default: bool,
    ) -> ProcessorAccount:
        """See `AccountRows`."""
        with transaction() as rows:
            item = self._sealed(account)
            item.version = account.version + 1
            rows.save(item, condition=AccountItem.version == account.version)
            if secret:
                self._keys(rows, account, secret)
            if default:
                self._default(rows, account, PracticeItem.pk.exists())
            self._audit(rows, access, account, AuditAction.CHANGE, "edit processor")
        return self.get(access, account.id)

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        """See `AccountRows`."""
        item = AccountItem(*keys.processor_account(access.practice, account.id))
        with transaction() as rows:
            rows.update(
                item, [AccountItem.verified.set(moment(at))], condition=AccountItem.pk.exists()
            )
            self._audit(rows, access, account, AuditAction.CHANGE, "test processor")

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """See `AccountRows`."""
        return self._requests.result_of(access, once)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("processors", self.now)

    def _sealed(self, account: ProcessorAccount) -> AccountItem:
        key = keys.processor_account(account.practice, account.id)
        item = AccountItem(*key, practice=account.practice, id=account.id, kind=account.kind.value)
        item.mode, item.standing = "live" if account.live else "test", account.standing.value
        item.created, item.verified = (
            moment(account.created_at),
            moment(account.verified_at) if account.verified_at else None,
        )
        item.credentials, item.version = account.credentials, account.version
        card = AccountCard(
            account.description,
            account.publishable_key,
            account.secret_ends,
            account.webhook_secret_ends,
        )
        item.card = self.vault.seal(item.binding(), card)
        return item

    def _keys(self, rows: Transaction, account: ProcessorAccount, secret: Credentials) -> None:
        key = keys.processor_keys(account.practice, account.id, account.credentials)
        item = KeysItem(*key, practice=account.practice)
        item.x = self.vault.seal(item.binding(), secret)
        rows.save(item, condition=KeysItem.pk.does_not_exist())

    def _default(self, rows: Transaction, account: ProcessorAccount, condition: object) -> None:
        takes = account.standing is AccountStanding.ACTIVE
        named = PracticeItem.account.set(account.id) if takes else PracticeItem.account.remove()
        version = PracticeItem.credentials.set(account.credentials if takes else 0)
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
